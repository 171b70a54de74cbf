"""Where the ranges of comments begin and end among lines, and the elements that say so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from articles.documents.text import wide_characters
from articles.exporting.word.model import Line, Piece, Thread
from articles.exporting.word.names import ID, Element, add, tag
from articles.exporting.word.runs import Numbers


@dataclass(slots=True)
class Marked:
    """A thread as it is marked in the text: the ids of its comments, and that of its bookmark."""

    comments: Sequence[str]
    bookmark: str = ""
    bookmark_id: str = ""

    def begin(self, parent: Element) -> None:
        if self.bookmark:
            begun = add(parent, "w:bookmarkStart")
            begun.set(ID, self.bookmark_id)
            begun.set(tag("w:name"), self.bookmark)
        for comment in self.comments:
            add(parent, "w:commentRangeStart").set(ID, comment)

    def end(self, parent: Element) -> None:
        """All the ends come before all the references: Word would not see a thread otherwise."""
        for comment in self.comments:
            add(parent, "w:commentRangeEnd").set(ID, comment)
        if self.bookmark:
            add(parent, "w:bookmarkEnd").set(ID, self.bookmark_id)
        for comment in self.comments:
            run = add(parent, "w:r")
            add(add(run, "w:rPr"), "w:rStyle", "CommentReference")
            add(run, "w:commentReference").set(ID, comment)


@dataclass(slots=True)
class Edges:
    """What begins and ends at one position of a line."""

    ends: list[Marked] = field(default_factory=list)
    begins: list[Marked] = field(default_factory=list)


LineEdges = dict[int, Edges]
"""By positions."""


def edges_of(
    lines: Sequence[Line], threads: Iterable[Thread], comment_ids: Iterable[Sequence[str]], numbers: Numbers
) -> dict[int, LineEdges]:
    """For the number of each line the edges in it. A thread without words is on the nearest line."""
    found: dict[int, LineEdges] = defaultdict(lambda: defaultdict(Edges))
    places = _Places(lines)
    for thread, ids in zip(threads, comment_ids, strict=True):
        marked = Marked(ids, thread.bookmark, numbers.next() if thread.bookmark else "")
        (first, start), (last, end) = places.range_of(thread.start, thread.end)
        found[first][start].begins.append(marked)
        found[last][end].ends.append(marked)
    return found


Place = tuple[int, int]
"""The number of a line, and a position in it."""


class _Places:
    """The lines by their positions; those that are not in the document hold no place."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._numbers = [number for number, line in enumerate(lines) if line.in_document]
        self._starts = [lines[number].start for number in self._numbers]
        self._ends = [lines[number].end for number in self._numbers]
        self._worded = [number for number in self._numbers if lines[number].text.strip()]
        self._worded_starts = [lines[number].start for number in self._worded]

    def range_of(self, start: int, end: int) -> tuple[Place, Place]:
        """Where a range begins and ends; between lines it begins at the next and ends at the last."""
        if start < end and self._numbers:
            first = min(bisect_right(self._ends, start), len(self._ends) - 1)
            last = max(bisect_left(self._starts, end) - 1, 0)
            begin = max(start, self._starts[first])
            finish = min(end, self._ends[last])
            if (first, begin) < (last, finish):
                return (self._numbers[first], begin), (self._numbers[last], finish)
        return self._nearest(start)

    def _nearest(self, at: int) -> tuple[Place, Place]:
        if not self._worded:
            number = self._numbers[0] if self._numbers else 0
            line = self._lines[number]
            return (number, line.start), (number, line.end)
        here = bisect_right(self._worded_starts, at) - 1
        number = self._worded[max(here, 0)]
        line = self._lines[number]
        return (number, line.start), (number, line.end)


def divided(pieces: Sequence[Piece], positions: Sequence[int]) -> Iterator[Piece]:
    """The pieces, divided at these positions, which are in order."""
    for piece in pieces:
        low = bisect_right(positions, piece.start)
        high = bisect_left(positions, piece.end)
        yield from _cut(piece, positions[low:high]) if low < high else (piece,)


def _cut(piece: Piece, positions: Sequence[int]) -> Iterator[Piece]:
    if len(piece.text) == 1:
        yield piece
        return
    wide = wide_characters(piece.text)
    begun = [at + number + 1 for number, at in enumerate(wide)]
    at, start = 0, piece.start
    for position in positions:
        inside = position - piece.start
        cut = inside - bisect_right(begun, inside)
        if cut > at:
            yield replace(piece, text=piece.text[at:cut], start=start, units=position - start)
            at, start = cut, position
    yield replace(piece, text=piece.text[at:], start=start, units=piece.end - start)
