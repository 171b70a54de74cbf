"""Notes in words that somebody pasted: found, offered, and made queries in place, or put back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.documents.notes.standing import (
    LiftedFrom,
    StandingNote,
    find_in_stored,
    find_standing,
    lift_from_stored,
    lift_standing,
)
from articles.editing import anchor_rows, edits, rewrites
from articles.editing.rewrites import Rewrite
from articles.history import log, revisions
from articles.models import Article, Document, StepBatch
from newsroom.errors import Conflict
from newsroom.models import User
from newsroom.subprocesses import in_subprocess
from reviews import access
from reviews.models import Query, Reply
from reviews.queries import answering
from reviews.queries.threads import QueryRefused
from reviews.workflow import intake

LONG = 20_000
"""Characters of JSON in a document from which on finding notes in it may take long: 2,000 in one paragraph of
25 KB take half a second."""


class NoteGone(Conflict):
    """A note that was offered does not stand in the copy any more."""


@dataclass(frozen=True)
class Offered:
    """The notes found, with their positions in the copy at ``version``."""

    version: int
    notes: Sequence[StandingNote]


def find_notes(
    *,
    article: Article,
    by: User,
    version: int,
    ranges: Sequence[tuple[int, int]],
    comment_marks: Collection[str] = (),
) -> Offered:
    """The certain notes that begin in these ranges of the copy as it stood at ``version``.

    ``comment_marks`` are marks like ``[a]`` that stood for comments where the words come from.
    """
    _require(article, by)
    document = Document.objects.get(pk=article.pk)
    document.article = article
    mapping = log.mapping_since(document, version)
    mapped = [(mapping.map(start, 1), mapping.map(end, -1)) for start, end in ranges]
    if len(document.content) < LONG:
        found = find_standing(document.parsed(), mapped, comment_marks=comment_marks)
    else:
        found = in_subprocess(find_in_stored, document.content, mapped, comment_marks=comment_marks)
    return Offered(document.version, found)


def make_queries(
    *,
    article: Article,
    by: User,
    version: int,
    positions: Sequence[int],
    comment_marks: Collection[str] = (),
    now: datetime,
) -> list[Query]:
    """Take the notes that begin at these positions of ``version`` out of the copy and ask them as queries.

    Passages, replies and people are those an import would give them. One edit in the log, one transaction.
    Raises :class:`NoteGone`, and :class:`~reviews.queries.threads.QueryRefused` for a note that is all
    there is.
    """
    prepared = _prepared(article, by, version, positions, comment_marks)
    with transaction.atomic():
        document = edits.lock_for_edit(article, by=by)
        _require(article, by)
        if prepared is None or prepared.version != document.version:
            prepared = _Prepared(document.version, _lift(document, version, positions, comment_marks))
        lifted = prepared.lifted
        revisions.freeze_before_edit(article=article, document=document, by=by, now=now)
        edits.rewrite(
            document,
            lifted.doc,
            by=by,
            kind=StepBatch.Kind.LIFTED,
            can_undo=True,
            prepared=prepared.rewrite,
            now=now,
        )
        notes = [(found_note.note, found_note.passage) for found_note in lifted.notes]
        anchors = [anchor_rows.add(document, passage) for _note, passage in notes]
        return intake.ask_all(article, document, notes, anchors, None, by=by, asked_by=by, now=now)


def put_back(*, query: Query, by: User, now: datetime) -> list[Query]:
    """Undo :func:`make_queries`: the words stand in the copy again, and what was asked with them is resolved.

    Returns the queries of that one act. Raises :class:`~articles.editing.edits.CannotTakeBack`.
    """
    article = query.article
    with transaction.atomic():
        document = edits.lock_for_edit(article, by=by)
        batch = _batch_of(document, query)
        _require_own(query, batch, by)
        together = [query]
        if batch is not None:
            made = {"anchor__made_at_version": batch.first_version + batch.count}
            together = list(article.queries.filter(**made).exclude(convention="").order_by("number"))
            edits.undo_batch(document, batch, by=by, now=now)
        for one in together:
            one.article = article
            Reply.objects.create(query=one, author=by, body=_("Put back into the copy."), created_at=now)
            answering.close(query=one, by=by, now=now)
        return together


def _require(article: Article, by: User) -> None:
    access.require(
        access.may_edit(by, article) and access.may_ask(by, article),
        _("Only the author or a desk editor can turn notes in this copy into queries."),
    )


@dataclass(frozen=True)
class _Prepared:
    """The copy at ``version`` without the notes, and the way there."""

    version: int
    lifted: LiftedFrom
    rewrite: Rewrite | None = None


def _prepared(
    article: Article, by: User, version: int, positions: Sequence[int], comment_marks: Collection[str]
) -> _Prepared | None:
    """What is worked out before the copy is locked; nothing for whom the act itself will refuse."""
    document = Document.objects.filter(pk=article.pk).first()
    if document is None or not (access.may_edit(by, article) and article.is_open):
        return None
    document.article = article
    lifted = _lift(document, version, positions, comment_marks)
    return _Prepared(document.version, lifted, rewrites.prepare(article, lifted.doc, by=by))


def _lift(
    document: Document, version: int, positions: Sequence[int], comment_marks: Collection[str]
) -> LiftedFrom:
    mapping = log.mapping_since(document, version)
    wanted = {mapping.map(position, 1) for position in positions}
    if len(document.content) < LONG:
        lifted = lift_standing(document.parsed(), wanted, comment_marks=comment_marks)
    else:
        lifted = in_subprocess(
            lift_from_stored, document.content, wanted, comment_marks=comment_marks
        ).unpacked()
    if lifted.unplaced:
        raise QueryRefused(_("There is no text this note could be about. Write the copy first."))
    if {found_note.position for found_note in lifted.notes} != wanted:
        raise NoteGone(_("This note has been changed or removed. Check the copy."))
    return lifted


def _batch_of(document: Document, query: Query) -> StepBatch | None:
    """The batch that took the query's note out; none when the words of the note stayed in the copy."""
    if query.anchor is None:
        return None
    batch = document.batches.filter(first_version__lt=query.anchor.made_at_version).last()
    if batch is None or batch.first_version + batch.count != query.anchor.made_at_version:
        return None
    return batch if batch.kind == StepBatch.Kind.LIFTED and batch.can_undo else None


def _require_own(query: Query, batch: StepBatch | None, by: User) -> None:
    own = batch is not None and batch.author_id == by.pk
    access.require(
        bool(query.convention) and (own or access.may_resolve(by, query)),
        _("Only the person who turned this note into a query, or a desk editor, can put it back."),
    )
