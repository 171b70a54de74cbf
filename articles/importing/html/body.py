"""The text of a page: its blocks, however they stand within each other, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lxml import etree

from articles.documents.allowed import clean_text, image_allowed
from articles.documents.text import REFERENCE
from articles.importing.annotated.amounts import Amounts
from articles.importing.annotated.blanks import Blanks
from articles.importing.annotated.model import (
    Block,
    Cell,
    CommentPlaces,
    Footnote,
    ListPlace,
    Paragraph,
    Piece,
    Point,
    Row,
    Shape,
    Story,
    Table,
)
from articles.importing.annotated.pictures import Pictures, picture_of
from articles.importing.annotated.report import Report
from articles.importing.annotated.rows import Covered
from articles.importing.annotated.tracking import Place, Tracked, Tracker
from articles.importing.html.elements import (
    HEADING,
    Around,
    is_of_cells,
    number,
    rows_of,
    shape_within,
    shifted_within,
    tracked_within,
)
from articles.importing.html.links import data_of, link_of
from articles.importing.html.looks import Sheets
from articles.importing.html.margins import Margins
from articles.importing.html.parsing import BLOCKS, EMBEDDED, UNSEEN, name_of
from articles.importing.html.ranges import Ranges
from articles.importing.packages import Element

_GOOGLE_LIST: Final = re.compile(r"lst-(kix_\w+)-(\d)")
_TECHNICAL: Final = re.compile(
    r"\s*(?:\[if\b|<!\[endif|\[endif|StartFragment|EndFragment|\?xml)", re.IGNORECASE
)
_MOST_COLUMNS: Final = 1_000
_CONTROLS: Final = frozenset({"button", "select", "textarea", "datalist", "input"})


class BodyReader:
    """Reads the tree of a page, off which comments and footnotes were taken."""

    def __init__(
        self,
        sheets: Sheets,
        margins: Margins,
        tracker: Tracker,
        pictures: Pictures,
        report: Report,
        items: Mapping[Element, ListPlace],
    ) -> None:
        """``items`` are paragraphs that are items of lists."""
        self._items = items
        self._pictures = pictures
        self._sheets = sheets
        self._margins = margins
        self._tracker = tracker
        self._report = report
        self._story = Story(changes=tracker.changes)
        self._ranges = Ranges(self._story.comments)
        self._into: list[Block] = self._story.blocks
        self._now: Paragraph | None = None
        self._blanks = Blanks()
        self._breaks = 0
        self._amounts = Amounts()
        self._lists = 0
        self._item: ListPlace | None = None
        self._noted: dict[str, tuple[Tracked, tuple[str | None, str | None]]] = {}

    def read(self, root: Element) -> Story:
        """All of the text. Raises :class:`TooDeep` or :class:`TooLong`."""
        for body in root.iter("body"):
            self._block(body, Around(bidi=root.get("dir") == "rtl"))
        self._end_of_text()
        for count, (key, (tracked, keys)) in enumerate(list(self._noted.items()), start=1):
            note = Footnote(key, count)
            note.inserted, note.deleted = keys
            self._into = note.blocks
            whole = self._tracker.as_one(key, tracked, keys)
            self._block(self._margins.notes[key], Around(Place(whole), mark=whole))
            self._story.footnotes.append(note)
        return self._story

    def _end_of_text(self) -> None:
        """The rule between the text and what was taken off the end of the page goes with it."""
        blocks = self._story.blocks
        if self._margins.ruled and blocks:
            last = blocks[-1]
            if isinstance(last, Paragraph) and last.shape.kind == "rule":
                blocks.pop()

    def _content(self, element: Element, around: Around) -> None:
        self._words(element.text, around)
        for found in element:
            self._element(found, around)
            self._words(found.tail, around)

    def _element(self, element: Element, around: Around) -> None:
        tag = element.tag
        if tag is etree.Comment:
            self._comment(element, around)
        elif not isinstance(tag, str):
            return
        elif tag in EMBEDDED and tag != "img":
            self._report.tell("Embedded media was left out", name_of(element))
        elif tag in UNSEEN or tag in _CONTROLS:
            return
        elif tag == "nav":
            self._report.tell("The navigation of the page was left out")
        elif tag == "br":
            self._breaks += self._now is not None
        elif tag == "img":
            self._picture(element, around)
        elif tag == "hr":
            self._close(around.mark)
            self._open(replace(around, shape=Shape("rule")))
            self._close(around.mark)
        elif tag == "table" and is_of_cells(element):
            self._table(element, around.further())
        elif tag in BLOCKS:
            self._close(around.mark)
            self._block(element, around.further())
        else:
            self._inline(element, around.further())

    def _block(self, element: Element, around: Around) -> None:
        tag = element.tag
        around = self._looking(tracked_within(element, around), element)
        around = replace(around, mark=around.place.tracked, shape=shape_within(element, around.shape))
        if direction := element.get("dir"):
            around = replace(around, bidi=direction.lower() == "rtl")
        if tag in ("ul", "ol", "menu", "dir"):
            around = replace(around, list=self._list(element, around.list))
        elif tag == "li":
            self._item = self._begin_item(element, around)
        elif element in self._items:
            self._item = self._items[element]
        elif tag == "pre":
            looks = replace(around.looks, look=replace(around.looks.look, code=True))
            around = replace(around, verbatim=True, looks=looks)
        if tag == "figure":
            self._figure(element, around)
        else:
            self._content(element, around)
        self._close(around.mark)
        if tag == "li" or element in self._items:
            self._item = None

    def _inline(self, element: Element, around: Around) -> None:
        tag = element.tag
        around = self._looking(tracked_within(element, around), element)
        if tag == "a":
            key = self._margins.referred(element)
            if key and key not in self._noted:
                self._refer(key, around)
                return
            link = link_of(element)
            around = replace(around, place=replace(around.place, link=link or around.place.link))
        if tag in ("rt", "rp"):
            if tag == "rt" and (reading := "".join(element.itertext()).strip()):
                self._report.tell("Readings above characters were left out", reading)
            return
        if (shifted := shifted_within(element)) is not None:
            self._words(shifted, around)
            return
        ranged = self._margins.ranged(element)
        self._ranges.enter(ranged)
        if tag == "q":
            self._words("“", around)
        self._content(element, around)
        if tag == "q":
            self._words("”", around)
        self._ranges.leave(ranged)

    def _looking(self, around: Around, element: Element) -> Around:
        heading = around.shape.kind == "heading" or bool(HEADING.fullmatch(element.tag))
        return replace(around, looks=self._sheets.within(element, around.looks, heading=heading))

    def _list(self, element: Element, outer: ListPlace | None) -> ListPlace:
        ordered = element.tag == "ol"
        start = number(element.get("start"), 1)
        if google := _GOOGLE_LIST.search(element.get("class") or ""):
            return ListPlace(google[1], int(google[2]), ordered, start)
        if outer is not None:
            return ListPlace(outer.list, min(outer.level + 1, 8), ordered, start)
        self._lists += 1
        return ListPlace(f"list:{self._lists}", 0, ordered, start)

    @staticmethod
    def _begin_item(element: Element, around: Around) -> ListPlace:
        place = around.list or ListPlace("list", 0, False)
        return replace(place, start=number(element.get("value"), place.start))

    def _open(self, around: Around) -> Paragraph:
        """The paragraph that is being read, or a new one."""
        if self._now is None:
            self._amounts.paragraph()
            shape = around.shape
            if shape.kind in ("paragraph", "quote") and self._item is not None:
                shape, self._item = Shape(item=self._item), None
            self._now = Paragraph(shape=shape, bidi=around.bidi)
            self._into.append(self._now)
            self._blanks, self._breaks = Blanks(), 0
        return self._now

    def _close(self, mark: Tracked) -> None:
        """End the paragraph that is being read, if one is; a blank at its end was none."""
        if self._now is not None:
            self._now.trim()
            self._now.inserted, self._now.deleted = self._tracker.keys(mark, 1)
        self._now, self._breaks = None, 0

    def _words(self, text: str | None, around: Around) -> None:
        if not text or (self._now is None and not text.strip(" \t\r\n\f")):
            return
        if self._breaks and text.strip(" \t\r\n\f"):
            self._break(around)
        if around.verbatim:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            text = text.removeprefix("\n") if self._now is None else text
        self._open(around)
        self._add(text if around.verbatim else self._blanks.fold(text), around)

    def _break(self, around: Around) -> None:
        """One break is a new line, more are a new paragraph."""
        if self._breaks == 1 or around.verbatim:
            self._add("\n" * self._breaks, around)
            self._blanks = Blanks()
        else:
            self._close(around.mark)
        self._breaks = 0

    def _add(self, text: str, around: Around, note: str = "") -> None:
        now, text = self._now, "\n".join(map(clean_text, text.split("\n")))
        if now is None or not text:
            return
        self._amounts.text(text)
        self._ranges.begin(now)
        inserted, deleted = self._tracker.keys(around.place.tracked, len(text))
        looks, link = around.looks, around.place.link
        now.add_lines(Piece(text, looks.look, link, inserted, deleted, aside=looks.aside, note=note))
        self._ranges.go_on(now)

    def _comment(self, element: Element, around: Around) -> None:
        """What stands in the source and on no page is a hidden note."""
        words = " ".join((element.text or "").split())
        if words and not _TECHNICAL.match(words):
            hidden = replace(around.looks, aside="hidden")
            self._words(f" {words} ", replace(around, looks=hidden))

    def _refer(self, key: str, around: Around) -> None:
        paragraph = self._open(around)
        if key in self._margins.comments:
            places = self._story.comments.setdefault(key, CommentPlaces())
            places.reference = places.reference or Point(paragraph, paragraph.length)
        else:
            self._add(REFERENCE, around, note=key)
            last = paragraph.pieces[-1]
            self._noted[key] = around.place.tracked, (last.inserted, last.deleted)

    def _picture(self, element: Element, around: Around, credit: str = "") -> Paragraph | None:
        """A picture stands behind the paragraph that it is in."""
        src, alt = "".join((element.get("src") or "").split()), " ".join((element.get("alt") or "").split())
        if element.get("width") == "1" or element.get("height") == "1":
            return None
        label = alt or name_of(element).removeprefix("img").strip()
        picture: Paragraph | None
        if src.startswith("http") and image_allowed(src):
            picture = picture_of(src, alt, credit)
        else:
            picture = self._pictures.paragraph(data_of(src), alt=alt, label=label)
        if picture is not None:
            self._amounts.paragraph()
            picture.inserted, picture.deleted = self._tracker.keys(around.place.tracked, 1)
            self._into.append(picture)
        return picture

    def _figure(self, element: Element, around: Around) -> None:
        """A picture with its caption, where there is one picture; else what stands in it, as it stands."""
        images, captions = list(element.iter("img")), list(element.iter("figcaption"))
        if len(images) != 1 or len(captions) > 1:
            self._content(element, around)
            return
        credits = [found for found in element.iter("span") if found.get("class") == "credit"]
        credit = " ".join("".join(found.itertext()) for found in credits).strip()
        picture = self._picture(images[0], around, credit)
        for found in credits:
            found.text = None
            for inner in list(found):
                found.remove(inner)
        if captions and picture is None:
            self._content(captions[0], around)
        elif captions:
            self._now, self._blanks = picture, Blanks()
            self._content(captions[0], around)

    def _table(self, element: Element, around: Around) -> None:
        self._close(around.mark)
        table, outer = Table(), self._into
        for caption in element.iterchildren("caption"):
            self._block(caption, around.further())
        self._into.append(table)
        covered = Covered()
        for found in rows_of(element):
            row = Row()
            covered.begin()
            within = tracked_within(found, around).further()
            for cell in found:
                if cell.tag in ("td", "th"):
                    covered.fill(row)
                    spans = (cell.get("colspan") or "1", cell.get("rowspan") or "1")
                    width = min(max(number(spans[0], 1), 1), _MOST_COLUMNS)
                    row.cells.append(Cell(span=width, merged=spans != ("1", "1")))
                    covered.reach(row.cells[-1], number(spans[1], 1))
                    self._into = row.cells[-1].blocks
                    self._block(cell, within)
            covered.fill(row)
            heads = [cell.tag == "th" for cell in found if cell.tag in ("td", "th")]
            row.header = bool(heads) and all(heads)
            row.inserted, row.deleted = self._tracker.keys(within.place.tracked, 1)
            table.rows.append(row)
        self._into = outer
