"""Changing the text: whatever changes a document goes through here, under the lock on its row.

What was applied is appended to the log, every anchor is mapped, and what lists and digests show of the text
is renewed, in one transaction. Typing comes in through :mod:`articles.editing.protocol`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from prosemirror.transform import Step

from articles import access, sql
from articles.access import Actor
from articles.documents import schema, stored
from articles.documents.anchors import Passage, carry
from articles.documents.steps import Applied, inverse_of, read_step, undo_steps
from articles.documents.suggestions import has_suggestions
from articles.documents.text import headline_text, word_count
from articles.editing import anchor_rows, rewrites, suggestion_rows
from articles.editing.rewrites import Rewrite
from articles.editing.suggestion_rows import Renewed
from articles.history import log, revisions
from articles.locking import lock
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
from newsroom.errors import Conflict
from newsroom.messaging import live

Kind = StepBatch.Kind


class ArticleClosed(Conflict):
    """The article left or was spiked; its text no longer changes."""

    status = 410


class SuggestionsPending(Conflict):
    """What is proposed in the text would be lost: somebody decides on it first."""


class CannotTakeBack(Conflict):
    """What a batch did cannot be undone any more: others changed the same words."""


@dataclass(frozen=True)
class Edit:
    """Steps that were applied, whose they are and by which kind of act; if they were typed, on which page.

    ``can_undo`` says that a button takes them back (:func:`take_back`), however much later.
    """

    applied: Applied
    by: Actor
    kind: Kind
    client_id: str = ""
    can_undo: bool = False


@dataclass(frozen=True)
class Appended:
    """What was written: the steps as decoded JSON, and the client that each came from.

    ``anchors`` are those that are not simply where the steps moved them, or in another state;
    ``suggestions`` those that came into the text with them, and those that are gone from it.
    """

    steps: list[object]
    client_ids: list[str]
    anchors: tuple[Anchor, ...]
    suggestions: Renewed


def lock_for_edit(article: Article, *, by: Actor) -> Document:
    """As :func:`~articles.locking.lock`, when this person may edit and the article still takes edits.

    Both are asked under the lock: the author may be another by then.
    """
    document = lock(article)
    access.require(
        access.may_edit(by, article),
        _("Only the author or a desk editor can edit this copy. Suggest the change instead."),
    )
    require_open(article)
    return document


def lock_for_suggestions(article: Article, *, by: Actor) -> Document:
    """As :func:`lock_for_edit`, for everybody who may at least suggest changes."""
    document = lock(article)
    access.require(
        access.may_take_part(by, article),
        _("Only the author or a desk editor or reader can suggest changes here."),
    )
    require_open(article)
    return document


def require_open(article: Article) -> None:
    """Raise :class:`ArticleClosed` unless the article still takes edits."""
    if article.state == Article.State.RELEASED:
        raise ArticleClosed(_("This story has been released. Start a correction to change it."))
    if article.state == Article.State.SPIKED:
        raise ArticleClosed(_("This story has been spiked. Unspike it to change it."))


def append(
    document: Document,
    edits: Sequence[Edit],
    *,
    now: datetime,
    placed: Mapping[int, Passage] | None = None,
    decided: Suggestion.State | None = None,
    compare: bool = False,
) -> Appended:
    """Write edits that follow each other from the document as it is now, and move its anchors.

    An edit of somebody who may not edit, of which only suggestions are taken, and one that changes the
    suggestions come alone. ``placed`` names passages, by anchor id, whose new place is known. ``decided`` is
    what the steps decide on the suggestions they take out. With ``compare`` every passage is held against its
    words again: what was proposed in them is settled. The caller holds the lock.
    """
    before, after = document.parsed(), edits[-1].applied.doc
    if not access.may_edit(edits[0].by, document.article):
        suggestion_rows.require_suggestions_only(before, after, by=edits[0].by)
    maps = [step_map for edit in edits for step_map in edit.applied.maps]
    since = document.version
    steps, client_ids, renewed = _write(document, edits, now=now, decided=decided)
    if compare:
        anchors = anchor_rows.compare(document, after, maps, placed=placed or {})
    else:
        anchors = anchor_rows.move(document, after, maps, size=before.content.size, placed=placed or {})
    live.publish(
        topic_of(document.pk),
        "document",
        version=document.version,
        details={
            "since": since,
            "steps": steps,
            "client_ids": client_ids,
            "words": document.article.words,
            "anchors": [anchor_rows.place_of(anchor) for anchor in anchors],
        },
    )
    return Appended(steps, client_ids, tuple(anchors), renewed)


def replace_text(
    *,
    article: Article,
    new: schema.Node,
    by: Actor,
    reason: Revision.Reason,
    now: datetime,
    prepared: Rewrite | None = None,
) -> Revision:
    """Make the copy read as ``new``, by steps, so that passages survive; freeze before and after.

    Returns the revision that holds the new words. Nothing is appended when the words are the same.
    ``prepared`` serves a caller with its own transaction: see :func:`~articles.editing.rewrites.prepare`.
    Raises :class:`SuggestionsPending` while something is proposed: what it was meant for would be guessed.
    """
    prepared = prepared or rewrites.prepare(article, new, by=by)
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
        kind = Kind.RESTORED if reason == Revision.Reason.RESTORED else Kind.FILED
        rewrite(document, new, by=by, kind=kind, prepared=prepared, now=now)
        return revisions.freeze(article=article, document=document, reason=reason, by=by, now=now)


def rewrite(
    document: Document,
    new: schema.Node,
    *,
    by: Actor,
    kind: Kind,
    can_undo: bool = False,
    prepared: Rewrite | None = None,
    now: datetime,
) -> None:
    """Bring the document to ``new`` by steps. Nothing is appended when that is what it is.

    The caller holds the lock on the document.
    """
    found = rewrites.from_there(document, new, prepared)
    if not found.steps:
        return
    anchors = list(document.anchors.all())
    passages = carry([anchor_rows.passage_of(anchor) for anchor in anchors], found)
    edit = Edit(Applied(found.doc, tuple(found.steps), (found.map,)), by, kind, can_undo=can_undo)
    _write(document, [edit], now=now)
    anchor_rows.write(anchors, passages, version=document.version)
    live.publish(topic_of(document.pk), "document", version=document.version)


def take_back(document: Document, batch: StepBatch, *, by: Actor, now: datetime) -> Renewed:
    """Undo one batch of the log as a new edit of its kind, wherever its words stand now.

    The caller holds the lock on the document. Raises :class:`CannotTakeBack`.
    """
    since = log.maps_between(document.pk, batch.first_version + batch.count, document.version)
    undone = undo_steps(document.parsed(), inverse_of_batch(document.article, batch), since)
    if undone is None:
        raise CannotTakeBack(_("The copy there has changed. Type the text again where you want it."))
    return append(document, [Edit(undone, by, Kind(batch.kind))], compare=True, now=now).suggestions


def inverse_of_batch(article: Article, batch: StepBatch) -> list[Step]:
    """The steps that take a batch back, on the document after it."""
    if batch.inverse is not None:
        return [read_step(step) for step in batch.inverse]
    return inverse_of(revisions.document_at(article, batch.first_version), batch.steps)


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


def _write(
    document: Document,
    edits: Sequence[Edit],
    *,
    now: datetime,
    decided: Suggestion.State | None = None,
) -> tuple[list[object], list[str], Renewed]:
    """Append the edits and renew everything that is derived from the text, anchors apart.

    Returns their steps, the client of each, and what became of the suggestions.
    """
    article, before, after = document.article, document.parsed(), edits[-1].applied.doc
    batch = suggestion_rows.Batch(
        before=before, after=after, by=edits[-1].by, version=document.version, decided=decided, now=now
    )
    batches: list[StepBatch] = []
    version = document.version
    for edit in edits:
        steps = [step.to_json() for step in edit.applied.steps]
        batches.append(
            StepBatch(
                document=document,
                kind=edit.kind,
                first_version=version,
                count=len(steps),
                steps=steps,
                client_id=edit.client_id,
                author=edit.by,
                created_at=now,
                can_undo=edit.can_undo,
            )
        )
        version += len(steps)
        document.recent_editors = revisions.editors_after(document, by=edit.by, now=now)
    sql.append_batches(batches)
    document.content, document.version = stored.store(after), version
    document.edited_by, document.edited_at = edits[-1].by, now
    sql.write_text(document)
    renew_article(article, document.content, now=now)
    renewed = suggestion_rows.renew(article, batch)
    if renewed:
        live.publish(topic_of(article.pk), "suggestions")
    written: list[object] = [step for one in batches for step in one.steps]
    return written, [one.client_id for one in batches for _step in one.steps], renewed


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
    sql.write_derived(article)
