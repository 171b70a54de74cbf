"""Which children of two containers belong together: a match, and what was divided from it or joined to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from prosemirror.model import Node

from articles.documents.matching import Words
from articles.documents.sequences import Vocabulary, common, words
from articles.documents.text import block_text

_DIVIDED: Final = 0.6
"""The least share of a block's words that its neighbour's counterpart must hold for the two to be one."""
SLOTS: Final = frozenset({"headline", "standfirst", "image", "caption", "footnote"})
"""Blocks with a place of their own: they stay the same block whatever they say."""


@dataclass
class Budget:
    """How much of something may still be done for one comparison."""

    left: int

    def spend(self, count: int) -> bool:
        """Whether there is room for so much; one is always allowed. If there is, less is left."""
        if count > max(self.left, 1):
            return False
        self.left -= count
        return True


Range = tuple[int, int]


@dataclass(frozen=True)
class Matching:
    """Which child is which, in order; and those that are found in another place."""

    pairs: list[tuple[int, int]]
    olds_elsewhere: Set[int]
    news_elsewhere: Set[int]

    def unmatched(self, olds: Range, news: Range) -> Iterator[tuple[Range, Range]]:
        """Two ranges in pieces, so that what is found in another place is compared with nothing here."""
        i, j = olds[0], news[0]
        while i < olds[1] or j < news[1]:
            i_to = _run_end(i, olds[1], self.olds_elsewhere)
            j_to = _run_end(j, news[1], self.news_elsewhere)
            if i < i_to or j < j_to:
                yield (i, i_to), (j, j_to)
            i, j = i_to, j_to
            if i < olds[1]:
                yield (i, i + 1), (j, j)
                i += 1
            if j < news[1]:
                yield (i, i), (j, j + 1)
                j += 1


def _run_end(start: int, end: int, elsewhere: Set[int]) -> int:
    return next((number for number in range(start, end) if number in elsewhere), end)


@dataclass
class Span:
    """Neighbouring children of one container, to which those next to them can be added."""

    nodes: Sequence[Node]
    start: int
    end: int
    room: Range
    elsewhere: Set[int]
    """Nodes that are found in another place, and belong to none here."""

    @property
    def range(self) -> Range:
        return self.start, self.end

    def next(self, side: int) -> Sequence[Node]:
        """The block after the span (side 1) or before it (side 0), if that one is free."""
        at = self.end if side else self.start - 1
        is_free = self.room[0] <= at < self.room[1] and at not in self.elsewhere
        return self.nodes[at : at + 1] if is_free else ()

    def grow(self, side: int) -> None:
        self.start, self.end = self.start - (1 - side), self.end + side


def grow_together(known: Words, budget: Budget, old: Span, new: Span) -> None:
    """Add free neighbours to either span for as long as their words are found in the other one."""
    ways = [(new, old, 1), (old, new, 1), (new, old, 0), (old, new, 0)]
    while any(_grow(known.vocabulary, budget, mine, theirs, side) for mine, theirs, side in ways):
        pass


def _grow(vocabulary: Vocabulary, budget: Budget, mine: Span, theirs: Span, side: int) -> bool:
    def spell(blocks: Sequence[Node]) -> str:
        return vocabulary.spell(word for block in blocks for word in words(block_text(block)))

    extra = mine.next(side)
    if not extra or not in_running_text(extra[0]):
        return False
    own, added = spell(mine.nodes[slice(*mine.range)]), spell(extra)
    opposite = spell(theirs.nodes[slice(*theirs.range)])
    if not budget.spend((len(own) + len(added)) * len(opposite) + len(own)):
        return False
    gained = common(own + added if side else added + own, opposite) - common(own, opposite)
    if not added or gained < _DIVIDED * len(added):
        return False
    mine.grow(side)
    return True


def in_running_text(node: Node) -> bool:
    return node.inline_content and node.type.name not in SLOTS
