"""Changing the text: the editing protocol, new versions from files, and restoring.

Whatever changes a document goes through here, under the lock on its row: the batch is appended,
every anchor is mapped, and what lists and digests show of the text is renewed, in one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from prosemirror.transform import Mapping as PositionMapping

from articles import access, authorship, revisions
from articles.access import Actor
from articles.authorship import Renewed
from articles.documents import schema, stored
from articles.documents.anchors import Passage, anchor_at, carry, follow, map_passage, touched_by
from articles.documents.anchors import State as PassageState
from articles.documents.diff import diff_documents
from articles.documents.rebasing import LostPlaceError, rebase_batch
from articles.documents.steps import Applied, StepError, read_step, undo_steps
from articles.documents.suggestions import has_suggestions
from articles.documents.text import headline_text, word_count
from articles.models import (
    Anchor,
    Article,
    Document,
    Revision,
    StepBatch,
    Suggestion,
    search_key,
    topic_of,
)
from newsroom import live
from newsroom.errors import Conflict, DomainError
from newsroom.models import renew

MOST_TO_REBASE = 1_000
"""Steps that an editor may be behind with what it sends; one that is further behind rebases by itself."""


class ArticleClosed(Conflict):
    """The article left or was spiked; its text no longer changes."""

    status = 410


class SuggestionsPending(Conflict):
    """What is proposed in the text would be lost: somebody decides on it first."""


class InvalidVersion(DomainError):
    """A version number that this document never had."""


class CannotTakeBack(Conflict):
    """What a batch did cannot be undone any more: others changed the same words."""


@dataclass(frozen=True)
class Log:
    """Steps that follow each other up to ``version``, with the client each came from."""

    version: int
    steps: list[object]
    client_ids: list[str]


class StaleVersion(Conflict):
    """Somebody else's steps came first. Carries them, so that the editor can rebase its own."""

    def __init__(self, missing: Log) -> None:
        super().__init__(_("Somebody else changed the copy meanwhile."))
        self.missing = missing


@dataclass(frozen=True)
class Accepted:
    """What the editor is told of a batch: all steps since the version it was made on, its own the last.

    ``anchors`` are those that are not simply where these last steps moved them, or in another state;
    ``suggestions`` those that came into the text with them, and those that are gone from it.
    """

    log: Log
    digest: str
    words: int
    anchors: tuple[Anchor, ...]
    suggestions: Renewed

    @property
    def version(self) -> int:
        return self.log.version


def lock(article: Article) -> Document:
    """Lock the document's row and renew ``article`` from the database. Call inside a transaction.

    Two statements on purpose: joined to the locked row, PostgreSQL would hand out the article as it
    was before the wait for the lock.
    """
    document = Document.objects.select_for_update().get(pk=article.pk)
    renew(article, Article.objects.get(pk=article.pk))
    document.article = article
    return document


def lock_for_edit(article: Article, *, by: Actor) -> Document:
    """As :func:`lock`, when this person may edit and the article still takes edits."""
    access.require(
        access.may_edit(by, article),
        _("Only the author and the editors of the desk edit this copy. Suggest the change instead."),
    )
    return lock_open(article)


def lock_for_suggestions(article: Article, *, by: Actor) -> Document:
    """As :func:`lock_for_edit`, for everybody who may at least suggest changes."""
    access.require(
        access.may_take_part(by, article),
        _("Only the author, the readers and the editors of the desk suggest changes to this copy."),
    )
    return lock_open(article)


def lock_open(article: Article) -> Document:
    """As :func:`lock`, when the article still takes edits."""
    document = lock(article)
    if article.state == Article.State.RELEASED:
        raise ArticleClosed(_("This article was released. Open a correction to change it."))
    if article.state == Article.State.SPIKED:
        raise ArticleClosed(_("This article was spiked. Bring it back to change it."))
    return document


def submit_steps(
    *, article: Article, by: Actor, version: int, steps: Sequence[object], client_id: str, now: datetime
) -> Accepted:
    """Apply a batch of an editor's steps, made on any version, to the document as it is now.

    Raises :class:`StaleVersion` with the missing steps when one of the batch has no place any more, and
    when the batch, or what this client sent before it, is in the log already: the editor then knows what
    of its own is left. Raises :class:`~articles.documents.steps.StepError` for steps that cannot be,
    :class:`ArticleClosed` and :class:`~newsroom.errors.NotAllowed`. Nothing is written then.
    """
    with transaction.atomic():
        return take_steps(article=article, by=by, version=version, steps=steps, client_id=client_id, now=now)


def take_steps(
    *, article: Article, by: Actor, version: int, steps: Sequence[object], client_id: str, now: datetime
) -> Accepted:
    """As :func:`submit_steps`, within the caller's transaction."""
    document = lock_for_suggestions(article, by=by)
    missing = _log_since(document, version)
    if not steps:
        raise StepError(_("There was nothing to change in what the editor sent."))
    applied = _rebased(document, steps, missing, client_id)
    revisions.freeze_before_edit(article=article, document=document, by=by, now=now)
    try:
        anchors, renewed = append(document, applied, by=by, client_id=client_id, now=now)
    except authorship.OnlySuggests as refused:
        # What others did meanwhile may have made an edit of a suggestion: the editor looks at it again.
        raise StaleVersion(missing) if missing.steps else refused from None
    own = [step.to_json() for step in applied.steps]
    log = Log(document.version, missing.steps + own, missing.client_ids + [client_id] * len(own))
    return Accepted(log, article.digest, article.words, tuple(anchors), renewed)


def _rebased(document: Document, steps: Sequence[object], missing: Log, client_id: str) -> Applied:
    if client_id in missing.client_ids or len(missing.steps) > MOST_TO_REBASE:
        raise StaleVersion(missing)
    try:
        over = [read_step(step).get_map() for step in missing.steps]
        return rebase_batch(document.parsed(), steps, over)
    except LostPlaceError as error:
        raise StaleVersion(missing) from error


def append(
    document: Document,
    applied: Applied,
    *,
    by: Actor,
    client_id: str,
    now: datetime,
    placed: Mapping[int, Passage] | None = None,
    decided: Suggestion.State | None = None,
    compare: bool = False,
) -> tuple[list[Anchor], Renewed]:
    """Write what was applied to the document as it is now, and move its anchors.

    From somebody who may not edit, only what suggests changes is taken. ``placed`` names passages, by anchor
    id, whose new place is known. ``decided`` is what the steps decide on the suggestions they take out. With
    ``compare`` every passage is held against its words again: what was proposed in them is settled. Returns
    the anchors that are not simply where the steps moved them, or in another state. The caller holds the
    lock.
    """
    if not access.may_edit(by, document.article):
        authorship.require_suggestions_only(document.parsed(), applied.doc, by=by)
    size = document.parsed().content.size
    since = document.version
    steps: list[object] = [step.to_json() for step in applied.steps]
    renewed = _write(document, applied.doc, steps=steps, by=by, client_id=client_id, now=now, decided=decided)
    if compare:
        anchors = _compare_anchors(document, applied, placed or {})
    else:
        anchors = _move_anchors(document, applied, size, placed or {})
    live.publish(
        topic_of(document.pk),
        "document",
        version=document.version,
        details={
            "since": since,
            "steps": steps,
            "client_ids": [client_id] * len(steps),
            "words": document.article.words,
            "anchors": [anchor_place(anchor) for anchor in anchors],
        },
    )
    return anchors, renewed


def steps_since(*, article: Article, version: int) -> Log:
    """The steps after ``version``, for an editor that has fallen behind."""
    return _log_since(Document.objects.only("version").get(pk=article.pk), version)


def replace_text(
    *, article: Article, new: schema.Node, by: Actor, reason: Revision.Reason, now: datetime
) -> Revision:
    """Make the copy read as ``new``, by steps, so that passages survive; freeze before and after.

    Returns the revision that holds the new words. Nothing is appended when the words are the same.
    Raises :class:`SuggestionsPending` while something is proposed: what it was meant for would be guessed.
    """
    with transaction.atomic():
        document = lock_for_edit(article, by=by)
        _require_nothing_pending(document)
        revisions.freeze(
            article=article,
            document=document,
            reason=Revision.Reason.HANDOVER,
            by=document.edited_by,
            now=now,
        )
        rewrite(document, new, by=by, client_id="", now=now)
        return revisions.freeze(article=article, document=document, reason=reason, by=by, now=now)


def rewrite(document: Document, new: schema.Node, *, by: Actor, client_id: str, now: datetime) -> None:
    """Bring the document to ``new`` by steps. Nothing is appended when that is what it is.

    The caller holds the lock on the document.
    """
    found = diff_documents(document.parsed(), new)
    if not found.steps:
        return
    anchors = list(document.anchors.all())
    passages = carry([passage_of(anchor) for anchor in anchors], found)
    steps: list[object] = [step.to_json() for step in found.steps]
    _write(document, found.doc, steps=steps, by=by, client_id=client_id, now=now)
    _write_anchors(anchors, passages, version=document.version)
    live.publish(topic_of(document.pk), "document", version=document.version)


def take_back(
    document: Document, batch: StepBatch, *, by: Actor, client_id: str = "", now: datetime
) -> Renewed:
    """Undo one batch of the log as a new edit, wherever its words stand now.

    The caller holds the lock on the document. Raises :class:`CannotTakeBack`.
    """
    before = revisions.document_at(document.article, batch.first_version)
    end = batch.first_version + batch.count
    since = [read_step(step).get_map() for step in _log_since(document, end).steps]
    undone = undo_steps(document.parsed(), before, batch.steps, since)
    if undone is None:
        raise CannotTakeBack(_("The copy has changed there since. Type the words again where you want them."))
    _anchors, renewed = append(document, undone, by=by, client_id=client_id, compare=True, now=now)
    return renewed


def _require_nothing_pending(document: Document) -> None:
    count = document.article.suggestions.pending().count() if has_suggestions(document.parsed()) else 0
    if count:
        raise SuggestionsPending(
            ngettext(
                "%(count)d suggestion is pending. Accept or reject it first, then replace the text.",
                "%(count)d suggestions are pending. Accept or reject them first, then replace the text.",
                count,
            )
            % {"count": count}
        )


def restore(*, article: Article, number: int, by: Actor, now: datetime) -> Revision:
    """Bring the words of an older revision back, as one more edit; what was there is kept."""
    revision = revisions.find(article, number)
    return replace_text(
        article=article,
        new=revision.published(),
        by=by,
        reason=Revision.Reason.RESTORED,
        now=now,
    )


def anchor_since(document: Document, *, start: int, end: int, version: int) -> Anchor:
    """Put an anchor on words as they stood at ``version``, where they are now.

    The caller holds the lock on the document. Raises
    :class:`~articles.documents.anchors.AnchorError` when nothing is left of them.
    """
    mapping = mapping_since(document, version)
    return add_anchor(document, anchor_at(document.parsed(), mapping.map(start, 1), mapping.map(end, -1)))


def mapping_since(document: Document, version: int) -> PositionMapping:
    """Where positions at ``version`` are now."""
    return PositionMapping([read_step(step).get_map() for step in _log_since(document, version).steps])


def passage_of(anchor: Anchor) -> Passage:
    """The value the document engine maps."""
    return Passage(
        start=anchor.start,
        end=anchor.end,
        state=PassageState(anchor.state),
        quote=anchor.quote,
        before=anchor.before,
        after=anchor.after,
        lead=anchor.lead,
        later=tuple(anchor.later),
    )


def add_anchor(document: Document, passage: Passage) -> Anchor:
    """Put a passage on the document as it is now. The caller holds the lock on the document."""
    return Anchor.objects.create(document=document, **anchor_fields(passage, document.version))


def anchor_fields(passage: Passage, version: int) -> dict[str, object]:
    return {
        "start": passage.start,
        "end": passage.end,
        "state": passage.state.value,
        "quote": passage.quote,
        "before": passage.before,
        "after": passage.after,
        "lead": passage.lead,
        "later": list(passage.later),
        "made_at_version": version,
    }


def anchor_place(anchor: Anchor) -> dict[str, object]:
    """Where an anchor is, as pages are told."""
    return {"anchor": anchor.pk, "start": anchor.start, "end": anchor.end, "state": anchor.state}


def _log_since(document: Document, version: int) -> Log:
    if not 0 <= version <= document.version:
        raise InvalidVersion(_("The editor is at a version this copy never had. Reload the page."))
    log = Log(version, [], [])
    for first, steps, client_id in _batches_since(document, version):
        fresh = steps[max(0, version - first) :]
        log.steps.extend(fresh)
        log.client_ids.extend([client_id] * len(fresh))
    return replace(log, version=version + len(log.steps))


def _batches_since(document: Document, version: int) -> list[tuple[int, list[object], str]]:
    """First version, steps and client of each. As a rule, what an editor has ends where a batch does."""
    if version == document.version:
        return []
    rows = document.batches.order_by("first_version").values_list("first_version", "steps", "client_id")
    found = list(rows.filter(first_version__gte=version))
    if not found or found[0][0] > version:
        found[:0] = rows.filter(first_version__lt=version).reverse()[:1]
    return found


def _write(
    document: Document,
    doc: schema.Node,
    *,
    steps: list[object],
    by: Actor,
    client_id: str,
    now: datetime,
    decided: Suggestion.State | None = None,
) -> Renewed:
    """Append the batch and renew everything that is derived from the text, anchors apart."""
    article = document.article
    batch = authorship.Batch(
        before=document.parsed(), after=doc, by=by, version=document.version, decided=decided, now=now
    )
    StepBatch.objects.create(
        document=document,
        first_version=document.version,
        count=len(steps),
        steps=steps,
        client_id=client_id,
        author=by,
        created_at=now,
    )
    document.content = stored.store(doc)
    document.version += len(steps)
    document.hands = revisions.hands_after(document, by=by, now=now)
    document.edited_by, document.edited_at = by, now
    document.save(update_fields=["content", "version", "edited_by", "edited_at", "hands"])
    renew_article(article, document.content, now=now)
    renewed = authorship.renew(article, batch)
    if renewed:
        live.publish(topic_of(article.pk), "suggestions")
    return renewed


def renew_article(article: Article, content: str, *, now: datetime) -> None:
    """Write what lists and digests show of the text, without an entry in the article's history.

    It is the text as it would be printed: a suggestion changes none of it until it is accepted.
    """
    text = stored.published(content)
    article.headline = headline_text(text)[:1000]
    article.headline_key = search_key(article.headline)
    article.words = word_count(text)
    article.digest = article.digest_with(content)
    article.updated_at = now
    Article.objects.filter(pk=article.pk).update(
        headline=article.headline,
        headline_key=article.headline_key,
        words=article.words,
        digest=article.digest,
        updated_at=now,
    )


def _move_anchors(
    document: Document, applied: Applied, size: int, placed: Mapping[int, Passage]
) -> list[Anchor]:
    """Map the anchors that the steps touched, and push along what stands behind them, by one statement.

    ``size`` is that of the document before. Returns the anchors that a page cannot map by itself.
    """
    touched = touched_by(applied.maps, size)
    if touched is None:
        return []
    unsettled = Q(state__in=(Anchor.State.DETACHED, Anchor.State.MOVED))
    looked_at = unsettled | Q(pk__in=list(placed))
    reached = Q(end__gte=touched.start, start__lte=touched.end)
    near = list(document.anchors.filter(looked_at | reached).order_by())
    if touched.shift:
        document.anchors.filter(~looked_at, start__gt=touched.end).update(
            start=F("start") + touched.shift, end=F("end") + touched.shift
        )
    return _map_anchors(document, near, applied, placed)


def _compare_anchors(document: Document, applied: Applied, placed: Mapping[int, Passage]) -> list[Anchor]:
    """As :func:`_move_anchors`, with every passage held against its words again."""
    return _map_anchors(document, list(document.anchors.all()), applied, placed, compare=True)


def _map_anchors(
    document: Document,
    anchors: Sequence[Anchor],
    applied: Applied,
    placed: Mapping[int, Passage],
    *,
    compare: bool = False,
) -> list[Anchor]:
    passages = [
        placed.get(anchor.pk) or map_passage(passage_of(anchor), applied.maps, applied.doc, compare=compare)
        for anchor in anchors
    ]
    surprising = [
        anchor
        for anchor, passage in zip(anchors, passages, strict=True)
        if passage.state.value != anchor.state
        or (passage.start, passage.end) != follow(anchor.start, anchor.end, applied.maps)
    ]
    _write_anchors(anchors, passages, version=document.version)
    return surprising


def _write_anchors(anchors: Sequence[Anchor], passages: Sequence[Passage], *, version: int) -> None:
    """Write what changed. Passages that were only pushed along share one statement a distance."""
    shifted: dict[tuple[int, int], list[int]] = defaultdict(list)
    for anchor, passage in zip(anchors, passages, strict=True):
        by_start, by_end = passage.start - anchor.start, passage.end - anchor.end
        now = passage.state.value, passage.lead, list(passage.later)
        same_state = now == (anchor.state, anchor.lead, anchor.later)
        anchor.start, anchor.end, anchor.lead, anchor.later = passage.start, passage.end, now[1], now[2]
        if same_state:
            if by_start or by_end:
                shifted[by_start, by_end].append(anchor.pk)
            continue
        detached = passage.state is PassageState.DETACHED
        anchor.state = passage.state.value
        anchor.detached_at_version = (anchor.detached_at_version or version) if detached else None
        anchor.save(update_fields=["start", "end", "lead", "later", "state", "detached_at_version"])
    for (by_start, by_end), ids in shifted.items():
        Anchor.objects.filter(pk__in=ids).update(start=F("start") + by_start, end=F("end") + by_end)
