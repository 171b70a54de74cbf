"""Positions in the text as it would be printed, found again in the document with what is proposed in it."""

from __future__ import annotations

from collections.abc import Callable

from prosemirror.model import Node
from prosemirror.transform import Mapping

from articles.documents.suggestions import has_suggestions, reject_steps

Span = tuple[int, int]


def place_in(doc: Node) -> Callable[[int, int], Span]:
    """Where a stretch of ``published(doc)`` stands in ``doc``; proposed words at its edges stay outside."""
    if not has_suggestions(doc):
        return lambda start, end: (start, end)
    back = Mapping([step.get_map() for step in reject_steps(doc)]).invert()

    def place(start: int, end: int) -> Span:
        first = back.map(start, 1)
        return first, max(first, back.map(end, -1))

    return place
