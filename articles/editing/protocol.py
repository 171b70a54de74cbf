"""The editing protocol, which accepts the batches of steps that editors send.

A batch may be made on any version, and is rebased to the present one. Batches that wait for the same document
are written together, so that many people who type in one article cost little more than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from prosemirror.transform import StepMap

from articles import access
from articles.access import Actor
from articles.documents.rebasing import LostPlaceError, rebase_batch
from articles.documents.steps import StepError, read_step
from articles.documents.suggestions import suggestion_ids
from articles.editing import edits, suggestion_rows
from articles.editing.edits import Edit
from articles.editing.suggestion_rows import SuggestionChanges
from articles.history import log, revisions
from articles.history.log import Log, LoggedBatch
from articles.models import Anchor, Document, StepBatch
from newsroom.errors import Conflict, DomainError

MOST_TO_REBASE = 1_000
"""An editor's batch may be this many steps behind.

An editor that is further behind gets so many steps with a conflict, rebases by itself, and sends again.
"""


class StaleVersion(Conflict):
    """Other steps came first. ``missing`` has them, or the first of very many, for the editor to rebase."""

    def __init__(self, missing: Log) -> None:
        super().__init__(_("Someone else has changed the copy."))
        self.missing = missing


@dataclass(frozen=True)
class SentBatch:
    """A batch from an editor: steps as decoded JSON, made on ``version``."""

    by: Actor
    version: int
    steps: Sequence[object]
    client_id: str


@dataclass(frozen=True)
class Accepted:
    """The answer to a batch: all steps since the version it was made on, its own among them.

    ``anchors`` are those whose position does not follow from the last steps, or whose state changed.
    ``suggestions`` are those that the batch added to the text and removed from it.
    """

    log: Log
    digest: str
    words: int
    anchors: tuple[Anchor, ...]
    suggestions: SuggestionChanges

    @property
    def version(self) -> int:
        return self.log.version


def accept(document: Document, sent: Sequence[SentBatch], *, now: datetime) -> list[Accepted]:
    """Apply batches of steps, each made on any version, to the present document: the first of them, and those
    after it that can be written with it.

    The caller holds the lock on the document, and calls again for the rest in another transaction. A batch is
    left for the next call when it would be refused, when another person takes over with it, when its sender
    may only suggest, or when it adds or removes suggestions. Each answer has all the steps.

    For the first batch it raises :class:`StaleVersion` with the missing steps when a step cannot be rebased,
    and when the batch, or an earlier one of its client, is in the log already: the editor then knows which of
    its steps are left. It raises :class:`~articles.documents.steps.StepError` for invalid steps,
    :class:`~articles.editing.edits.ArticleClosed`, :class:`~newsroom.errors.NotAllowed`, and
    :class:`~articles.history.log.LogCompacted` for a version from before the log. Then nothing is written.
    """
    logged = _logged_since(document, sent)
    maps = [read_step(step).get_map() for batch in logged for step in batch.steps]
    accepted: list[Edit] = []
    missing: list[Log] = []
    for one in sent:
        try:
            edit, behind = _rebased(document, one, logged, maps, accepted)
        except DomainError:
            if not accepted:
                raise
            break
        alone = _is_written_alone(document, edit)
        if accepted and (alone or _changes_editors(document, edit, accepted[-1], now=now)):
            break
        accepted.append(edit)
        missing.append(behind)
        if alone:
            break
    return _append(document, accepted, missing, now=now)


def _logged_since(document: Document, sent: Sequence[SentBatch]) -> list[LoggedBatch]:
    """The logged batches over which any of them has to be rebased. One statement, or none if all are new."""
    versions = [one.version for one in sent if _oldest(document) <= one.version < document.version]
    return log.batches_since(document, min(versions)) if versions else []


def _oldest(document: Document) -> int:
    """The oldest version from which a batch may be rebased."""
    return max(document.version - MOST_TO_REBASE, document.log_start)


def _rebased(
    document: Document,
    sent: SentBatch,
    logged: Sequence[LoggedBatch],
    maps: Sequence[StepMap],
    accepted: Sequence[Edit],
) -> tuple[Edit, Log]:
    """The batch, rebased over the document and the edits before it, and the part of the log that it lacked.

    ``maps`` are those of the logged steps.
    """
    article = document.article
    access.require_visible(sent.by, article)
    access.require(
        access.may_take_part(sent.by, article),
        _("Only the author or a desk editor or reader can suggest changes here."),
    )
    edits.require_open(article)
    if 0 <= sent.version < _oldest(document):
        raise StaleVersion(log.first_steps(document, sent.version, MOST_TO_REBASE))
    missing = log.follow(document, logged, sent.version)
    if not sent.steps:
        raise StepError(_("The editor sent no changes."))
    known = sent.client_id in missing.client_ids or any(edit.client_id == sent.client_id for edit in accepted)
    if known:
        raise StaleVersion(missing)
    before = accepted[-1].applied.doc if accepted else document.parsed()
    try:
        over = [*maps[len(maps) - len(missing.steps) :]]
        over += [step_map for edit in accepted for step_map in edit.applied.maps]
        rebased = rebase_batch(before, sent.steps, over)
        return Edit(rebased, sent.by, StepBatch.Kind.TYPED, sent.client_id), missing
    except LostPlaceError as error:
        raise StaleVersion(missing) from error


def _is_written_alone(document: Document, edit: Edit) -> bool:
    """Whether an edit has to be written alone. No edit before it changed the suggestions."""
    changes_suggestions = suggestion_ids(document.parsed()) != suggestion_ids(edit.applied.doc)
    return changes_suggestions or not access.may_edit(edit.by, document.article)


def _changes_editors(document: Document, edit: Edit, last: Edit, *, now: datetime) -> bool:
    """Whether another person takes over the copy with this edit."""
    return edit.by != last.by and revisions.changes_editors(document, by=edit.by, now=now)


def _append(
    document: Document, accepted: Sequence[Edit], missing: Sequence[Log], *, now: datetime
) -> list[Accepted]:
    article = document.article
    revisions.freeze_before_edit(article=article, document=document, by=accepted[0].by, now=now)
    try:
        appended = edits.append(document, accepted, now=now)
    except suggestion_rows.OnlySuggests as refused:
        # Edits of others may have turned the suggestion into an edit: the editor rebases it.
        raise StaleVersion(missing[0]) if missing[0].steps else refused from None
    return [
        Accepted(
            Log(document.version, behind.steps + appended.steps, behind.client_ids + appended.client_ids),
            article.digest,
            article.words,
            appended.anchors,
            appended.suggestions,
        )
        for behind in missing
    ]
