"""The comparison of two states of an article for a page: the changed blocks with some context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from articles.documents.compare import BlockChange, Run
from articles.history import revisions
from articles.models import Article, Revision

CONTEXT = 1
"""Unchanged blocks shown before and after a change."""


@dataclass(frozen=True)
class BlockGroup:
    """Adjacent blocks that are shown, or, when ``folded``, unchanged ones that are hidden until opened."""

    blocks: tuple[BlockChange, ...]
    folded: bool


@dataclass(frozen=True)
class Counts:
    """How often words were added and removed, formatting changed, and paragraphs moved."""

    added: int = 0
    removed: int = 0
    formatted: int = 0
    moved: int = 0


@dataclass(frozen=True)
class Comparison:
    """``details``: (field, before, after) of the details that are published with the text.

    ``changed``: blocks that are not the same.
    """

    groups: tuple[BlockGroup, ...]
    details: tuple[tuple[str, str, str], ...]
    changed: int
    counts: Counts = Counts()

    @property
    def is_empty(self) -> bool:
        return not self.changed and not self.details


def compare_states(old: Revision | Article, new: Revision | Article) -> Comparison:
    return comparison_of(revisions.difference(old, new), revisions.metadata_difference(old, new))


def comparison_of(blocks: Sequence[BlockChange], details: Sequence[tuple[str, str, str]]) -> Comparison:
    changed = [index for index, block in enumerate(blocks) if block.kind != "same"]
    shown = {near for index in changed for near in range(index - CONTEXT, index + CONTEXT + 1)}
    groups = [
        BlockGroup(tuple(blocks[index] for index in indexes), folded)
        for folded, indexes in groupby(range(len(blocks)), lambda index: index not in shown)
    ]
    return Comparison(tuple(groups), tuple(details), len(changed), counts_of(blocks))


def counts_of(blocks: Iterable[BlockChange]) -> Counts:
    """Words that stand together and were added together count once, whoever wrote them."""
    found = Counter[str]()
    for block in blocks:
        kinds = [kind for kind, _runs in groupby(block.runs, lambda run: run.kind)]
        if not kinds and block.kind in ("added", "removed"):
            kinds = [block.kind]
        found.update(kind for kind in kinds if kind != "same")
        is_whole = block.kind in ("added", "removed")
        found["formatted"] += 0 if is_whole else bool(block.note) + _noted(block.runs)
        found["moved"] += block.kind == "moved"
    return Counts(found["added"], found["removed"], found["formatted"], found["moved"])


def _noted(runs: Iterable[Run]) -> int:
    """Stretches of words whose formatting changed."""
    return sum(bool(note) for note, _runs in groupby(runs, lambda run: run.note))


State = Revision | Article


def in_order(one: State, other: State) -> tuple[State, State]:
    """Two states of an article, the older first; its present text is the newest."""
    swapped = isinstance(one, Article) or (isinstance(other, Revision) and one.number > other.number)
    return (other, one) if swapped else (one, other)
