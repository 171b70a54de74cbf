"""What a file says before it becomes a document: blocks, pieces of text, tracked changes, points.

Tables keep their rows and cells, and footnotes stand apart from the place that refers to them. Offsets count
characters of the text of a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Literal

Aside = Literal["", "hidden", "struck", "styled", "noted", "highlighted"]
"""How a run says with its looks that it may be a note, as :mod:`articles.documents.notes.looks` reads it."""
BlockKind = Literal["paragraph", "heading", "title", "subtitle", "quote", "rule", "figure"]


@dataclass(frozen=True, slots=True)
class Change:
    """Whose a tracked change is and when it was made, as the file says."""

    author: str
    made_at: datetime | None = None

    def moment(self, now: datetime) -> datetime:
        """When it was made, as far as is known: a file's clock without a time zone counts as universal
        time, and nothing was made after ``now``."""
        return moment_of(self.made_at, now)


@dataclass(frozen=True, slots=True)
class Round:
    """What a copy for review was made from: the slug of the story, and the version and digest of its copy.

    ``published`` when suggestions were left out, as for guests.
    """

    slug: str
    version: int
    digest: str
    published: bool = False


def moment_of(written_at: datetime | None, now: datetime) -> datetime:
    """The moment that a file names, never after ``now``, which is also that of a file that names none."""
    if written_at is None:
        return now
    return min(written_at if written_at.tzinfo else written_at.replace(tzinfo=UTC), now)


@dataclass(frozen=True, slots=True)
class Look:
    """What a run looks like, as far as a document can hold it."""

    strong: bool = False
    em: bool = False
    code: bool = False


NO_LOOK: Final = Look()


@dataclass(frozen=True, slots=True)
class Link:
    """An address, with the words a reader sees when pointing at it."""

    href: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look; a line feed on its own is a line break.

    ``inserted``, ``deleted`` and ``reformatted`` hold the key of the suggestion; ``was`` is how the piece
    looked before it was reformatted. ``note`` is the id of the footnote that the text refers to.
    """

    text: str
    look: Look = NO_LOOK
    link: Link | None = None
    inserted: str | None = None
    deleted: str | None = None
    reformatted: str | None = None
    was: Look = NO_LOOK
    aside: Aside = ""
    note: str = ""

    def like(self, other: Piece) -> bool:
        """Whether the two differ in nothing but their text."""
        plain = not self.note and not other.note and self.text != "\n" and other.text != "\n"
        return plain and replace(self, text="") == replace(other, text="")


@dataclass(frozen=True, slots=True)
class ListPlace:
    """In which list a paragraph stands, at which level (from 0), and how the items of that level begin."""

    list: str
    level: int
    ordered: bool
    start: int = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of block a paragraph is; ``level`` is that of a heading, from 1."""

    kind: BlockKind = "paragraph"
    level: int = 0
    item: ListPlace | None = None


PLAIN: Final = Shape()
"""The shape of a paragraph of which nothing is said."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its address, what it shows for those who do not see it, and whose it is."""

    src: str
    alt: str = ""
    credit: str = ""


@dataclass(slots=True, eq=False)
class Paragraph:
    """``inserted`` and ``deleted`` are the suggestions of the paragraph *mark*: the break behind it.

    ``reshaped`` is the suggestion that made its shape what it is; ``was`` is what it was before.
    A picture has the shape ``figure``, and its caption as text.
    """

    shape: Shape = PLAIN
    pieces: list[Piece] = field(default_factory=list)
    inserted: str | None = None
    deleted: str | None = None
    reshaped: str | None = None
    was: Shape = PLAIN
    bidi: bool = False
    length: int = 0
    picture: Picture | None = None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def add(self, piece: Piece) -> None:
        """Put a piece at the end, joined to the one before where nothing sets them apart."""
        self.length += len(piece.text)
        if self.pieces and self.pieces[-1].like(piece):
            piece = replace(piece, text=self.pieces.pop().text + piece.text)
        self.pieces.append(piece)

    def add_lines(self, piece: Piece) -> None:
        """Put a piece at the end that may have line feeds in its text."""
        for count, line in enumerate(piece.text.split("\n")):
            for part in ("\n" if count else "", line):
                if part:
                    self.add(replace(piece, text=part))

    def trim(self) -> None:
        """Take a blank off the end."""
        if self.pieces and self.pieces[-1].text.endswith(" "):
            last = self.pieces.pop()
            self.length -= 1
            if len(last.text) > 1:
                self.pieces.append(replace(last, text=last.text[:-1]))


@dataclass(slots=True, eq=False)
class Cell:
    """A cell of a table, as many columns wide as ``span`` says.

    ``merged`` when it reaches over several columns or rows, or is covered by one that does. ``inserted`` and
    ``deleted`` are suggestions of the cell as a whole.
    """

    blocks: list[Block] = field(default_factory=list)
    span: int = 1
    merged: bool = False
    inserted: str | None = None
    deleted: str | None = None


@dataclass(slots=True, eq=False)
class Row:
    """A row of a table, which begins so many columns from the edge as ``skipped`` says.

    ``inserted`` and ``deleted`` are suggestions of the row as a whole.
    """

    cells: list[Cell] = field(default_factory=list)
    header: bool = False
    skipped: int = 0
    inserted: str | None = None
    deleted: str | None = None

    @property
    def columns(self) -> int:
        return self.skipped + sum(cell.span for cell in self.cells)


@dataclass(slots=True, eq=False)
class Table:
    rows: list[Row] = field(default_factory=list)

    @property
    def has_merged_cells(self) -> bool:
        return any(cell.merged for row in self.rows for cell in row.cells)

    @property
    def columns(self) -> int:
        return max((row.columns for row in self.rows), default=0)


@dataclass(slots=True, eq=False)
class TextBox:
    """Blocks that float beside the text."""

    blocks: list[Block] = field(default_factory=list)


Block = Paragraph | Table | TextBox


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a paragraph: so many characters into its text."""

    paragraph: Paragraph
    offset: int


@dataclass(slots=True, eq=False)
class Footnote:
    """A footnote or endnote, and the tracked changes of the reference to it."""

    id: str
    number: int
    blocks: list[Block] = field(default_factory=list)
    inserted: str | None = None
    deleted: str | None = None


@dataclass(slots=True, eq=False)
class CommentPlaces:
    """Where a comment says that its range begins and ends, and where it is referred to."""

    start: Point | None = None
    end: Point | None = None
    reference: Point | None = None


@dataclass(slots=True)
class Story:
    """All that was read of the text of a file."""

    blocks: list[Block] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    comments: dict[str, CommentPlaces] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)


def paragraphs_of(blocks: list[Block]) -> Iterator[Paragraph]:
    """The paragraphs of blocks in their order, those in cells and boxes too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs_of(cell.blocks)
        else:
            yield from paragraphs_of(block.blocks)
