"""Every change of a document's text, under the lock on its row.

One transaction appends the steps to the log, maps every anchor, and updates the fields that lists and digests
show of the text. Typing comes in through :mod:`articles.editing.protocol`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from prosemirror.transform import Step

from articles import access, sql
from articles.access import Actor
from articles.announcing import announce, announce_lists
from articles.documents import schema, stored
from articles.documents.anchors import Passage, carry
from articles.documents.steps import Applied, inverse_of, read_step, undo_steps
from articles.documents.suggestions import has_suggestions
from articles.documents.text import headline_text, word_count
from articles.editing import anchor_rows, rewrites, suggestion_rows
from articles.editing.rewrites import Rewrite
from articles.editing.suggestion_rows import SuggestionChanges
from articles.history import log, revisions
from articles.importing import Change
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
    """The article was released or spiked, so its text no longer changes."""

    status = 410


class SuggestionsPending(Conflict):
    """Pending suggestions would be lost. Somebody has to decide on them first."""


class CannotTakeBack(Conflict):
    """A batch cannot be undone any more, because others changed the same words."""


@dataclass(frozen=True)
class Edit:
    """Applied steps, with their author, the kind of act, and for typing the client that sent them.

    ``can_undo``: a button undoes them (:func:`undo_batch`), however much later.
    """

    applied: Applied
    by: Actor
    kind: Kind
    client_id: str = ""
    can_undo: bool = False


@dataclass(frozen=True)
class Appended:
    """The result of an append: the steps as decoded JSON, and the client of each.

    ``anchors`` are those whose position does not follow from the steps, or whose state changed.
    ``suggestions`` are those that the steps added to the text and removed from it.
    """

    steps: list[object]
    client_ids: list[str]
    anchors: tuple[Anchor, ...]
    suggestions: SuggestionChanges


@dataclass(frozen=True)
class ReturnedSuggestions:
    """What became of suggestions in a file that came back, by their keys.

    ``outcomes`` says how those were decided that are gone, ``filed`` whose those are that are new.
    """

    outcomes: Mapping[str, Suggestion.State] = field(default_factory=dict)
    filed: Mapping[str, Change] = field(default_factory=dict)


def lock_for_edit(article: Article, *, by: Actor) -> Document:
    """As :func:`~articles.locking.lock`, if this person may edit and the article may still change.

    Both are checked under the lock, because the author may have changed meanwhile.
    """
    document = lock(article)
    require_editable(article, by=by)
    return document


def require_editable(article: Article, *, by: Actor) -> None:
    """Raise unless this person may edit the article, and it may still change. An edit asks under the lock."""
    access.require(
        access.may_edit(by, article),
        _("Only the author or a desk editor can edit this copy. Suggest the change instead."),
    )
    require_open(article)


def lock_for_suggestions(article: Article, *, by: Actor) -> Document:
    """As :func:`lock_for_edit`, for people who may at least suggest changes."""
    document = lock(article)
    require_suggestible(article, by=by)
    return document


def require_suggestible(article: Article, *, by: Actor) -> None:
    """As :func:`require_editable`, for people who may at least suggest changes."""
    access.require(
        access.may_take_part(by, article),
        _("Only the author or a desk editor or reader can suggest changes here."),
    )
    require_open(article)


def require_open(article: Article) -> None:
    """Raise :class:`ArticleClosed` unless the article may still change."""
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
    """Write consecutive edits of the present document, and move its anchors. The caller holds the lock.

    An edit by a person who may only suggest comes alone, and so does one that changes the suggestions.
    ``placed``: anchor id → passage, for those whose new position is known. ``decided``: the decision on the
    suggestions that the steps remove. With ``compare`` every passage is compared with its words again,
    because a decision may have changed them.
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
    """Replace the text by ``new``, in steps, so that passages survive. Freezes a revision before and after.

    Returns the revision with the new text. Nothing is appended when the text is the same.
    ``prepared`` is for callers with their own transaction: see :func:`~articles.editing.rewrites.prepare`.
    Raises :class:`SuggestionsPending` while suggestions are pending.
    """
    prepared = prepared or rewrites.prepare(article, new, by=by)
    with transaction.atomic():
        document = lock_for_edit(article, by=by)
        _require_no_suggestions(document)
        revision, _suggestions = replace_locked(
            document, new, by=by, reason=reason, prepared=prepared, now=now
        )
        return revision


def replace_locked(
    document: Document,
    new: schema.Node,
    *,
    by: Actor,
    reason: Revision.Reason,
    prepared: Rewrite | None = None,
    returned: ReturnedSuggestions | None = None,
    now: datetime,
) -> tuple[Revision, SuggestionChanges]:
    """As :func:`rewrite`, between two revisions. Returns the one with the new text.

    The caller holds the lock on the document.
    """
    article = document.article
    revisions.freeze(
        article=article,
        document=document,
        reason=Revision.Reason.HANDOVER,
        by=document.edited_by,
        now=now,
    )
    kind = Kind.RESTORED if reason == Revision.Reason.RESTORED else Kind.FILED
    renewed = rewrite(document, new, by=by, kind=kind, prepared=prepared, returned=returned, now=now)
    return revisions.freeze(article=article, document=document, reason=reason, by=by, now=now), renewed


def rewrite(
    document: Document,
    new: schema.Node,
    *,
    by: Actor,
    kind: Kind,
    can_undo: bool = False,
    prepared: Rewrite | None = None,
    returned: ReturnedSuggestions | None = None,
    now: datetime,
) -> SuggestionChanges:
    """Change the document to ``new`` by steps. Nothing is appended when it is the same.

    ``returned``: what became of suggestions in a file that came back. Returns those that came or went. The
    caller holds the lock on the document.
    """
    found = rewrites.difference_from(document, new, prepared)
    if not found.steps:
        return SuggestionChanges()
    anchors = list(document.anchors.all())
    passages = carry([anchor_rows.passage_of(anchor) for anchor in anchors], found)
    edit = Edit(Applied(found.doc, tuple(found.steps), (found.map,)), by, kind, can_undo=can_undo)
    _steps, _clients, renewed = _write(document, [edit], returned=returned, now=now)
    anchor_rows.write(anchors, passages, version=document.version)
    live.publish(topic_of(document.pk), "document", version=document.version)
    announce_lists(document.article.desk_id)
    return renewed


def undo_batch(document: Document, batch: StepBatch, *, by: Actor, now: datetime) -> SuggestionChanges:
    """Undo one batch of the log by a new edit of the same kind, wherever its words are now.

    The caller holds the lock on the document. Raises :class:`CannotTakeBack`.
    """
    since = log.maps_between(document.pk, batch.first_version + batch.count, document.version)
    applied = undo_steps(document.parsed(), inverse_of_batch(document.article, batch), since)
    if applied is None:
        raise CannotTakeBack(_("The copy there has changed. Type the text again where you want it."))
    return append(document, [Edit(applied, by, Kind(batch.kind))], compare=True, now=now).suggestions


def inverse_of_batch(article: Article, batch: StepBatch) -> list[Step]:
    """The steps that undo a batch, on the document after it."""
    if batch.inverse is not None:
        return [read_step(step) for step in batch.inverse]
    return inverse_of(revisions.document_at(article, batch.first_version), batch.steps)


def _require_no_suggestions(document: Document) -> None:
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


def restore(
    *, article: Article, number: int, by: Actor, prepared: Rewrite | None = None, now: datetime
) -> Revision:
    """Restore the text of an older revision, as a new edit. The present text stays as a revision.

    ``prepared``, for its published text, is for callers with their own transaction.
    """
    return replace_text(
        article=article,
        new=prepared.new if prepared else revisions.find(article, number).published(),
        by=by,
        reason=Revision.Reason.RESTORED,
        prepared=prepared,
        now=now,
    )


def _write(
    document: Document,
    edits: Sequence[Edit],
    *,
    now: datetime,
    decided: Suggestion.State | None = None,
    returned: ReturnedSuggestions | None = None,
) -> tuple[list[object], list[str], SuggestionChanges]:
    """Append the edits, and update everything that is derived from the text except the anchors.

    Returns the steps, the client of each, and the changes to suggestions.
    """
    article, before, after = document.article, document.parsed(), edits[-1].applied.doc
    returned = returned or ReturnedSuggestions()
    batch = suggestion_rows.TextChange(
        before=before,
        after=after,
        by=edits[-1].by,
        version=document.version,
        decided=decided,
        now=now,
        outcomes=returned.outcomes,
        filed=returned.filed,
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
    headline = article.headline
    renew_article(article, document.content, now=now)
    if article.headline != headline:
        announce_lists(article.desk_id)
    begin(article)
    renewed = suggestion_rows.update_rows(article, batch)
    if renewed:
        announce(article, "suggestions")
    written: list[object] = [step for one in batches for step in one.steps]
    return written, [one.client_id for one in batches for _step in one.steps], renewed


def begin(article: Article) -> None:
    """An empty page is one no more, now that somebody typed or said something about it."""
    if article.planning == Article.Planning.BLANK:
        article.planning = Article.Planning.WRITING
        article.save(update_fields=["planning"])


def renew_article(article: Article, content: str, *, now: datetime) -> None:
    """Write the fields that lists and digests show of the text, without an entry in the article's history.

    They are of the published text, which a suggestion does not change until it is accepted.
    """
    text = stored.published(content)
    article.headline = headline_text(text)[:1000]
    article.headline_key = search_key(article.headline)
    article.words = word_count(text)
    article.digest = article.digest_with(content)
    article.updated_at = now
    sql.write_derived(article)
