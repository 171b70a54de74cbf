"""A document → lines: one for each paragraph that Word is to have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from prosemirror.model import Node

from articles.documents.allowed import link_allowed
from articles.documents.suggestions.elements import FLOWING, flag
from articles.exporting.pictures import Pictures, named_image
from articles.exporting.publication import image_of
from articles.exporting.word.inline import Changes, pieces_of
from articles.exporting.word.marks import give_marks
from articles.exporting.word.model import UNKNOWN, Cell, Change, Line, Link, Piece, Row, Shape, Table
from articles.exporting.word.parts.notes import Notes, unreferred
from articles.exporting.word.shapes import Around, Lists, shape_named, shape_of


def lines_of(
    doc: Node, changes: Changes, lists: Lists, notes: Notes, pictures: Pictures | None = None
) -> list[Line]:
    """The lines of a document with its suggestions as tracked changes, whose they are by their keys."""
    lines = list(_Reader(changes, lists, notes, pictures or Pictures()).blocks(doc, 0, ()))
    give_marks(lines)
    return lines


@dataclass
class _Item:
    """A list item that is being read; its flags count for the paragraph it begins with."""

    node: Node
    is_first: bool
    begins: bool = True


@dataclass
class _Reader:
    changes: Changes
    lists: Lists
    notes: Notes
    pictures: Pictures
    _item: _Item | None = None
    _before: Around = ()
    """What the last block was in before it was moved, or is in."""
    _shape_before: Shape = field(default_factory=Shape)

    def blocks(self, parent: Node, start: int, around: Around) -> Iterator[Line]:
        """The lines of the children of a node whose first is at ``start``."""
        for number, child in enumerate(parent.children):
            name = child.type.name
            if name == "list_item":
                outer, self._item = self._item, _Item(child, number == 0)
                yield from self.blocks(child, start + 1, (*around, self.lists.of_node(child, around)))
                self._item = outer
            elif name in ("blockquote", "bullet_list", "ordered_list"):
                yield from self.blocks(child, start + 1, (*around, self.lists.of_node(child, around)))
            elif name == "table":
                yield from self._table(child, start, around)
            elif name == "figure":
                yield from self._figure(child, start, around)
            else:
                line = self._line(child, start, around)
                yield self._note(line, child) if name == "footnote" else line
            start += child.node_size

    def _line(self, block: Node, start: int, around: Around) -> Line:
        begins = self._item is not None and self._item.begins
        if self._item is not None:
            self._item.begins = False
        line = Line(
            shape=shape_of(block, around, begins_item=begins),
            pieces=list(self._pieces(block, start + 1)) if block.inline_content else [],
            start=start + 1 if block.inline_content else start,
            end=start + block.node_size - (1 if block.inline_content else 0),
            kind="rule" if block.type.name == "horizontal_rule" else "text",
            flows=block.type.name in FLOWING,
            inserted=self._change(block, "inserted"),
            deleted=self._change(block, "deleted"),
        )
        if not line.flows:
            line.pieces = [_gone_with(line, piece) for piece in line.pieces]
        was_in = self._reshape(line, block, around, begins=begins)
        if begins and self._item is not None:
            self._item_flags(line, self._item)
        self._before, self._shape_before = was_in, line.shape
        return line

    def _pieces(self, block: Node, start: int) -> Iterator[Piece]:
        return pieces_of(block, start, self.changes, self.notes.reference)

    def _note(self, line: Line, block: Node) -> Line:
        """The line of a footnote, as such or, where nothing refers to it, as a paragraph that says so."""
        line.note = self.notes.number(block)
        line.shape = Shape("FootnoteText")
        if not line.note:
            line.pieces.insert(0, _gone_with(line, unreferred()))
        return line

    def _change(self, node: Node, name: str) -> Change | None:
        key = flag(node, name)
        return self.changes.get(key, UNKNOWN) if key else None

    def _reshape(self, line: Line, block: Node, around: Around, *, begins: bool) -> Around:
        """Say of a line what it was; what the block was in is returned."""
        retyped, rewrapped = self._change(block, "retyped"), self._change(block, "rewrapped")
        if retyped is None and rewrapped is None:
            return around
        name = _name(block)
        if retyped is not None:
            name = str(block.attrs["retyped"]).partition(" ")[2]
        was_in, began = around, begins
        if rewrapped is not None:
            _key, shared, path = str(block.attrs["rewrapped"]).split(" ")
            was_in = self.lists.before_move(path, int(shared), self._before)
            began = bool(was_in) and was_in[-1].name == "list_item" and was_in[-1] not in self._before
        was = shape_named(name, was_in, begins_item=began)
        if was != line.shape:
            line.reshaped, line.was = rewrapped or retyped, was
        return was_in

    def _item_flags(self, line: Line, item: _Item) -> None:
        """A border between two items that came or goes without the break between their paragraphs."""
        if item.is_first or line.reshaped is not None:
            return
        inserted, deleted = self._change(item.node, "inserted"), self._change(item.node, "deleted")
        continued = Shape("ListContinue", None, line.shape.item.level + 1) if line.shape.item else line.shape
        if inserted is not None and line.inserted is None:
            line.reshaped, line.was = inserted, continued
        elif deleted is not None and line.deleted is None:
            line.reshaped, line.was, line.shape = deleted, line.shape, continued

    def _table(self, node: Node, start: int, around: Around) -> Iterator[Line]:
        """The paragraphs of the cells; a row comes and goes with its words, and the table with its rows."""
        if self._item is not None:
            self._item.begins = False
        item, self._item = self._item, None
        table = Table(
            max(row.child_count for row in node.children),
            shape_named("table", around, begins_item=False).indent,
        )
        inserted, deleted = self._change(node, "inserted"), self._change(node, "deleted")
        start += 1
        for row_node in node.children:
            row = Row(
                table,
                inserted or self._change(row_node, "inserted"),
                deleted or self._change(row_node, "deleted"),
                is_head=all(cell.attrs["header"] for cell in row_node.children),
            )
            yield from self._row(row_node, start + 1, row)
            start += row_node.node_size
        self._item, self._before = item, around

    def _row(self, node: Node, start: int, row: Row) -> Iterator[Line]:
        whole = Line(inserted=row.inserted, deleted=row.deleted)
        for cell_node in node.children:
            cell = Cell(row)
            for line in self.blocks(cell_node, start + 1, ()):
                line.cell = cell
                line.pieces = [_gone_with(whole, piece) for piece in line.pieces]
                if cell_node.attrs["header"]:
                    line.shape = replace(line.shape, style=line.shape.style or "TableHeading")
                yield line
            start += cell_node.node_size

    def _figure(self, figure: Node, start: int, around: Around) -> Iterator[Line]:
        """An image as a line that shows or names it, and its caption and credit as one below."""
        if self._item is not None:
            self._item.begins = False
        whole = Line(inserted=self._change(figure, "inserted"), deleted=self._change(figure, "deleted"))
        lines = list(self._figure_lines(figure, start))
        for line in lines:
            line.shape = replace(line.shape, indent=shape_named("figure", around, begins_item=False).indent)
            line.inserted, line.deleted, line.flows = whole.inserted, whole.deleted, False
            line.pieces = [_gone_with(whole, piece) for piece in line.pieces]
        self._before = around
        yield from lines

    def _figure_lines(self, figure: Node, start: int) -> Iterator[Line]:
        image = image_of(figure)
        picture = self.pictures.of(image["src"])
        after = start + 1 + figure.child(0).node_size
        if picture is not None:
            piece = Piece(image["alt"].strip(), start + 1, 1, picture=picture)
            yield Line(Shape("Figure"), [piece], start + 1, after)
        elif named := named_image(image["src"], image["alt"]):
            link = Link(image["src"]) if link_allowed(image["src"]) else None
            piece = Piece(named, start + 1, 1, link=link)
            yield Line(Shape("Figure"), [piece], start + 1, after)
        pieces: list[Piece] = []
        if figure.child_count > 1:
            pieces += self._pieces(figure.child(1), after + 1)
            after += figure.child(1).node_size - 1
        if image["credit"].strip():
            pieces.append(Piece((" " if pieces else "") + image["credit"], after, 0))
        if pieces:
            yield Line(Shape("Caption"), pieces, pieces[0].start, after)


def _name(block: Node) -> str:
    level: Any = block.attrs.get("level")
    return f"{block.type.name} {level}" if block.type.name == "heading" else str(block.type.name)


def _gone_with(line: Line, piece: Piece) -> Piece:
    """Text of a block that comes and goes as a whole."""
    return replace(piece, inserted=piece.inserted or line.inserted, deleted=piece.deleted or line.deleted)


def plain_line(text: str, style: str) -> Line:
    """A line that is not in the document, such as the byline."""
    return Line(Shape(style), [Piece(text, 0, 0)] if text else [], in_document=False, flows=False)
