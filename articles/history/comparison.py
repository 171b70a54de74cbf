"""The comparison of two states of an article for a page: the changed blocks with some context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from articles.documents.compare import BlockChange
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
class Comparison:
    """``details``: (field, before, after) of the details that are published with the text."""

    groups: tuple[BlockGroup, ...]
    details: tuple[tuple[str, str, str], ...]
    changed: int

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
    return Comparison(tuple(groups), tuple(details), len(changed))


State = Revision | Article


def in_order(one: State, other: State) -> tuple[State, State]:
    """Two states of an article, the older first; its present text is the newest."""
    swapped = isinstance(one, Article) or (isinstance(other, Revision) and one.number > other.number)
    return (other, one) if swapped else (one, other)
