"""The text of a Word file: paragraphs, tables, boxes and footnotes, with the places of comments in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from articles.importing.annotated.amounts import Amounts
from articles.importing.annotated.model import (
    Block,
    CommentPlaces,
    Footnote,
    Link,
    Paragraph,
    Point,
    Shape,
    Story,
)
from articles.importing.annotated.pictures import Pictures
from articles.importing.annotated.report import Report
from articles.importing.annotated.tracking import Place, Tracked
from articles.importing.word.changes import CHANGES, WordTracker, change_of
from articles.importing.word.content import content
from articles.importing.word.fields import Fields, link_of
from articles.importing.word.graphics import Drawn
from articles.importing.word.names import (
    Element,
    attribute,
    child,
    is_on,
    name,
    relation,
)
from articles.importing.word.package import Relationship, WordPackage
from articles.importing.word.runs import RunReader
from articles.importing.word.styles import Styles
from articles.importing.word.tables import TableReader

_EDGES: Final = frozenset({"commentRangeStart", "commentRangeEnd"})
_MOVES: Final = frozenset(
    {"moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"},
)
_THROUGH: Final = frozenset({"dir", "bdo"})
_LOOSE: Final = frozenset({"r", "hyperlink", "fldSimple", "m:oMath", "m:oMathPara"})
"""What belongs in a paragraph and may stand between two."""


@dataclass
class _Part:
    """A part that is being read."""

    relationships: dict[str, Relationship]
    fields: Fields


class BodyReader:
    """Reads the main part of a package, and the footnotes to which it refers."""

    def __init__(
        self, package: WordPackage, styles: Styles, tracker: WordTracker, pictures: Pictures, report: Report
    ) -> None:
        self._package = package
        self._pictures = pictures
        self._styles = styles
        self._tracker = tracker
        self._report = report
        self._story = Story(changes=tracker.changes)
        self._tables = TableReader(tracker, report, self._blocks, self._aside)
        self._runs = RunReader(styles, tracker, report, self._story, self.box, self.picture)
        self._last: Paragraph | None = None
        self._starts: dict[str, None] = {}
        self._amounts = Amounts()
        self._boxes: list[Block] = []

    def read(self) -> Story:
        """All of the text. Raises :class:`TooDeep` or what the package raises."""
        root = self._package.root(self._package.main)
        notes = {kind: self._package.part_of_kind(kind) for kind in ("footnotes", "endnotes")}
        self._tracker.know_moves(part for part in (root, *notes.values()) if part is not None)
        body = child(root, "body")
        if body is not None and root is not None:
            self._enter(root, self._package.of_main)
            self._blocks(content(body), self._story.blocks, Place())
        for kind, part in notes.items():
            if part is not None:
                self._footnotes(kind, part)
        for waiting in self._starts:
            if self._last is not None:
                self._comment(waiting).start = Point(self._last, self._last.length)
        return self._story

    def _enter(self, root: Element, relationships: dict[str, Relationship]) -> None:
        self._part = _Part(relationships, Fields(root))
        self._runs.enter(self._part.relationships, self._part.fields)

    def _footnotes(self, kind: str, root: Element) -> None:
        """The footnotes of a part to which the text referred, those that were referred to first in front."""
        target = next(found.target for found in self._package.of_main.values() if found.kind == kind)
        self._enter(root, self._package.relationships(target))
        elements = {f"{kind[:-1]}:{attribute(element, 'id')}": element for element in root}
        for key, (number, tracked) in list(self._runs.noted.items()):
            element = elements.get(key)
            if element is not None:
                note = Footnote(key, number)
                note.inserted, note.deleted = self._runs.note_keys[key]
                tracked = self._tracker.as_one(key, tracked, self._runs.note_keys[key])
                self._blocks(content(element), note.blocks, Place(tracked))
                self._story.footnotes.append(note)
        self._story.footnotes.sort(key=lambda note: note.number)

    def box(self, elements: Sequence[Element], place: Place) -> None:
        """Read the blocks of text boxes, to stand behind the paragraph that holds them."""
        boxes, self._boxes = self._boxes, []
        reading, last = self._runs.reading, self._last
        for element in elements:
            blocks: list[Block] = []
            self._blocks(content(element), blocks, place.further())
            boxes += blocks
        self._boxes, self._runs.reading, self._last = boxes, reading, last

    def picture(self, target: Relationship | None, found: Drawn, place: Place) -> None:
        """Put an image behind the paragraph that holds it; one that is not in the file is told of."""
        file = target.target.rpartition("/")[2] if target else ""
        part = target.target if target and not target.external else ""
        paragraph = self._pictures.of_part(part, alt=found.alt, label=found.label or file)
        if paragraph is not None:
            self._amounts.paragraph()
            paragraph.inserted, paragraph.deleted = self._tracker.keys(place.tracked, 1)
            self._boxes.append(paragraph)

    def _blocks(self, elements: Iterable[Element], into: list[Block], place: Place) -> None:
        held: list[Block] = []
        for element in elements:
            kind = name(element)
            if kind == "p":
                mark = self._paragraph(element, into, place)
                held, self._boxes = held + self._boxes, []
                if not mark:
                    into += held
                    held = []
            elif kind == "tbl":
                into.append(self._tables.read(element, place.further()))
            elif kind in CHANGES:
                within = replace(place.further(), tracked=self._tracker.within(element, place.tracked))
                self._blocks(content(element), into, within)
            elif kind in _LOOSE:
                self._loose(element, into, place)
            else:
                self._aside(element, kind)
        into += held

    def _aside(self, element: Element, kind: str) -> None:
        """What stands between blocks and is none."""
        if kind in _EDGES:
            self._edge(element, kind)
        elif kind in _MOVES:
            self._tracker.range_edge(element)
        elif kind == "altChunk":
            target = self._part.relationships.get(relation(element) or "")
            file = target.target.rpartition("/")[2] if target else ""
            self._report.tell("An embedded document was left out", file)
        elif kind == "sectPr" and child(element, "sectPrChange") is not None:
            self._report.change("section")

    def _loose(self, element: Element, into: list[Block], place: Place) -> None:
        paragraph = Paragraph()
        into.append(paragraph)
        self._begin(paragraph, "", None)
        self._inline([element], place.further())
        self._end(place.tracked)

    def _paragraph(self, element: Element, into: list[Block], place: Place) -> bool:
        """Read a paragraph; whether its mark is a tracked change."""
        properties = child(element, "pPr")
        paragraph = Paragraph(shape=self._styles.shape(properties))
        into.append(paragraph)
        bidi = child(properties, "bidi")
        paragraph.bidi = bidi is not None and is_on(bidi)
        if properties is not None:
            self._reshaped(paragraph, properties)
        self._begin(paragraph, self._styles.style_of(properties), properties)
        self._inline(content(element), place.further())
        tracked, mark = place.tracked, child(properties, "rPr")
        for found in () if mark is None else mark:
            if name(found) in CHANGES:
                tracked = self._runs.within(found, tracked)
        self._end(tracked)
        if properties is not None and child(child(properties, "sectPr"), "sectPrChange") is not None:
            self._report.change("section")
        return paragraph.inserted is not None or paragraph.deleted is not None

    def _reshaped(self, paragraph: Paragraph, properties: Element) -> None:
        """What the paragraph was before its style or its numbering was changed."""
        numbered = child(properties, "numPr")
        added = child(numbered, "ins")
        changed = child(properties, "pPrChange")
        if changed is not None:
            paragraph.was = self._styles.shape(child(changed, "pPr"))
        elif added is not None and paragraph.shape.item is not None:
            paragraph.was, changed = Shape(), added
        elif child(numbered, "numberingChange") is not None:
            self._report.change("numbering")
        if changed is None:
            return
        if _same_block(paragraph.was, paragraph.shape):
            self._report.change("shape")
        else:
            paragraph.reshaped = self._tracker.shape_key(change_of(changed))

    def _begin(self, paragraph: Paragraph, style: str, properties: Element | None) -> None:
        drops = paragraph.shape.kind != "paragraph"
        of_notes = self._styles.aside_of(properties) if properties is not None else ""
        self._amounts.paragraph()
        self._runs.begin(paragraph, style, drops=drops, of_notes=of_notes)
        self._last = paragraph
        for waiting in self._starts:
            self._comment(waiting).start = Point(paragraph, 0)
        self._starts.clear()

    def _end(self, mark: Tracked) -> None:
        if self._runs.paragraph is not None:
            paragraph = self._runs.paragraph
            paragraph.inserted, paragraph.deleted = self._tracker.keys(mark, 1)
        self._runs.reading = None

    def _inline(self, elements: Iterable[Element], place: Place) -> None:
        for element in elements:
            kind = name(element)
            if kind == "r":
                self._runs.read(element, place)
            elif kind in CHANGES:
                tracked = self._runs.within(element, place.tracked)
                self._inline(content(element), replace(place.further(), tracked=tracked))
            elif kind == "hyperlink":
                within = replace(place.further(), link=self._link(element) or place.link)
                self._inline(content(element), within)
            elif kind == "fldSimple":
                link = link_of(attribute(element, "instr") or "")
                self._inline(content(element), replace(place.further(), link=link or place.link))
            elif kind.startswith("m:"):
                self._math(element, kind, place)
            elif kind in _THROUGH:
                self._inline(content(element), place.further())
            else:
                self._aside(element, kind)

    def _math(self, element: Element, kind: str, place: Place) -> None:
        if kind == "m:r":
            self._runs.read(element, place)
        elif not kind.endswith("Pr"):
            if kind == "m:oMath":
                self._report.tell("Formulas became plain text")
            self._inline(content(element), place.further())

    def _link(self, element: Element) -> Link | None:
        found = self._part.relationships.get(relation(element) or "")
        anchor = attribute(element, "anchor") or ""
        if found is None:
            return Link(f"#{anchor}") if anchor else None
        address = found.target if found.external else ""
        return Link(f"{address}#{anchor}" if anchor else address, attribute(element, "tooltip"))

    def _comment(self, key: str) -> CommentPlaces:
        return self._story.comments.setdefault(key, CommentPlaces())

    def _edge(self, element: Element, kind: str) -> None:
        """Where the range of a comment begins or ends; between blocks, at the next or the last words."""
        key = attribute(element, "id") or ""
        places, paragraph = self._comment(key), self._runs.paragraph
        if kind == "commentRangeEnd":
            at = paragraph or self._last
            if places.end is None and at is not None:
                places.end = Point(at, at.length)
        elif places.start is None and key not in self._starts:
            if paragraph is None:
                self._starts[key] = None
            else:
                places.start = Point(paragraph, paragraph.length)


def _same_block(one: Shape, other: Shape) -> bool:
    """Whether two shapes make the same of a paragraph, wherever its list begins to count."""
    if (one.kind, one.level) != (other.kind, other.level) or (one.item is None) != (other.item is None):
        return False
    if one.item is None or other.item is None:
        return True
    return (one.item.level, one.item.ordered) == (other.item.level, other.item.ordered)
