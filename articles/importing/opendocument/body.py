"""The text of an OpenDocument: paragraphs, lists, sections, tables, boxes and footnotes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from articles.documents.allowed import image_allowed
from articles.importing.annotated.blanks import Blanks
from articles.importing.annotated.model import (
    PLAIN,
    Block,
    Cell,
    Footnote,
    Paragraph,
    Row,
    Shape,
    Story,
    Table,
)
from articles.importing.annotated.pictures import Pictures, picture_of
from articles.importing.annotated.report import Report
from articles.importing.annotated.tracking import Place, Tracked, Tracker
from articles.importing.opendocument.changes import Region, Regions
from articles.importing.opendocument.frames import Framed
from articles.importing.opendocument.inline import Around, InlineReader, Reading
from articles.importing.opendocument.lists import ListAround, Lists
from articles.importing.opendocument.names import attribute, child, children, is_on, name, number
from articles.importing.opendocument.package import written_in
from articles.importing.opendocument.styles import Styles
from articles.importing.packages import Element

_INDEXES: Final = frozenset(
    {
        "text:table-of-content",
        "text:alphabetical-index",
        "text:illustration-index",
        "text:table-index",
        "text:object-index",
        "text:user-index",
        "text:bibliography",
    }
)
_ROWS: Final = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
_HEADER: Final = "table:table-header-rows"
_CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
_THROUGH: Final = frozenset({"text:list-header", "office:text", "text:index-body", "text:index-title"})


@dataclass(frozen=True, slots=True)
class Within:
    """What blocks stand in: the words around them, and the list, of which one item has one sign."""

    around: Around = field(default_factory=lambda: Around(Place()))
    list: ListAround | None = None
    signed: bool = False

    def further(self) -> Within:
        return replace(self, around=self.around.further())


class BodyReader:
    """Reads the text of a document, and the footnotes that stand in it."""

    def __init__(
        self,
        styles: Styles,
        regions: Regions,
        tracker: Tracker,
        pictures: Pictures,
        report: Report,
    ) -> None:
        self._pictures = pictures
        self._styles = styles
        self._regions = regions
        self._tracker = tracker
        self._report = report
        self._lists = Lists(styles)
        self._story = Story(changes=tracker.changes)
        self._inline = InlineReader(styles, regions, tracker, report, self._story)
        self._inline.connect(self._box, self._picture, self._splice)
        self.annotations = self._inline.annotations
        self._into: list[Block] = self._story.blocks
        self._boxes: list[Block] = []
        self._last: Paragraph | None = None

    def read(self, text: Element) -> Story:
        """All of the text. Raises :class:`TooDeep` or :class:`TooLong`."""
        self._blocks(text, Within())
        read = 0
        while read < len(self._inline.noted):
            self._footnote(read)
            read += 1
        self._regions.finish()
        return self._story

    def _footnote(self, at: int) -> None:
        key, body, tracked, keys = self._inline.noted[at]
        note = Footnote(key, at + 1)
        note.inserted, note.deleted = keys
        self._into = note.blocks
        self._blocks(body, Within(Around(Place(self._tracker.as_one(key, tracked, keys)))))
        self._story.footnotes.append(note)

    def _blocks(self, elements: Iterable[Element], within: Within) -> None:
        for element in elements:
            kind = name(element)
            if kind in ("text:p", "text:h"):
                self._paragraph(element, within)
                within = replace(within, signed=False)
            elif kind == "text:list":
                self._list(element, within)
            elif kind == "text:numbered-paragraph":
                self._numbered(element, within)
            elif kind == "text:section":
                self._section(element, within)
            elif kind == "table:table":
                self._table(element, within)
            elif kind in _INDEXES:
                self._report.tell("Tables of contents and indexes were left out")
            elif kind in _THROUGH:
                self._blocks(element, within.further())
            else:
                self._aside(element, kind, within)

    def _aside(self, element: Element, kind: str, within: Within) -> None:
        """What stands between blocks and is none."""
        if kind in ("text:change-start", "text:change-end"):
            self._regions.edge(element)
        elif kind == "text:change":
            region = self._regions.take(element)
            if region is not None:
                self._blocks(region.taken, _taken(region, within.further()))
        elif kind == "office:annotation-end":
            self._inline.annotation_end(element, self._last)
        elif kind.startswith("draw:"):
            boxes, self._boxes = self._boxes, []
            self._inline.draw(element, within.around.place)
            self._into += self._boxes
            self._boxes = boxes

    def _section(self, element: Element, within: Within) -> None:
        within = within.further()
        if attribute(element, "text:display") == "none" or is_on(attribute(element, "text:is-hidden")):
            within = replace(within, around=replace(within.around, aside="hidden"))
        self._blocks(element, within)

    def _list(self, element: Element, within: Within) -> None:
        around = self._lists.enter(element, within.list)
        for item in element:
            if name(item) == "text:list-item":
                here = self._lists.item(item, around)
                self._blocks(item, replace(within.further(), list=here, signed=True))
            elif name(item) == "text:list-header":
                self._blocks(item, replace(within.further(), list=around, signed=False))
            else:
                self._aside(item, name(item), within)

    def _numbered(self, element: Element, within: Within) -> None:
        level = number(attribute(element, "text:level"), least=1, most=10) or 1
        around = replace(self._lists.enter(element, None), level=level - 1)
        self._blocks(element, replace(within.further(), list=around, signed=True))

    def _shape(self, element: Element, within: Within) -> Shape:
        level = number(attribute(element, "text:outline-level"), least=1, most=10) or 1
        heading = level if name(element) == "text:h" else None
        shape = self._styles.shape(attribute(element, "text:style-name"), heading)
        if shape.kind in ("paragraph", "quote") and within.list is not None and within.signed:
            return Shape(item=self._lists.place(within.list))
        return shape

    def _paragraph(self, element: Element, within: Within) -> None:
        held, self._boxes = self._boxes, []
        self._begin(element, self._shape(element, within))
        around = within.around.further()
        hidden = children(element, "text:hidden-paragraph")
        if any(is_on(attribute(found, "text:is-hidden")) for found in hidden):
            around = replace(around, aside="hidden")
        self._inline.read(element, around)
        self._end(around.place.tracked)
        self._into += self._boxes
        self._boxes = held

    def _begin(self, element: Element, shape: Shape, style: str = "") -> Paragraph:
        self._inline.amounts.paragraph()
        style = style or attribute(element, "text:style-name")
        paragraph = Paragraph(shape=shape, bidi=self._styles.leftward(style))
        self._into.append(paragraph)
        self._inline.reading = Reading(paragraph, style, Blanks())
        self._last = paragraph
        return paragraph

    def _end(self, tracked: Tracked) -> None:
        reading = self._inline.reading
        if reading is not None:
            keys = self._tracker.keys(self._regions.around(tracked), 1)
            reading.paragraph.inserted, reading.paragraph.deleted = keys
        self._inline.reading = None

    def _splice(self, region: Region, around: Around) -> None:
        """Put what was taken out of a paragraph back in: its first paragraph goes on with this one, and this
        one goes on behind its last."""
        reading = self._inline.reading
        if reading is None:
            return
        began_empty = not reading.paragraph.length
        own = reading.paragraph.shape, reading.style
        within = _taken(region, Within(around))
        taken = list(_flat(region.taken))
        for at, element in enumerate(taken):
            if name(element) == "table:table":
                self._end(Tracked())
                self._table(element, within)
                self._begin(element, PLAIN, own[1])
                continue
            if at:
                self._end(within.around.place.tracked)
                self._begin(element, self._shape(element, Within()))
            elif began_empty and len(taken) > 1:
                reading.paragraph.shape = self._shape(element, Within())
            self._inline.read(element, within.around.further())
        now = self._inline.reading
        if began_empty and now is not None:
            now.paragraph.shape, now.style = own

    def _table(self, element: Element, within: Within) -> None:
        table = Table()
        self._into.append(table)
        outer = self._into, self._inline.reading
        within = replace(within.further(), list=None, signed=False)
        self._rows(element, table, within)
        self._into, self._inline.reading = outer

    def _rows(self, element: Element, table: Table, within: Within, *, header: bool = False) -> None:
        for found in element:
            kind = name(found)
            if kind in _ROWS:
                self._rows(found, table, within.further(), header=kind == _HEADER)
            elif kind == "table:table-row":
                table.rows.append(self._row(found, within.further()))
                table.rows[-1].header = header
            elif kind not in _CELLS:
                self._aside(found, kind, within)

    def _row(self, element: Element, within: Within) -> Row:
        row, begun = Row(), self._regions.begun
        for found in element:
            if name(found) in _CELLS:
                cell = Cell(merged=_is_merged(found))
                self._into, self._inline.reading = cell.blocks, None
                self._blocks(found, within.further())
                row.cells.append(cell)
        tracked = within.around.place.tracked
        if self._regions.reaches_from(begun):
            tracked = self._regions.around(tracked)
        row.inserted, row.deleted = self._tracker.keys(tracked, 1)
        return row

    def _box(self, elements: Sequence[Element], place: Place) -> None:
        """Read the blocks of text boxes, to stand behind the paragraph that holds them."""
        outer = self._into, self._inline.reading, self._last
        boxes: list[Block] = list(self._boxes)
        for element in elements:
            self._into, self._boxes = [], []
            self._blocks(element, Within(Around(place.further())))
            boxes += self._into
        self._into, self._inline.reading, self._last = outer
        self._boxes = boxes

    def _picture(self, element: Element, found: Framed, place: Place) -> None:
        """Put an image behind the paragraph that holds it; one that is on the web is only named."""
        href = attribute(element, "xlink:href")
        label = found.label or href.rpartition("/")[2]
        if image_allowed(href) and href.startswith("http"):
            paragraph: Paragraph | None = picture_of(href, found.alt)
        elif (written := child(element, "office:binary-data")) is not None:
            paragraph = self._pictures.paragraph(written_in(written), alt=found.alt, label=label)
        else:
            part = posixpath.normpath(href or ".")
            paragraph = self._pictures.of_part(part, alt=found.alt, label=label)
        if paragraph is not None:
            self._inline.amounts.paragraph()
            keys = self._tracker.keys(self._regions.around(place.tracked), 1)
            paragraph.inserted, paragraph.deleted = keys
            self._boxes.append(paragraph)


def _is_merged(cell: Element) -> bool:
    """Whether a cell reaches over others, or is covered by one that does."""
    spans = (attribute(cell, f"table:number-{which}-spanned") for which in ("columns", "rows"))
    return name(cell) == "table:covered-table-cell" or any(span not in ("", "1") for span in spans)


def _taken(region: Region, within: Within) -> Within:
    """What stands in text that was taken out."""
    place = within.around.place
    tracked = Tracked(region.ins or place.tracked.ins, region.dele or place.tracked.dele)
    return replace(within, around=replace(within.around, place=replace(place, tracked=tracked)))


def _flat(elements: Iterable[Element], depth: int = 0) -> Iterable[Element]:
    """The paragraphs and tables of text, out of their lists and sections."""
    for element in elements:
        kind = name(element)
        if kind in ("text:p", "text:h", "table:table"):
            yield element
        elif kind in ("text:list", "text:list-item", "text:list-header", "text:section") and depth < 100:
            yield from _flat(element, depth + 1)
