"""What follows when a story gets another author: the new one and the former one are notified."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from articles.editing.details import author_changed
from articles.models import Article
from newsroom.models import User
from reviews.models import Event
from reviews.models.facts import AuthorChanged
from reviews.notifications import events


@receiver(author_changed, dispatch_uid="reviews.notify_authors")
def notify_authors(article: Article, former: User | None, by: User | None, now: datetime, **_: Any) -> None:
    """In the transaction of the act. Their sign-offs are asked about again by themselves
    (:func:`reviews.workflow.signoff.stages_of`)."""
    facts = AuthorChanged(
        former=former.pk if former else None, author=str(article.author) if article.author else ""
    )
    events.record(kind=Event.Kind.AUTHOR, article=article, actor=by, facts=facts, now=now)
