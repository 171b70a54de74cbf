"""Two states of an article side by side, as a page shows them: the changes and a little around them."""

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
class Stretch:
    """Blocks that are shown, or, when ``folded``, unchanged blocks that are only counted until opened."""

    blocks: tuple[BlockChange, ...]
    folded: bool


@dataclass(frozen=True)
class Comparison:
    """``details`` are (field, before, after) of what is published beside the text."""

    stretches: tuple[Stretch, ...]
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
    stretches = [
        Stretch(tuple(blocks[index] for index in indexes), folded)
        for folded, indexes in groupby(range(len(blocks)), lambda index: index not in shown)
    ]
    return Comparison(tuple(stretches), tuple(details), len(changed))
