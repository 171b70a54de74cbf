"""Paragraphs, cells and footnotes → lines of text, and marks at the ends of paragraphs → openings.

Word processors track the *mark* at the end of a paragraph, we the *opening* of a block. A break that was put
in or taken out is the opening of the paragraph behind it. Where the whole paragraph goes with its mark it is
the opening of that paragraph itself, unless the break in front of it is in question, too: the words are the
same, and what stays keeps its kind of block. The last mark of a cell, a box or the text cannot go, nor can
one in front of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from articles.documents.tables import table_fits
from articles.importing.annotated.model import (
    PLAIN,
    Block,
    Cell,
    Footnote,
    Paragraph,
    Picture,
    Piece,
    Row,
    Shape,
    Story,
    Table,
)

Origin = Literal["text", "cell", "row", "inner row", "box", "note"]
_Side = Literal["inserted", "deleted"]
_SIDES: Final[tuple[_Side, _Side]] = ("inserted", "deleted")
_BETWEEN_CELLS: Final = " |"


@dataclass(frozen=True, slots=True)
class CellPlace:
    """The table in which a line stands, and the numbers of its row and of its cell in the row."""

    table: Table
    row: int
    cell: int


@dataclass(slots=True, eq=False)
class Line:
    """What becomes one block of text. ``inserted`` and ``deleted`` are the suggestions of its opening;
    ``continues`` when one of them is about the break between this line and the one before it.

    ``sources`` are the paragraphs it was made of, with the offset at which the text of each begins in it.
    """

    shape: Shape
    pieces: list[Piece]
    origin: Origin
    inserted: str | None = None
    deleted: str | None = None
    continues: bool = False
    reshaped: str | None = None
    was: Shape = PLAIN
    bidi: bool = False
    picture: Picture | None = None
    sources: list[tuple[Paragraph, int]] = field(default_factory=list)
    cell: CellPlace | None = None
    note: str = ""
    """The id of the footnote that the line is."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def lines_of(story: Story) -> list[Line]:
    """The lines of the text, and behind them those of the footnotes."""
    lines = list(_lines(story.blocks, "text"))
    for note in story.footnotes:
        lines.append(_note(note))
    return lines


def _lines(blocks: Sequence[Block], origin: Origin, *, in_cell: bool = False) -> Iterator[Line]:
    claimed: dict[_Side, str] = {}
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            goes_on = number + 1 < len(blocks) and isinstance(blocks[number + 1], Paragraph)
            line = _line(block, claimed, origin)
            claimed = _marks(block, line, claimed, goes_on)
            yield line
            continue
        claimed = {}
        if not isinstance(block, Table):
            yield from _lines(block.blocks, "box", in_cell=in_cell)
        elif not in_cell and table_fits(len(block.rows), block.columns):
            yield from _cells(block)
        else:
            yield from (_row(row, "inner row" if in_cell else "row") for row in block.rows)


def _cells(table: Table) -> Iterator[Line]:
    """The paragraphs of all cells, as plain as cells hold them."""
    for number, row in enumerate(table.rows):
        for at, cell in enumerate(row.cells):
            place = CellPlace(table, number, at)
            for line in _lines(cell.blocks, "cell", in_cell=True):
                line.shape, line.reshaped, line.cell = PLAIN, None, place
                # What goes with its row does not go by itself, too.
                line.inserted = None if row.inserted else line.inserted
                line.deleted = None if row.deleted else line.deleted
                yield line


def _line(block: Paragraph, claimed: dict[_Side, str], origin: Origin) -> Line:
    return Line(
        shape=block.shape,
        pieces=list(block.pieces),
        origin=origin,
        inserted=claimed.get("inserted"),
        deleted=claimed.get("deleted"),
        continues=bool(claimed),
        reshaped=block.reshaped,
        was=block.was,
        bidi=block.bidi,
        picture=block.picture,
        sources=[(block, 0)],
    )


def _marks(block: Paragraph, line: Line, claimed: dict[_Side, str], goes_on: bool) -> dict[_Side, str]:
    """Which openings of the paragraph behind this one are in question, by the mark at its end."""
    behind: dict[_Side, str] = {}
    for side in _SIDES:
        key = getattr(block, side)
        if key is None:
            continue
        if side not in claimed and all(getattr(piece, side) for piece in block.pieces):
            setattr(line, side, key)
        elif goes_on:
            behind[side] = key
    return behind


def _row(row: Row, origin: Origin) -> Line:
    """A row on one line, its cells divided by lines; empty ones at the end are left out."""
    line = Line(Shape(), [], origin, row.inserted, row.deleted)
    blank: list[Piece] = []
    length = 0
    for number, cell in enumerate(row.cells):
        like = Piece("", inserted=cell.inserted, deleted=cell.deleted)
        if number:
            blank.append(replace(like, text=_BETWEEN_CELLS))
        inside = Line(Shape(), [], "row")
        _fill(inside, cell)
        words = inside.text
        if not words.strip():
            words, inside.pieces = "", []
        else:
            if blank:
                blank.append(replace(like, text=" "))
            line.pieces += blank
            length += sum(len(piece.text) for piece in blank)
            blank = []
            line.pieces += inside.pieces
        line.sources += [(paragraph, length + min(base, len(words))) for paragraph, base in inside.sources]
        length += len(words)
        line.bidi = line.bidi or inside.bidi
    return line


def _fill(line: Line, cell: Cell) -> None:
    """Put the paragraphs of a cell into a line, with line breaks for the breaks between them."""
    marks: list[Paragraph] = []
    length = 0
    for found in _cell_lines(cell.blocks):
        if found.text.strip() and length:
            together = [_common(marks, side) for side in _SIDES]
            line.pieces.append(Piece("\n", inserted=together[0], deleted=together[1]))
            length += 1
        if found.text.strip():
            marks = []
        line.sources += [(paragraph, length + base) for paragraph, base in found.sources]
        line.pieces += found.pieces
        line.bidi = line.bidi or found.bidi
        length += len(found.text)
        marks += [paragraph for paragraph, _base in found.sources[-1:]]


def _cell_lines(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Line(block.shape, list(block.pieces), "row", bidi=block.bidi, sources=[(block, 0)])
        elif isinstance(block, Table):
            yield from (_row(row, "row") for row in block.rows)
        else:
            yield from _cell_lines(block.blocks)


def _common(marks: Sequence[Paragraph], side: _Side) -> str | None:
    """The suggestion of a break that goes only if all of these marks go."""
    keys = [getattr(paragraph, side) for paragraph in marks]
    return keys[0] if keys and all(keys) else None


def _note(note: Footnote) -> Line:
    """A footnote as one line, with line breaks for the breaks between its paragraphs.

    What is taken out with its reference is not taken out by itself, too.
    """
    line = Line(Shape(), [], "note", note.inserted, note.deleted, note=note.id)
    _fill(line, Cell(note.blocks))
    lead = len(line.text) - len(line.text.lstrip())
    line.pieces = list(_without_lead(line.pieces, lead))
    if note.deleted:
        line.pieces = [replace(one, deleted=_other(one.deleted, note.deleted)) for one in line.pieces]
    line.sources = [(paragraph, base - lead) for paragraph, base in line.sources]
    return line


def _without_lead(pieces: Sequence[Piece], lead: int) -> Iterator[Piece]:
    """Without so many characters, which stood between the number and the words."""
    for piece in pieces:
        if len(piece.text) > lead:
            yield replace(piece, text=piece.text[lead:])
        lead = max(lead - len(piece.text), 0)


def _other(key: str | None, than: str) -> str | None:
    return None if key == than else key
