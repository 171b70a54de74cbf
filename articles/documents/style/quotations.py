"""Quotations in a text block: what is between quotation marks, and marks that do not pair.

A quotation over several paragraphs opens again at each of them and is closed once, at its end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

_CURVED: Final = re.compile("[“”„‟«»]")
_STRAIGHT: Final = re.compile('"')
_CLOSERS: Final = {"“": "”", "„": "“”‟", "«": "»", "»": "«", "‟": "”", "”": "”"}
_BEFORE_WORDS: Final = "'‘’“„«([{…-–—.$€£#@¿¡\ufffc"
"""Signs with which quoted words may begin."""
_OPENS: Final = "“„‟«"
_INCHES: Final = re.compile(r"\d[\d./½¼¾]*$")


@dataclass(frozen=True)
class Quotations:
    """The quotations of a text: ranges between paired marks, and the offsets of marks without a partner."""

    spans: tuple[tuple[int, int], ...]
    unopened: tuple[int, ...]
    unclosed: tuple[int, ...]
    """The marks that open a quotation which is still open at the end."""

    @cached_property
    def begins(self) -> frozenset[int]:
        return frozenset(start for start, _ in self.spans)


@lru_cache(maxsize=512)
def read_quotations(text: str) -> Quotations:
    """Pair the quotation marks of a text. German copy may use »…« and „…“, Swedish ”…”."""
    curved, straight = _curved(text), _straight(text)
    return Quotations(
        (*curved.spans, *straight.spans),
        (*curved.unopened, *straight.unopened),
        tuple(sorted((*curved.unclosed, *straight.unclosed))),
    )


def _curved(text: str) -> Quotations:
    """Marks that say whether they open or close, one within the other."""
    spans: list[tuple[int, int]] = []
    unopened: list[int] = []
    open_at: list[tuple[int, str]] = []
    for found in _CURVED.finditer(text):
        mark, at = found[0], found.start()
        if open_at and mark in _CLOSERS[open_at[-1][1]]:
            start, _ = open_at.pop()
            spans.append((start + 1, at))
        elif mark in _OPENS or (mark in "»”" and _may_open(text, at)):
            open_at.append((at, mark))
        else:
            unopened.append(at)
    return Quotations(tuple(spans), tuple(unopened), tuple(at for at, _ in open_at))


def _straight(text: str) -> Quotations:
    """Marks that do not say it: the first opens, the next closes. Of an odd number one has no partner."""
    marks: list[int] = []
    for found in _STRAIGHT.finditer(text):
        is_inch = len(marks) % 2 == 0 and _INCHES.search(text[max(found.start() - 8, 0) : found.start()])
        if not is_inch:
            marks.append(found.start())
    unopened: tuple[int, ...] = ()
    unclosed: tuple[int, ...] = ()
    if len(marks) % 2:
        at, opens = _odd_one(text, marks)
        marks.remove(at)
        unopened, unclosed = ((), (at,)) if opens else ((at,), ())
    pairs = zip(marks[::2], marks[1::2], strict=True)
    return Quotations(tuple((first + 1, last) for first, last in pairs), unopened, unclosed)


def _odd_one(text: str, marks: list[int]) -> tuple[int, bool]:
    """The mark without a partner, and whether it opens: the first where the other kind is expected."""
    for number, at in enumerate(marks):
        closes = number % 2 == 1
        if closes and _may_open(text, at) and not _may_close(text, at):
            return marks[number - 1], True
        if not closes and _may_close(text, at) and not _may_open(text, at):
            return at, False
    return marks[-1], True


def _may_open(text: str, at: int) -> bool:
    """Whether words follow, and none is before."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    begins = after.isalnum() or (bool(after) and after in _BEFORE_WORDS)
    return begins and (not before or before.isspace() or before in "([—–-/:")


def _may_close(text: str, at: int) -> bool:
    return at > 0 and not text[at - 1].isspace()


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a range is between quotation marks; one that is not closed goes to the end of its block."""
    starts, ends = _outermost(text)
    at = bisect_right(starts, start) - 1
    return at >= 0 and end <= ends[at]


def opens_quotation(text: str, at: int) -> bool:
    """Whether a quotation begins at an offset."""
    found = read_quotations(text)
    return at > 0 and text[at - 1] in _OPENS + '"»”' and (at in found.begins or at - 1 in found.unclosed)


@lru_cache(maxsize=512)
def _outermost(text: str) -> tuple[list[int], list[int]]:
    """Where quotations that are in no other begin and end."""
    found = read_quotations(text)
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted([*found.spans, *((at + 1, len(text)) for at in found.unclosed[:1])]):
        if not ends or start >= ends[-1]:
            starts.append(start)
            ends.append(end)
        else:
            ends[-1] = max(ends[-1], end)
    return starts, ends
