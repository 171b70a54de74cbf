"""Positions in the text as it would be printed, and in the document with what is proposed in it."""

from __future__ import annotations

from collections.abc import Callable

from prosemirror.model import Node
from prosemirror.transform import Mapping

from articles.documents.suggestions import has_suggestions, reject_steps

Span = tuple[int, int]
Place = Callable[[int, int], Span]


def place_in(doc: Node) -> Place:
    """Where a stretch of ``published(doc)`` stands in ``doc``; proposed words at its edges stay outside."""
    if not has_suggestions(doc):
        return lambda start, end: (start, end)
    back = Mapping([step.get_map() for step in reject_steps(doc)]).invert()

    def place(start: int, end: int) -> Span:
        first = back.map(start, 1)
        return first, max(first, back.map(end, -1))

    return place


def place_in_published(doc: Node) -> Place:
    """Where a stretch of ``doc`` stands in ``published(doc)``; an empty one where it is only proposed."""
    if not has_suggestions(doc):
        return lambda start, end: (start, end)
    maps = Mapping([step.get_map() for step in reject_steps(doc)])

    def place(start: int, end: int) -> Span:
        first = maps.map(start, 1)
        return first, max(first, maps.map(end, -1))

    return place
