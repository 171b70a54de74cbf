"""Our openings → Word's paragraph marks.

We track the *opening* of a block, Word the *mark* at the end of a paragraph; the importer has the way back
(:mod:`articles.importing.annotated.openings`). A line whose words all go with its opening carries the change
on its own mark: without it the line is gone and the one before keeps its style. Every other opening is the
mark of the line before. Where a mark would have to be both, the line gives way: its opening, too, is the mark
before. Where words cannot join what is before them, as under a headline or a rule, they keep their paragraph
here whatever is decided, and Word is told of no change. The last mark of a text or a cell cannot go.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final, Literal

from articles.exporting.word.model import Change, Line

_Side = Literal["inserted", "deleted"]
_SIDES: Final[tuple[_Side, _Side]] = ("inserted", "deleted")


def give_marks(lines: Sequence[Line]) -> None:
    """Set the changes of the marks of these lines. Each cell of a table and each footnote is a text apart."""
    for apart, together in groupby(lines, key=lambda line: line.cell or line.note):
        text = list(together)
        for side in _SIDES:
            _give(text, side, ends=not apart)


def _give(lines: Sequence[Line], side: _Side, *, ends: bool) -> None:
    taken = False
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        change: Change | None = getattr(line, side)
        before = lines[number - 1] if number else None
        joins = line.flows and before is not None and before.flows
        is_whole = all(getattr(piece, side) for piece in line.pieces)
        is_last = number == len(lines) - 1
        if change is not None and is_whole and not taken and not (is_last and (joins or not ends)):
            setattr(line, f"mark_{side}", change)
            taken = False
        elif change is not None and joins:
            setattr(before, f"mark_{side}", change)
            taken = True
        else:
            taken = False
