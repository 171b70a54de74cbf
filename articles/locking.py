"""The locks that acts on a story take, and the order in which they take them.

The lock on the document's row guards the story: its text, its details, and all that people ask, suggest,
clear, sign and release of it. The lock on the desk's row guards the desk's stages, and who releases its copy.
Who takes both takes the desk's first: in any other order two acts could wait for each other for ever.

PostgreSQL hands out a row that was read before the wait for a lock as it was before the wait. So whatever an
act depends on is read, or read again, once it holds the lock.
"""

from __future__ import annotations

from articles import access, sql
from articles.models import Article, Document
from newsroom.models import Desk, renew


def lock(article: Article) -> Document:
    """Lock the document's row and renew ``article`` from the database. Call inside a transaction.

    Two statements on purpose: joined to the locked row, PostgreSQL would hand out the article as it
    was before the wait for the lock. Raises :class:`~newsroom.errors.NotFound` when the article was deleted.
    """
    document = Document.objects.select_for_update().filter(pk=article.pk).first()
    if document is None:
        raise access.no_article(article.slug)
    renew(article, Article.objects.get(pk=article.pk))
    document.article = article
    return document


def lock_slug(slug: str) -> Document:
    """As :func:`lock`, for the article of that slug; whether this person may see it is for the caller."""
    document = sql.lock_named(access.as_slug(slug))
    if document is None:
        raise access.no_article(slug)
    document.article = sql.read_article(document.pk)
    return document


def lock_with_desk(article: Article) -> Document:
    """As :func:`lock`, for acts that depend on the desk's stages or settings, too."""
    desk = lock_desk(article.desk_id)
    document = lock(article)
    article.desk = desk
    return document


def lock_desk(desk_id: int) -> Desk:
    """Lock the desk's row, and give the desk as it is then. Call inside a transaction.

    New copy may be filed on the desk meanwhile: a row that names the desk does not wait for this lock.
    """
    return Desk.objects.select_for_update(no_key=True).get(pk=desk_id)
