"""What goes into a Word file, before it becomes elements: lines of text, tracked changes, threads.

Positions are those of the document, in UTF-16 units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from articles.exporting.pictures import Picture
from articles.importing.annotated.model import NO_LOOK, Change, Link, Look

__all__ = [
    "NO_LOOK",
    "PLAIN",
    "STEP",
    "UNKNOWN",
    "UNNAMED",
    "Cell",
    "Change",
    "Comment",
    "Line",
    "Link",
    "Look",
    "Numbered",
    "Piece",
    "Row",
    "Shape",
    "Table",
    "Thread",
]

Kind = Literal["text", "rule"]
UNNAMED: Final = "Unknown"
"""Word asks for a name: that of those who have none."""
UNKNOWN: Final = Change(UNNAMED)
"""Whose a change is when nobody knows."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote in a thread; a line feed begins another paragraph."""

    author: str
    written_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies, oldest first, on the words between two positions.

    Where they are equal it has no words left; the comment is then on the nearest paragraph. ``bookmark`` is
    the name by which the thread is known again when the file comes back, or empty.
    """

    start: int
    end: int
    comments: Sequence[Comment]
    resolved: bool = False
    bookmark: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The list that a paragraph is an item of, by its number in the file, and the level, from 0."""

    list: int
    level: int


STEP: Final = 720
"""How far a paragraph is indented for each list it stands in, in twentieths of a point."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a paragraph is: the id of its style, its list, and how many steps it is indented."""

    style: str = ""
    item: Numbered | None = None
    indent: int = 0


PLAIN: Final = Shape()


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look, from ``start`` on in the document; a line feed is a line break.

    ``reformatted`` is the change that made the look what it is; ``was`` is what it was before. Text that is
    not in the document has no length there: ``units`` is how many positions it takes. ``note`` is the
    footnote that it refers to, by its number in the file. ``picture`` is what it shows; its text is then the
    alternative text.
    """

    text: str
    start: int
    units: int
    look: Look = NO_LOOK
    link: Link | None = None
    inserted: Change | None = None
    deleted: Change | None = None
    reformatted: Change | None = None
    was: Look = NO_LOOK
    note: int = 0
    picture: Picture | None = None

    @property
    def end(self) -> int:
        return self.start + self.units


@dataclass(slots=True, eq=False)
class Table:
    """A table of so many columns, indented by so many steps."""

    columns: int
    indent: int = 0


@dataclass(slots=True, eq=False)
class Row:
    """A row of a table, and the changes of it as a whole. ``is_head`` when it is repeated on each page."""

    table: Table
    inserted: Change | None = None
    deleted: Change | None = None
    is_head: bool = False


@dataclass(slots=True, eq=False)
class Cell:
    """A cell of a row; lines name the one they stand in."""

    row: Row


@dataclass(slots=True, eq=False)
class Line:
    """What becomes one paragraph, from ``start`` to ``end`` in the document, unless it is not from there.

    ``inserted`` and ``deleted`` are the changes of its opening; ``flows`` when its words join the line before
    without it, while other lines come and go as a whole. ``mark_inserted`` and ``mark_deleted`` are the
    changes of the paragraph mark at its end. ``note`` is the footnote whose text it is. ``reshaped`` is the
    change that made its shape what it is.
    """

    shape: Shape = PLAIN
    pieces: list[Piece] = field(default_factory=list)
    start: int = 0
    end: int = 0
    in_document: bool = True
    cell: Cell | None = None
    note: int = 0
    kind: Kind = "text"
    flows: bool = True
    inserted: Change | None = None
    deleted: Change | None = None
    mark_inserted: Change | None = None
    mark_deleted: Change | None = None
    reshaped: Change | None = None
    was: Shape = PLAIN

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_worded(self) -> bool:
        """Whether a reader would see something of it."""
        return self.kind != "text" or any(not piece.text.isspace() for piece in self.pieces)
