"""Restoring an older revision, with the queries that its text brings back.

A query that stood open on the revision and was resolved since was resolved for other words. When the words
of its paragraph come back, so does the question: it is reopened, as open or as answered as before its
resolution. One whose paragraph reads the same in both stays resolved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles import locking
from articles.access import Actor
from articles.documents import schema, stored
from articles.documents.text import paragraphs_at
from articles.editing import edits, rewrites
from articles.history import revisions
from articles.models import Article, Document, Revision
from newsroom.errors import Conflict
from reviews.models import Event, Query
from reviews.models.facts import Reopened
from reviews.queries import answering
from reviews.queries.as_of_revision import OpenAt, open_on


@dataclass(frozen=True)
class Restored:
    """The new ``revision``, and the ``queries`` that were reopened, or by undoing resolved again."""

    revision: Revision
    queries: tuple[Query, ...]


def restore(*, article: Article, number: int, by: Actor, now: datetime) -> Restored:
    """Restore the text of an older revision, as a new edit, and reopen the queries that come back with it.

    Raises as :func:`articles.editing.edits.replace_text` does, and :class:`~newsroom.errors.NotFound`.
    """
    found = revisions.find(article, number)
    prepared = rewrites.prepare(article, found.published(), by=by)
    with transaction.atomic():
        document = locking.lock(article)
        reopened = _coming_back(found, document)
        restored = edits.restore(article=article, number=number, prepared=prepared, by=by, now=now)
        for query in reopened:
            query.article = article
            answering.mark_unresolved(query, by=by, facts=Reopened(restored=restored.number), now=now)
        return Restored(restored, tuple(reopened))


def coming_back(article: Article, revision: Revision) -> list[Query]:
    """The queries that restoring this revision now would reopen."""
    return _coming_back(revision, article.document)


def undo(*, article: Article, number: int, by: Actor, now: datetime) -> Restored:
    """Undo the restoring that made the revision of this number: the copy is as it was before, and queries
    that it reopened are resolved as they were, but for those with which something has happened since.

    Raises as :func:`restore` does, and :class:`~newsroom.errors.Conflict` where nothing was restored.
    """
    edits.require_editable(article, by=by)
    made = revisions.find(article, number)
    before = article.revisions.filter(number__lt=number).order_by("-number").first()
    if made.reason != Revision.Reason.RESTORED or before is None:
        raise Conflict(_("Revision %(number)s was not made by restoring another.") % {"number": number})
    prepared = rewrites.prepare(article, before.published(), by=by)
    with transaction.atomic():
        locking.lock(article)
        restored = edits.restore(article=article, number=before.number, prepared=prepared, by=by, now=now)
        queries = _untouched(article, number)
        for query in queries:
            query.article = article
            answering.mark_resolved_again(query, by=by, now=now)
        return Restored(restored, tuple(queries))


def _coming_back(revision: Revision, document: Document) -> list[Query]:
    then, present = revision.parsed(), document.parsed()
    is_same = stored.store(revision.published()) == document.content
    found = [
        one.query
        for one in open_on(revision)
        if not (is_same or one.query.is_open or one.query.suggestion_id) and _differs(one, then, present)
    ]
    return sorted(found, key=lambda query: query.number)


def _differs(one: OpenAt, then: schema.Node, present: schema.Node) -> bool:
    """Whether the paragraph of a query is not what it was. One about the whole story is about all of them."""
    anchor = one.query.anchor
    if anchor is None:
        return True
    return paragraphs_at(then, one.start, one.end) != paragraphs_at(present, anchor.start, anchor.end)


def _untouched(article: Article, number: int) -> list[Query]:
    """The queries reopened by the restoring that made this revision, with which nothing happened since."""
    reopening = Event.objects.filter(kind=Event.Kind.REOPENED, article=article, facts__restored=number)
    later = Event.objects.filter(query=OuterRef("query"), pk__gt=OuterRef("pk"))
    untouched = reopening.filter(~Exists(later)).values("query")
    return list(article.queries.open().filter(pk__in=untouched).order_by("number"))
