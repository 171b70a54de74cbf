"""Tell open pages, after commit, what changed: the pages of one story, and the lists of its desk."""

from __future__ import annotations

from articles.models import Article, topic_of, topic_of_desk
from newsroom.messaging import live

LISTS = "stories"


def announce(article: Article, changed: str) -> None:
    """Something of a story changed, other than its text: ``"article"``, ``"queries"``, ``"signing"``,
    ``"suggestions"``. Its own pages hear what, lists of its desk that something did."""
    live.publish(topic_of(article.pk), changed)
    announce_lists(article.desk_id)


def announce_lists(desk: int) -> None:
    """Something changed that lists of this desk's stories show. Each process passes on one a second."""
    live.publish(topic_of_desk(desk), LISTS)
