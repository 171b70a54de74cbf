"""The editing protocol: taking the batches of steps that people's editors send.

A batch may be made on any version: it is brought to the document as it is now. Batches that wait for the same
document are written together, so that many who type in one article cost little more than one.
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
from articles.editing.suggestion_rows import Renewed
from articles.history import log, revisions
from articles.history.log import Log, Logged
from articles.models import Anchor, Document, StepBatch
from newsroom.errors import Conflict, DomainError

MOST_TO_REBASE = 1_000
"""Steps that an editor may be behind with what it sends.

One that is further behind gets as many of them as a conflict, rebases by itself and sends again.
"""


class StaleVersion(Conflict):
    """Somebody else's steps came first. Carries them, or the first of very many, for the editor to rebase."""

    def __init__(self, missing: Log) -> None:
        super().__init__(_("Someone else has changed the copy."))
        self.missing = missing


@dataclass(frozen=True)
class Sent:
    """A batch as an editor sent it: decoded JSON steps, made on ``version``."""

    by: Actor
    version: int
    steps: Sequence[object]
    client_id: str


@dataclass(frozen=True)
class Accepted:
    """What an editor is told of its batch: all steps since the version it was made on, its own among them.

    ``anchors`` are those that are not simply where the last steps moved them, or in another state;
    ``suggestions`` those that came into the text with the batch, and those that are gone from it.
    """

    log: Log
    digest: str
    words: int
    anchors: tuple[Anchor, ...]
    suggestions: Renewed

    @property
    def version(self) -> int:
        return self.log.version


def take(document: Document, sent: Sequence[Sent], *, now: datetime) -> list[Accepted]:
    """Apply batches of editors' steps, each made on any version, to the document as it is now: the first of
    these and those after it that can be written with it.

    Raises :class:`StaleVersion` with the missing steps when one of the first batch has no place any more, and
    when that batch, or what its client sent before it, is in the log already: the editor then knows what
    of its own is left. Raises :class:`~articles.documents.steps.StepError` for steps that cannot be,
    :class:`~articles.editing.edits.ArticleClosed` and :class:`~newsroom.errors.NotAllowed`, and
    :class:`~articles.history.log.LogCompacted` for a version from before the log. Then nothing is written.

    All are answered with all the steps. The caller holds the lock on the document, and comes again for the
    rest in another transaction: for a batch that would be refused, one that comes from somebody else than
    those who are at it already, one whose sender may only suggest, and one that brings suggestions or takes
    some away.
    """
    logged = _logged_since(document, sent)
    maps = [read_step(step).get_map() for batch in logged for step in batch.steps]
    taken: list[Edit] = []
    missing: list[Log] = []
    for one in sent:
        try:
            edit, behind = _brought(document, one, logged, maps, taken)
        except DomainError:
            if not taken:
                raise
            break
        alone = _stands_alone(document, edit)
        if taken and (alone or _passes_on(document, edit, taken[-1], now=now)):
            break
        taken.append(edit)
        missing.append(behind)
        if alone:
            break
    return _written(document, taken, missing, now=now)


def _logged_since(document: Document, sent: Sequence[Sent]) -> list[Logged]:
    """What any of them lacks that may be rebased: one statement, and none when all are up to date."""
    versions = [one.version for one in sent if _oldest(document) <= one.version < document.version]
    return log.batches_since(document, min(versions)) if versions else []


def _oldest(document: Document) -> int:
    """The version from which on a batch may be rebased."""
    return max(document.version - MOST_TO_REBASE, document.log_start)


def _brought(
    document: Document,
    sent: Sent,
    logged: Sequence[Logged],
    maps: Sequence[StepMap],
    taken: Sequence[Edit],
) -> tuple[Edit, Log]:
    """The batch as it follows the document and these edits; and what it lacked of the log.

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
        raise StaleVersion(log.piece(document, sent.version, MOST_TO_REBASE))
    missing = log.follow(document, logged, sent.version)
    if not sent.steps:
        raise StepError(_("The editor sent no changes."))
    known = sent.client_id in missing.client_ids or any(edit.client_id == sent.client_id for edit in taken)
    if known:
        raise StaleVersion(missing)
    before = taken[-1].applied.doc if taken else document.parsed()
    try:
        over = [*maps[len(maps) - len(missing.steps) :]]
        over += [step_map for edit in taken for step_map in edit.applied.maps]
        rebased = rebase_batch(before, sent.steps, over)
        return Edit(rebased, sent.by, StepBatch.Kind.TYPED, sent.client_id), missing
    except LostPlaceError as error:
        raise StaleVersion(missing) from error


def _stands_alone(document: Document, edit: Edit) -> bool:
    """Whether an edit is written with no other. None of those before it changed the suggestions."""
    changes_suggestions = suggestion_ids(document.parsed()) != suggestion_ids(edit.applied.doc)
    return changes_suggestions or not access.may_edit(edit.by, document.article)


def _passes_on(document: Document, edit: Edit, last: Edit, *, now: datetime) -> bool:
    """Whether the copy passes to somebody else with this edit."""
    return edit.by != last.by and revisions.changes_editors(document, by=edit.by, now=now)


def _written(
    document: Document, taken: Sequence[Edit], missing: Sequence[Log], *, now: datetime
) -> list[Accepted]:
    article = document.article
    revisions.freeze_before_edit(article=article, document=document, by=taken[0].by, now=now)
    try:
        appended = edits.append(document, taken, now=now)
    except suggestion_rows.OnlySuggests as refused:
        # What others did meanwhile may have made an edit of a suggestion: the editor looks at it again.
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
