"""Sets of ranges, and matching brackets, both found in one go so that each look-up is cheap."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from articles.documents.notes.limits import MARK_LENGTH
from articles.documents.notes.model import Span

BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_EVENTS = {
    "[]": re.compile(r"[\[\]]|\n[ \t\r]*\n"),
    "()": re.compile(r"[()]|\n[ \t\r]*\n"),
}


class Spans:
    """A set of half-open ranges, merged where they touch."""

    def __init__(self, ranges: Iterable[Span]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(ranges):
            if start >= end:
                continue
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def covers(self, position: int) -> bool:
        """Whether the character at ``position`` lies in one of the ranges."""
        found = bisect_right(self.starts, position) - 1
        return found >= 0 and position < self.ends[found]

    def begins(self, position: int) -> bool:
        """Whether one of the ranges begins at ``position``."""
        found = bisect_left(self.starts, position)
        return found < len(self.starts) and self.starts[found] == position

    def touches(self, start: int, end: int) -> bool:
        """Whether any of the ranges shares a character with ``start:end``."""
        found = bisect_right(self.ends, start)
        return found < len(self.starts) and self.starts[found] < end


class Brackets(NamedTuple):
    """The brackets of a text, each list sorted: ``pairs`` no longer than a mark, those left ``unclosed``, and
    where ``long`` pairs begin."""

    pairs: list[Span]
    unclosed: list[int]
    long: list[int]


def positions_between(positions: list[int], start: int, end: int) -> list[int]:
    """Those of the sorted positions with start <= position < end."""
    return positions[bisect_left(positions, start) : bisect_left(positions, end)]


def matching(text: str, brackets: str, guarded: Spans) -> Brackets:
    """The brackets of a text of one sort.

    A blank line ends everything: a bracket never reaches into the next paragraph. Brackets that belong to a
    link are no pair, nor those right inside or around it: ``[[words]](address)``, ``[[words](address)]``.
    """
    opener = brackets[0]
    stack: list[int] = []
    pairs: list[Span] = []
    unclosed: list[int] = []
    long: list[int] = []
    links: dict[int, int] = {}
    for event in _EVENTS[brackets].finditer(text):
        if len(event[0]) > 1:
            unclosed += stack
            stack.clear()
        elif guarded.covers(event.start()):
            if (
                opener == "["
                and stack
                and guarded.begins(event.start())
                and text.startswith("](", event.start())
            ):
                links[stack.pop()] = event.start()
        elif event[0] == opener:
            stack.append(event.start())
        elif stack:
            start = stack.pop()
            if event.end() - start <= MARK_LENGTH:
                pairs.append((start, event.start()))
            elif not stack:
                long.append(start)
    if links:
        pairs = [
            (start, end)
            for start, end in pairs
            if links.get(start - 1) != end + 1 and not (start + 1 in links and guarded.covers(end - 1))
        ]
    return Brackets(sorted(pairs), sorted(unclosed + stack), long)
