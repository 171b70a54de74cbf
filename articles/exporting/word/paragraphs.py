"""Lines → paragraphs, with what is tracked of them and what begins and ends in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from articles.exporting.word.model import STEP, Line, Piece, Shape
from articles.exporting.word.names import Element, add, tag
from articles.exporting.word.package import Links
from articles.exporting.word.ranges import Edges, LineEdges, divided
from articles.exporting.word.runs import Numbers, RunWriter, put_text, sign


@dataclass
class ParagraphWriter:
    """Writes lines into a body. ``rtl`` is the direction of the copy."""

    numbers: Numbers
    links: Links
    rtl: bool

    def write(self, parent: Element, line: Line, edges: LineEdges | None = None) -> None:
        """Put a line at the end of an element."""
        paragraph = add(parent, "w:p")
        self._properties(paragraph, line)
        if line.kind == "rule":
            self._rule(paragraph, line)
        if line.note:
            run = add(paragraph, "w:r")
            add(add(run, "w:rPr"), "w:rStyle", "FootnoteReference")
            add(run, "w:footnoteRef")
            put_text(add(paragraph, "w:r"), " ")
        runs = RunWriter(paragraph, self.numbers, self.links, rtl=self.rtl, indent=line.shape.indent)
        if not edges:
            for piece in line.pieces:
                runs.write(piece)
            return
        positions = sorted(edges)
        self._divided(runs, list(divided(line.pieces, positions)), edges, positions)

    def _divided(
        self, runs: RunWriter, pieces: Sequence[Piece], edges: LineEdges, positions: Sequence[int]
    ) -> None:
        """Each edge stands in front of the first piece that begins at or behind it."""
        done = 0
        for piece in pieces:
            due = bisect_right(positions, piece.start, done)
            for position in positions[done:due]:
                _put(runs.place(piece.link), edges[position])
            done = due
            runs.write(piece)
        for position in positions[done:]:
            _put(runs.place(None), edges[position])

    def _properties(self, paragraph: Element, line: Line) -> None:
        tracked = line.mark_inserted or line.mark_deleted
        if line.shape == Shape() and not (tracked or line.reshaped or self.rtl):
            return
        properties = add(paragraph, "w:pPr")
        self._shape(properties, line.shape)
        if tracked or self.rtl:
            mark = add(properties, "w:rPr")
            if line.mark_inserted is not None:
                sign(add(mark, "w:ins"), line.mark_inserted, self.numbers)
            if line.mark_deleted is not None:
                sign(add(mark, "w:del"), line.mark_deleted, self.numbers)
            if self.rtl:
                add(mark, "w:rtl")
        if line.reshaped is not None:
            changed = sign(add(properties, "w:pPrChange"), line.reshaped, self.numbers)
            self._shape(add(changed, "w:pPr"), line.was)

    def _shape(self, properties: Element, shape: Shape) -> None:
        """In the order of the schema."""
        if shape.style:
            add(properties, "w:pStyle", shape.style)
        if shape.item is not None:
            item = add(properties, "w:numPr")
            add(item, "w:ilvl", str(shape.item.level))
            add(item, "w:numId", str(shape.item.list))
        if self.rtl:
            add(properties, "w:bidi")
        if shape.indent:
            add(properties, "w:ind").set(tag("w:left"), str(STEP * shape.indent))

    def _rule(self, paragraph: Element, line: Line) -> None:
        """A rule across the page as Word draws one; what is tracked of it stands around its run."""
        within = paragraph
        for change, name in ((line.inserted, "w:ins"), (line.deleted, "w:del")):
            if change is not None:
                within = sign(add(within, name), change, self.numbers)
        rule = etree.SubElement(add(add(within, "w:r"), "w:pict"), tag("v:rect"))
        rule.set("style", "width:0;height:1.5pt")
        rule.set(tag("o:hralign"), "center")
        rule.set(tag("o:hrstd"), "t")
        rule.set(tag("o:hr"), "t")
        rule.set("fillcolor", "#a0a0a0")
        rule.set("stroked", "f")


def _put(parent: Element, edges: Edges) -> None:
    for marked in edges.ends:
        marked.end(parent)
    for marked in edges.begins:
        marked.begin(parent)
