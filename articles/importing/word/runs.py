"""Runs: the text between two changes of looks, with everything that stands among the letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from articles.documents.allowed import clean_text
from articles.documents.text import REFERENCE
from articles.importing.annotated.amounts import Amounts
from articles.importing.annotated.model import (
    NO_LOOK,
    Aside,
    CommentPlaces,
    Paragraph,
    Piece,
    Point,
    Shape,
    Story,
)
from articles.importing.annotated.report import Report
from articles.importing.annotated.tracking import Place, Side, Tracked
from articles.importing.word.changes import CHANGES, WordTracker, change_of
from articles.importing.word.content import content, sign, words_of
from articles.importing.word.fields import Fields
from articles.importing.word.graphics import Drawn, drawn
from articles.importing.word.names import Element, attribute, child, name
from articles.importing.word.package import Relationship
from articles.importing.word.styles import UNFORMATTED, Formatting, Styles
from articles.importing.word.symbols import UNKNOWN

_DRAWN: Final = frozenset({"drawing", "pict", "object"})
_NOTES: Final = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_TEXTS: Final = frozenset({"t", "delText", "m:t"})
_CODES: Final = frozenset({"instrText", "delInstrText"})
_NEW_PAGE: Final = frozenset({"page", "column"})
_SIDE_OF_MOVE: Final[dict[str, Side]] = {"moveTo": "ins", "moveFrom": "del"}
BoxReader = Callable[[Sequence[Element], Place], None]
PictureReader = Callable[[Relationship | None, Drawn, Place], None]


@dataclass(slots=True)
class Reading:
    """The paragraph that is being read, and what goes for its runs."""

    paragraph: Paragraph
    style: str
    drops: bool
    of_notes: Aside
    moves: dict[Side, str] = field(default_factory=lambda: {"ins": "", "del": ""})
    plain: Formatting = UNFORMATTED
    new_page: bool = False


class RunReader:
    """Reads runs into the paragraph that is being read.

    ``noted`` has the footnotes that were referred to, with their numbers, what is tracked around the
    reference, and the suggestions that this makes of it.
    """

    def __init__(
        self,
        styles: Styles,
        tracker: WordTracker,
        report: Report,
        story: Story,
        box: BoxReader,
        picture: PictureReader,
    ) -> None:
        self._styles = styles
        self._tracker = tracker
        self._report = report
        self._story = story
        self._box, self._picture = box, picture
        self.reading: Reading | None = None
        self._amounts = Amounts()
        self.noted: dict[str, tuple[int, Tracked]] = {}
        self.note_keys: dict[str, tuple[str | None, str | None]] = {}

    def enter(self, relationships: dict[str, Relationship], fields: Fields) -> None:
        """Go on in another part."""
        self._relationships, self._fields = relationships, fields

    def begin(self, paragraph: Paragraph, style: str, *, drops: bool, of_notes: Aside) -> None:
        """Go on with a new paragraph; see :meth:`Styles.formatting` for ``drops`` and ``of_notes``."""
        self.reading = Reading(paragraph, style, drops, of_notes)
        self.reading.plain = self._formatting(None, self.reading)

    @property
    def paragraph(self) -> Paragraph | None:
        """The paragraph that is being read, if one is."""
        return self.reading.paragraph if self.reading else None

    def within(self, element: Element, around: Tracked) -> Tracked:
        """What stands in a tracked change of this paragraph, or is marked by one.

        The mark of a paragraph that was moved stands behind the range that names the move.
        """
        tracked = self._tracker.within(element, around)
        side, now = _SIDE_OF_MOVE.get(name(element)), self.reading
        if side is None or now is None:
            return tracked
        if side == "ins":
            now.moves[side] = tracked.into or now.moves[side]
            return replace(tracked, into=now.moves[side])
        now.moves[side] = tracked.away or now.moves[side]
        return replace(tracked, away=now.moves[side])

    def _formatting(self, properties: Element | None, now: Reading) -> Formatting:
        return self._styles.formatting(properties, now.style, drops=now.drops, of_notes=now.of_notes)

    def read(self, run: Element, place: Place) -> None:
        """Read a ``w:r`` or ``m:r`` of the paragraph."""
        now = self.reading
        if now is None:
            return
        properties = child(run, "rPr")
        formatting = now.plain if properties is None else self._formatting(properties, now)
        change = child(properties, "rPrChange")
        was = formatting.look if change is None else self._formatting(child(change, "rPr"), now).look
        if change is not None and was == formatting.look:
            self._report.change("look")
            change = None
        for element in content(run, place.depth):
            self._element(element, place, Piece("", formatting.look, was=was, aside=formatting.aside), change)

    def _element(self, element: Element, place: Place, like: Piece, change: Element | None) -> None:
        kind = name(element)
        if kind in _TEXTS:
            self._add(element.text or "", place, like, change)
        elif kind == "fldChar":
            self._fields.meet(element)
        elif kind in _CODES:
            self._fields.code(element.text or "")
        elif kind == "br" and attribute(element, "type") in _NEW_PAGE:
            if self.reading and self.reading.paragraph.length:
                self.reading.new_page = True
        elif kind == "commentReference":
            self._refer(attribute(element, "id") or "")
        elif kind in _NOTES:
            self._note(f"{_NOTES[kind]}:{attribute(element, 'id')}", place, like, change)
        elif kind in _DRAWN:
            self._draw(element, place)
        elif kind == "ruby":
            self._ruby(element, place)
        elif kind in CHANGES:
            # In formulas a change stands within the run.
            within = replace(place.further(), tracked=self.within(element, place.tracked))
            for inner in content(element, place.depth):
                self._element(inner, within, like, change)
        elif text := sign(element):
            if text == UNKNOWN:
                font = attribute(element, "font") or ""
                self._report.tell(f"Symbols without a matching character became “{UNKNOWN}”", font)
            self._add(text, place, like, change, is_sign=True)

    def _add(
        self, text: str, place: Place, like: Piece, change: Element | None, *, is_sign: bool = False
    ) -> None:
        now = self.reading
        text = text if is_sign else clean_text(text)
        if not text or now is None or not self._fields.shows:
            return
        if now.new_page:
            now.new_page = False
            self._add("\n", place, like, change, is_sign=True)
        self._amounts.text(text)
        inserted, deleted = self._tracker.keys(place.tracked, len(text))
        reformatted = None
        if change is not None:
            reformatted = self._tracker.look_key(change_of(change), like.was, like.look, len(text))
        now.paragraph.add(
            replace(
                like,
                text=text,
                link=self._fields.link or place.link,
                inserted=inserted,
                deleted=deleted,
                reformatted=reformatted,
                was=like.was if reformatted else NO_LOOK,
            )
        )

    def _refer(self, key: str) -> None:
        places = self._story.comments.setdefault(key, CommentPlaces())
        if places.reference is None and self.paragraph is not None:
            places.reference = Point(self.paragraph, self.paragraph.length)

    def _note(self, key: str, place: Place, like: Piece, change: Element | None) -> None:
        self.noted.setdefault(key, (len(self.noted) + 1, place.tracked))
        self._add(REFERENCE, place, replace(like, note=key), change)
        if self.paragraph is not None and self.paragraph.pieces:
            last = self.paragraph.pieces[-1]
            self.note_keys.setdefault(key, (last.inserted, last.deleted))

    def _draw(self, element: Element, place: Place) -> None:
        found = drawn(element)
        if found.is_rule and self.paragraph is not None and not self.paragraph.length:
            self.paragraph.shape = Shape("rule")
        boxes = [box for box in found.boxes if words_of(box).strip()]
        for _box in boxes:
            self._report.count(
                "1 text box was read as a paragraph",
                "{n} text boxes were read as paragraphs",
            )
        if boxes:
            self._box(boxes, place)
        if found.is_object:
            self._report.tell("Embedded files were left out", found.label)
        elif found.pictures:
            for picture in dict.fromkeys(found.pictures):
                self._picture(self._relationships.get(picture), found, place)
        elif not found.boxes and not found.is_rule:
            self._report.tell("Drawings were left out", found.label)

    def _ruby(self, element: Element, place: Place) -> None:
        """Characters with their reading above them: the characters are kept."""
        for part in content(element, place.depth):
            if name(part) == "rubyBase":
                for run in content(part, place.depth):
                    if name(run) == "r":
                        self.read(run, place.further())
            elif name(part) == "rt" and (reading := words_of(part).strip()):
                self._report.tell("Readings above characters were left out", reading)
