"""Where the markers of lifted notes may stand, so that no parser reads the source differently for them."""

from __future__ import annotations

import re
from bisect import bisect_left

from articles.documents.notes.closing import Gap
from articles.documents.notes.source import Source
from articles.documents.notes.spans import Spans

_STRUCTURE = re.compile(r"[ \t]*+(?:!\[|\||(?:[-=*_][ \t]*){2,}$|<|\[[^\]]*\]:)")
_BLOCK_PREFIX = re.compile(r"[ \t]*+(?:(?:>|[-*+•]|\d{1,9}[.)]|#{1,6})[ \t]++|>)*+")
_CLOSING_HASHES = re.compile(r"(?<![ \t])[ \t]++#+$")
_LINES_LOOKED_AT = 200


class Places:
    """A source and the gaps about to be made in it; all places are offsets of the raw source."""

    def __init__(self, source: Source, gaps: list[Gap]) -> None:
        self.gaps = gaps
        self._raw = source.raw
        self._markup = source.markup
        self._ends = [gap.end for gap in gaps]
        self._removed = Spans((gap.start, gap.end) for gap in gaps)
        ranges = zip(source.guarded.starts, source.guarded.ends, strict=True)
        self._guarded = Spans(map(source.raw_span, ranges))

    def gap(self, at: int) -> Gap:
        """The gap that a cut beginning at ``at`` becomes."""
        return self.gaps[bisect_left(self._ends, at + 1)]

    def beside(self, gap: Gap) -> int:
        """The place of a note that had a line to itself: behind the words before it, or before the next.

        Lines that are structure (rules, tables, pictures, code, definitions) are passed over: a character
        there would make something else of them.
        """
        before = self._line_before(gap.start)
        if before:
            start, end = before
            if self._markup == "markdown":
                end = start + len(_CLOSING_HASHES.sub("", self._raw[start:end]))
            return self.inwards(end, back=True)
        after = self._line_after(gap.end)
        if after:
            prefix = _BLOCK_PREFIX.match(self._raw, *after)
            return self.inwards(prefix.end() if prefix else after[0])
        return gap.start

    def inwards(self, at: int, *, back: bool = False) -> int:
        """The place moved inside of emphasis that ends or begins there: a marker next to it would undo it."""
        if self._markup != "markdown":
            return at
        moved = at
        while back and moved > 0 and self._raw[moved - 1] in "*_~":
            moved -= 1
        while not back and moved < len(self._raw) and self._raw[moved] in "*_~":
            moved += 1
        edge = self._raw[moved - 1 : moved] if back else self._raw[moved : moved + 1]
        return moved if abs(moved - at) <= 3 and edge.strip() else at

    def _line_before(self, end: int) -> tuple[int, int] | None:
        for _ in range(_LINES_LOOKED_AT):
            start = self._raw.rfind("\n", 0, end) + 1
            if self._holds_words(start, end):
                return start, start + len(self._raw[start:end].rstrip(" \t\r"))
            if start == 0:
                break
            end = start - 1
        return None

    def _line_after(self, start: int) -> tuple[int, int] | None:
        for _ in range(_LINES_LOOKED_AT):
            end = self._raw.find("\n", start)
            end = len(self._raw) if end < 0 else end
            if self._holds_words(start, end):
                return start, end
            if end == len(self._raw):
                break
            start = end + 1
        return None

    def _holds_words(self, start: int, end: int) -> bool:
        line = self._raw[start:end]
        structure = self._markup != "text" and _STRUCTURE.match(line)
        removed = self._removed.covers(start) or self._guarded.covers(start) or self._guarded.covers(end - 1)
        return bool(line.strip()) and not structure and not removed
