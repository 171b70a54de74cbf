"""What stands in a paragraph: words in spans and links, notes, comments, marks of changes, frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from articles.documents.allowed import clean_text
from articles.documents.text import REFERENCE
from articles.importing.annotated.amounts import Amounts
from articles.importing.annotated.blanks import Blanks
from articles.importing.annotated.model import Aside, CommentPlaces, Link, Paragraph, Piece, Point, Story
from articles.importing.annotated.report import Report
from articles.importing.annotated.tracking import Place, Tracked, Tracker
from articles.importing.opendocument.annotations import Annotations
from articles.importing.opendocument.changes import Region, Regions
from articles.importing.opendocument.frames import Framed, framed
from articles.importing.opendocument.names import attribute, child, is_on, name
from articles.importing.opendocument.styles import Styles
from articles.importing.opendocument.words import sign, words_of
from articles.importing.packages import Element

_EDGES: Final = frozenset({"text:change-start", "text:change-end"})
_SILENT: Final = frozenset(
    {"text:ruby-text", "office:event-listeners", "text:soft-page-break", "svg:title", "svg:desc"}
)
BoxReader = Callable[[Sequence[Element], Place], None]
PictureReader = Callable[[Element, Framed, Place], None]
Splicer = Callable[[Region, "Around"], None]


@dataclass(frozen=True, slots=True)
class Around:
    """Around the words that are being read: the place, the styles of the spans, and whether they are
    hidden by what they stand in."""

    place: Place
    spans: tuple[str, ...] = ()
    aside: Aside = ""

    def further(self) -> Around:
        return replace(self, place=self.place.further())


@dataclass(slots=True)
class Reading:
    """The paragraph that is being read, and what goes for its words."""

    paragraph: Paragraph
    style: str
    blanks: Blanks


class InlineReader:
    """Reads words into the paragraph that is being read.

    ``noted`` has the footnotes that were met: their elements, numbers, what is tracked around them, and the
    suggestions that this makes of the reference.
    """

    def __init__(
        self, styles: Styles, regions: Regions, tracker: Tracker, report: Report, story: Story
    ) -> None:
        self._styles = styles
        self._regions = regions
        self._tracker = tracker
        self._report = report
        self._story = story
        self.annotations = Annotations()
        self.reading: Reading | None = None
        self.amounts = Amounts()
        self.noted: list[tuple[str, Element, Tracked, tuple[str | None, str | None]]] = []

    def connect(self, box: BoxReader, picture: PictureReader, splice: Splicer) -> None:
        """Say who reads text boxes, images, and text that was taken out and has paragraphs in it."""
        self._box, self._picture, self._splice = box, picture, splice

    def read(self, element: Element, around: Around) -> None:
        """Read what stands in an element of the paragraph."""
        self._words(element.text, around)
        for found in element:
            self._element(found, around)
            self._words(found.tail, around)

    def _element(self, element: Element, around: Around) -> None:
        kind = name(element)
        if kind == "text:span":
            style = attribute(element, "text:style-name")
            spans = (*around.spans, style) if style else around.spans
            self.read(element, replace(around.further(), spans=spans))
        elif kind == "text:a":
            self.read(element, _linked(element, around.further()))
        elif kind == "text:note":
            self._note(element, around)
        elif kind == "office:annotation":
            self._annotation(element)
        elif kind == "office:annotation-end":
            self.annotation_end(element)
        elif kind in _EDGES:
            self._regions.edge(element)
        elif kind == "text:change":
            region = self._regions.take(element)
            if region is not None:
                self._splice(region, around.further())
        elif kind == "draw:a":
            for found in element:
                self._element(found, around.further())
        elif kind.startswith("draw:"):
            self.draw(element, around.place)
        elif kind == "text:ruby":
            self._ruby(element, around)
        elif kind == "text:hidden-text":
            self._hidden(element, around)
        elif signs := sign(element):
            if self.reading is not None:
                self.reading.blanks.stop()
            self._add(signs, around)
        elif kind and kind not in _SILENT:
            self.read(element, around.further())

    def _words(self, text: str | None, around: Around) -> None:
        if text and self.reading is not None:
            self._add(clean_text(self.reading.blanks.fold(text)), around)

    def _add(self, text: str, around: Around, note: str = "") -> None:
        now = self.reading
        if now is None or not text:
            return
        self.amounts.text(text)
        formatting = self._styles.formatting(now.style, around.spans, text)
        inserted, deleted = self._tracker.keys(self._regions.around(around.place.tracked), len(text))
        now.paragraph.add_lines(
            Piece(
                text,
                formatting.look,
                around.place.link,
                inserted,
                deleted,
                aside=around.aside or formatting.aside,
                note=note,
            )
        )

    def _note(self, element: Element, around: Around) -> None:
        key = f"note:{len(self.noted) + 1}"
        self._add(REFERENCE, around, note=key)
        now = self.reading
        last = now.paragraph.pieces[-1] if now and now.paragraph.pieces else Piece("")
        if now is not None:
            now.blanks.stop()
        body = child(element, "text:note-body")
        tracked = self._regions.around(around.place.tracked)
        self.noted.append((key, element if body is None else body, tracked, (last.inserted, last.deleted)))

    def _annotation(self, element: Element) -> None:
        key = self.annotations.meet(element)
        if self.reading is not None:
            paragraph = self.reading.paragraph
            places = self._story.comments.setdefault(key, CommentPlaces())
            places.reference = Point(paragraph, paragraph.length)

    def annotation_end(self, element: Element, at: Paragraph | None = None) -> None:
        """Where the words of a comment end; ``at`` is the paragraph before, where it stands in none."""
        places = self._story.comments.get(attribute(element, "office:name"))
        paragraph = self.reading.paragraph if self.reading else at
        if places is not None and places.end is None and paragraph is not None:
            places.start, places.reference = places.reference, None
            places.end = Point(paragraph, paragraph.length)

    def draw(self, element: Element, place: Place) -> None:
        """Read the boxes of a drawing, and tell of what else is in it."""
        found = framed(element)
        for _box in found.boxes:
            self._report.count("1 text box was read as a paragraph", "{n} text boxes were read as paragraphs")
        if found.boxes:
            self._box(found.boxes, place)
        if found.is_object:
            self._report.tell("Embedded files were left out", found.label)
        elif found.pictures:
            for picture in found.pictures:
                self._picture(picture, found, place)
        elif not found.boxes:
            self._report.tell("Drawings were left out", found.label)

    def _ruby(self, element: Element, around: Around) -> None:
        base, reading = child(element, "text:ruby-base"), child(element, "text:ruby-text")
        if base is not None:
            self.read(base, around.further())
        words = "" if reading is None else (reading.text or "").strip()
        if words:
            self._report.tell("Readings above characters were left out", words)

    def _hidden(self, element: Element, around: Around) -> None:
        words = attribute(element, "text:string-value") or words_of(element) or element.text or ""
        hidden = is_on(attribute(element, "text:is-hidden") or "true")
        self._words(words, replace(around, aside="hidden") if hidden else around)


def _linked(element: Element, around: Around) -> Around:
    href = attribute(element, "xlink:href").strip()
    if not href:
        return around
    link = Link(href, attribute(element, "office:title") or None)
    return replace(around, place=replace(around.place, link=link))
