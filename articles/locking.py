"""The locks that acts on a story take, and their order.

The lock on the document's row guards the story: its text and details, its queries, suggestions, clearances,
sign-offs and releases. The lock on the desk's row guards the desk's stages and its release settings. An act
that takes both takes the desk's first, so that no two acts wait for each other.

After waiting for a lock, PostgreSQL still returns other rows as they were before the wait. So an act reads
everything it depends on, or reads it again, once it holds the lock.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles import access, sql
from articles.models import Article, Document
from newsroom.errors import Conflict
from newsroom.models import Desk, renew


class StoryMoved(Conflict):
    """The story is on another desk than when it was read."""


def lock(article: Article) -> Document:
    """Lock the document's row, and update ``article`` from the database. Call it inside a transaction.

    It needs two statements: PostgreSQL would return an article joined to the locked row as it was before the
    wait for the lock. Raises :class:`~newsroom.errors.NotFound` when the article was deleted.
    """
    document = Document.objects.select_for_update().filter(pk=article.pk).first()
    if document is None:
        raise access.no_article(article.slug)
    renew(article, Article.objects.get(pk=article.pk))
    vars(article).pop("co_author_ids", None)
    document.article = article
    return document


def lock_slug(slug: str) -> Document:
    """As :func:`lock`, for the article of that slug. The caller checks whether the person may see it."""
    document = sql.lock_by_slug(access.as_slug(slug)) or _lock_by_former(slug)
    if document is None:
        raise access.no_article(slug)
    document.article = sql.read_article(document.pk)
    return document


def _lock_by_former(slug: str) -> Document | None:
    """Pages that were open when a story got another slug go on sending under the one before."""
    return Document.objects.select_for_update().filter(pk__in=access.had_slug(slug)).first()


def lock_with_desk(article: Article) -> Document:
    """As :func:`lock`, for acts that also depend on the desk's stages or settings.

    Raises :class:`StoryMoved` when the story was moved since it was read: the locks of desks are taken before
    those of stories.
    """
    desk = lock_desk(article.desk_id)
    document = lock(article)
    if article.desk_id != desk.pk:
        raise StoryMoved(moved_sentence(article))
    article.desk = desk
    return document


def moved_sentence(article: Article) -> str:
    return _("“%(article)s” was moved to %(desk)s meanwhile. Reload the page.") % {
        "article": article,
        "desk": article.desk,
    }


def lock_desk(desk_id: int) -> Desk:
    """Lock the desk's row, and return the desk. Call it inside a transaction.

    It does not stop people from filing on the desk: inserting a row that refers to it does not wait.
    """
    return Desk.objects.select_for_update(no_key=True).get(pk=desk_id)
