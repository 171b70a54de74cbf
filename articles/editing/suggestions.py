"""Decisions on suggestions: accepting and rejecting them, and undoing either.

Each is an edit like any other: it is logged with its author, maps every anchor, and notifies pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from articles import access
from articles.access import Actor
from articles.documents.spans import Span
from articles.documents.steps import apply_steps
from articles.documents.suggestions import Suggestion as Change
from articles.documents.suggestions import accept_steps, author_of, has_suggestions, pending, reject_steps
from articles.documents.text import text_between, text_blocks
from articles.editing import edits, passages
from articles.editing.edits import Edit
from articles.editing.suggestion_rows import SuggestionChanges
from articles.history import revisions
from articles.models import Article, Document, StepBatch, Suggestion
from newsroom.errors import Conflict, DomainError, NotFound
from newsroom.sql import compiled

State = Suggestion.State
RECENTLY = timedelta(days=1)


class UnclearChoice(DomainError):
    """The choice of suggestions is incomplete."""


class NothingPending(Conflict):
    """There is no such pending suggestion, or somebody decided on it meanwhile."""


@dataclass(frozen=True)
class Choice:
    """The suggestions an act is about: those named, one person's, those in a span, or else all of them."""

    keys: tuple[str, ...] = ()
    author: int | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Decision:
    """The suggestions that were decided. :func:`undo` finds the decision by the version ``undo``."""

    accepted: bool
    suggestions: tuple[Suggestion, ...]
    version: int
    undo: int


@dataclass(frozen=True)
class Proposal:
    """A pending suggestion: its row, and what it would change."""

    suggestion: Suggestion
    change: Change


@dataclass(frozen=True)
class Overview:
    """Pending suggestions, and those decided within a day: one tuple for each decision, newest first."""

    pending: list[Proposal]
    decided: list[tuple[Suggestion, ...]]


def proposals(article: Article) -> list[Proposal]:
    """The pending suggestions in the order of the copy. One statement, and none when there are none."""
    if not has_suggestions(article.document.parsed()):
        return []
    return _proposals(article, article.suggestions.pending().select_related("author"))


def _proposals(article: Article, rows: Iterable[Suggestion]) -> list[Proposal]:
    by_key = {row.key: row for row in rows}
    changes = pending(article.document.parsed())
    return [Proposal(by_key[change.id], change) for change in changes if change.id in by_key]


def overview(article: Article, *, now: datetime) -> Overview:
    """The suggestions that are pending or were decided within a day. One statement."""
    found = _pending_or_decided(article.pk, now - RECENTLY)
    for row in found:
        row.article = article
    decided = [row for row in found if not row.is_pending]
    by_act = groupby(decided, key=lambda row: (row.decided_at, row.decided_at_version))
    return Overview(
        _proposals(article, (row for row in found if row.is_pending)),
        [tuple(together) for _act, together in by_act],
    )


@compiled
def _pending_or_decided(article: int, since: datetime) -> QuerySet[Suggestion]:
    recent = Q(decided_at__gte=since, decided_at_version__isnull=False)
    rows = Suggestion.objects.filter(Q(state=State.PENDING) | recent, article=article)
    return rows.select_related("author", "decided_by").order_by("-decided_at", "pk")


def find(article: Article, key: str) -> Proposal:
    """The pending suggestion of that key. Raises :class:`NothingPending` or NotFound."""
    for proposal in proposals(article):
        if proposal.suggestion.key == key:
            return proposal
    raise _not_pending(article, key)


def words_of(document: Document, proposal: Proposal) -> tuple[int, int]:
    """The range of a pending suggestion: its words, or the paragraph whose end it changes."""
    change = proposal.change
    doc = document.parsed()
    if text_between(doc, change.start, change.end).strip():
        return change.start, change.end
    blocks = [block for block in text_blocks(doc) if block.text.strip()]
    near = min(blocks, key=lambda block: abs(block.position - change.start), default=None)
    if near is None:
        return change.start, change.end
    return near.position, near.position + near.node.content.size


def decide(*, article: Article, accept: bool, choice: Choice, by: Actor, now: datetime) -> Decision:
    """Accept or reject suggestions, in one edit.

    Raises :class:`NothingPending`, :class:`~newsroom.errors.NotFound` for keys that never were,
    :class:`~newsroom.errors.NotAllowed` and :class:`~articles.editing.edits.ArticleClosed`.
    """
    with transaction.atomic():
        document = edits.lock_for_suggestions(article, by=by)
        changes = {change.id: change for change in pending(document.parsed())}
        span = _span(document, choice)
        keys = _chosen(article, changes, choice, span)
        _require_decider(article, keys, accept=accept, by=by)
        revisions.freeze_before_edit(article=article, document=document, by=by, now=now)
        make = accept_steps if accept else reject_steps
        doc = document.parsed()
        applied = apply_steps(doc, make(doc, set(keys).__contains__, within=span))
        made_on = document.version
        appended = edits.append(
            document,
            [Edit(applied, by, StepBatch.Kind.DECISION, can_undo=True)],
            decided=State.ACCEPTED if accept else State.REJECTED,
            compare=True,
            now=now,
        )
    return Decision(accept, appended.suggestions.removed, document.version, made_on)


def undo(*, article: Article, version: int, by: Actor, now: datetime) -> SuggestionChanges:
    """Undo the decision that was made on ``version``: its suggestions are pending again.

    Raises :class:`~articles.editing.edits.CannotTakeBack` when its words changed since, and
    :class:`~newsroom.errors.NotFound` when none was made there.
    """
    with transaction.atomic():
        document = edits.lock_for_suggestions(article, by=by)
        batch = document.batches.filter(first_version=version, kind=StepBatch.Kind.DECISION).first()
        decided = {row.key for row in article.suggestions.decided().filter(decided_at_version=version)}
        if batch is None or not decided:
            raise NotFound(
                _(
                    "There is nothing to undo: that decision has already been undone, or was never made."
                    " Reload the page."
                )
            )
        access.require(
            access.may_edit(by, article) or (by is not None and batch.author_id == by.pk),
            _("Only the author, a desk editor or the person who decided can undo this."),
        )
        revisions.freeze_before_edit(article=article, document=document, by=by, now=now)
        renewed = edits.undo_batch(document, batch, by=by, now=now)
        if decided != {row.key for row in renewed.added}:
            raise edits.CannotTakeBack(_("The text has changed since. Suggest the change again."))
    return renewed


def span_of(start: int | None, end: int | None, version: int | None) -> Span | None:
    """The selected span; ``None`` when nothing is selected.

    Raises :class:`UnclearChoice` for an incomplete span, which must not mean all suggestions.
    """
    if start is None and end is None and version is None:
        return None
    if start is None or end is None or version is None:
        raise UnclearChoice(_("Select text in the copy first, then try again."))
    return Span(start, end, version)


def _span(document: Document, choice: Choice) -> tuple[int, int] | None:
    """The span that was chosen, where it is now."""
    if choice.span is None:
        return None
    start, end = passages.located(document, choice.span)
    if start >= end:
        raise NothingPending(_("There is no suggestion in your selection. Select part of one."))
    return start, end


def _chosen(
    article: Article, changes: Mapping[str, Change], choice: Choice, span: tuple[int, int] | None
) -> list[str]:
    if choice.keys:
        for key in choice.keys:
            if key not in changes:
                raise _not_pending(article, key)
        return list(choice.keys)
    keys = list(changes)
    if choice.author is not None:
        keys = [key for key in keys if author_of(key) == choice.author]
    if span is not None:
        keys = [key for key in keys if _touches(changes[key], *span)]
    if not keys:
        raise NothingPending(_("That suggestion is no longer pending. Reload the page."))
    return keys


def _touches(change: Change, start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in change.ranges)


def _not_pending(article: Article, key: str) -> DomainError:
    rows = article.suggestions.select_related("decided_by")
    row = rows.filter(key=key).first() if key.isprintable() else None
    if row is None:
        return NotFound(_("“%(article)s” has no such suggestion. Reload the page.") % {"article": article})
    sentence = (
        _("%(person)s has already accepted this suggestion.")
        if row.state == State.ACCEPTED
        else _("%(person)s has already rejected this suggestion.")
    )
    return NothingPending(sentence % {"person": row.decided_by or _("Someone")})


def _require_decider(article: Article, keys: Sequence[str], *, accept: bool, by: Actor) -> None:
    if access.may_edit(by, article):
        return
    own = by is not None and all(author_of(key) == by.pk for key in keys)
    access.require(
        own and not accept,
        _("Only the author or a desk editor can decide on suggestions. You can withdraw your own."),
    )
