"""Acts on a passage: replacing its words, confirming its position, and moving it.

The caller holds the lock on the document (:func:`articles.locking.lock`).
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from articles.access import Actor
from articles.documents.anchors import AnchorError, Passage, anchor_at
from articles.documents.flat import flatten
from articles.documents.replacing import replacement
from articles.documents.spans import Span
from articles.documents.steps import apply_batch
from articles.documents.suggestions import pending
from articles.documents.text import text_between
from articles.editing import anchor_rows, edits
from articles.editing.edits import Edit
from articles.history import log, revisions
from articles.models import Anchor, Document, StepBatch
from newsroom.errors import Conflict
from newsroom.shortening import shortened

SHOWN_CHARACTERS = 300  # characters of a passage in a sentence


class PassageChanged(Conflict):
    """The passage no longer has the words to replace. ``current`` is its present text."""

    def __init__(self, message: str, *, current: str) -> None:
        super().__init__(message)
        self.current = current


def current_text(document: Document, anchor: Anchor) -> str:
    """The present text of the passage, without suggestions; empty when it was deleted."""
    return text_between(document.parsed(), anchor.start, anchor.end, published=True)


def replace_words(
    document: Document,
    anchor: Anchor,
    *,
    old: str,
    new: str,
    by: Actor,
    now: datetime,
) -> StepBatch | None:
    """Replace the words of the passage, which must be ``old``, by ``new``, which somebody accepted.

    Returns the one batch of the log that does so; none when there is nothing to change. Raises
    :class:`PassageChanged`, :class:`~articles.documents.replacing.CannotReplace`, or
    :class:`~articles.documents.steps.StepError`.
    """
    _require_text(document, anchor, old)
    found = replacement(document.parsed(), anchor_rows.passage_of(anchor), new)
    if found.step is None:
        return None
    revisions.freeze_before_edit(article=document.article, document=document, by=by, now=now)
    applied = apply_batch(document.parsed(), [found.step])
    edit = Edit(applied, by, StepBatch.Kind.ACCEPTED, can_undo=True)
    made_on = document.version
    edits.append(document, [edit], now=now, placed={anchor.pk: found.passage})
    return document.batches.get(first_version=made_on)


def undo_replacement(
    document: Document, anchor: Anchor, batch: StepBatch, *, old: str, new: str, by: Actor, now: datetime
) -> None:
    """Undo ``batch``, in which :func:`replace_words` replaced ``old`` by ``new``, which it must still be.

    If ``new`` was typed again since, the batch cannot be undone, and ``old`` is inserted as plain words.
    Raises :class:`PassageChanged` and :class:`~articles.editing.edits.CannotTakeBack`.
    """
    _require_text(document, anchor, new)
    revisions.freeze_before_edit(article=document.article, document=document, by=by, now=now)
    try:
        edits.undo_batch(document, batch, by=by, now=now)
    except edits.CannotTakeBack:
        replace_words(document, anchor, old=new, new=old, by=by, now=now)
    anchor.refresh_from_db()
    if current_text(document, anchor) != old:
        raise edits.CannotTakeBack(_("The copy there has changed. Type the text again where you want it."))


def _require_text(document: Document, anchor: Anchor, old: str) -> None:
    if anchor.state == Anchor.State.DETACHED:
        raise PassageChanged(
            _("Text deleted: “%(old)s”. Move the query to other text first.")
            % {"old": shortened(old, SHOWN_CHARACTERS)},
            current="",
        )
    if any(change.start < anchor.end and anchor.start < change.end for change in pending(document.parsed())):
        raise PassageChanged(
            _("A suggestion is pending in this passage. Accept or reject it first."),
            current=current_text(document, anchor),
        )
    current = current_text(document, anchor)
    if current != old:
        raise PassageChanged(
            _("The text now reads “%(now)s”, not “%(old)s”. Check it in the copy.")
            % {"now": shortened(current, SHOWN_CHARACTERS), "old": shortened(old, SHOWN_CHARACTERS)},
            current=current,
        )
    if anchor.state == Anchor.State.MOVED:
        raise PassageChanged(
            _("The text has moved. Confirm the position first: “%(now)s”.")
            % {"now": shortened(current, SHOWN_CHARACTERS)},
            current=current,
        )


def confirm(document: Document, anchor: Anchor) -> None:
    """Confirm the position of a passage: from now on it is on the words that are there.

    Raises :class:`AnchorError`.
    """
    if anchor.state == Anchor.State.DETACHED:
        raise AnchorError(
            _("The text of this query has been deleted. Select other text and move the query there.")
        )
    _place(document, anchor, anchor_at(document.parsed(), anchor.start, anchor.end))


def move_to(document: Document, anchor: Anchor, span: Span) -> None:
    """Move the passage to other words.

    Raises as :func:`located`, and :class:`AnchorError` when nothing is left of them.
    """
    _place(document, anchor, anchor_at(document.parsed(), *located(document, span)))


def anchor_on(document: Document, span: Span) -> Anchor:
    """Make an anchor on words. Raises as :func:`move_to`."""
    return anchor_rows.add(document, anchor_at(document.parsed(), *located(document, span)))


def located(document: Document, span: Span) -> tuple[int, int]:
    """The present start and end of a span. They are equal when its words were deleted.

    Raises :class:`~articles.history.log.InvalidVersion` for a version that never was, and
    :class:`AnchorError` for words that are nowhere or in several places.
    """
    if span.words is not None:
        return place_of_words(document, span.words)
    since = log.mapping_since(document, span.version)
    return since.map(span.start, 1), since.map(span.end, -1)


def place_of_words(document: Document, words: str) -> tuple[int, int]:
    """The start and end of words that the copy has in exactly one place. White space may differ.

    Raises :class:`AnchorError`.
    """
    copy = flatten(document.parsed())
    sought = r"\s+".join(map(re.escape, words.replace("\x00", "").split()))
    found = list(islice(re.finditer(f"(?=({sought}))", copy.text), 2)) if sought else []
    if not found:
        raise AnchorError(_("That text isn’t in the copy. Copy it exactly as it appears."))
    if len(found) > 1:
        raise AnchorError(_("That text appears in several places. Add the words around it."))
    return copy.position(found[0].start(1)), copy.position(found[0].end(1), end=True)


def _place(document: Document, anchor: Anchor, passage: Passage) -> None:
    for name, value in anchor_rows.fields_of(passage, anchor.made_at_version).items():
        setattr(anchor, name, value)
    anchor.detached_at_version = None
    anchor.save()
