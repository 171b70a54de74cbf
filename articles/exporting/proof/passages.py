"""Where the passages of threads begin and end among the stretches of text that a proof shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from prosemirror.model import Node

from articles.exporting.proof.model import Thread

_END, _BEGIN, _END_OF_NOTHING = range(3)
"""The order of what is at one position: ends before begins; a passage without words begins first."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """The begin or the end of the passage of a thread, at a position."""

    position: int
    order: int
    number: int

    @property
    def begins(self) -> bool:
        return self.order == _BEGIN


@dataclass(slots=True)
class Passages:
    """The edges, in order, and how many of them were read; ``open`` are the passages that are begun."""

    edges: Sequence[Edge]
    read: int = 0
    open: set[int] = field(default_factory=set)

    def until(self, position: int) -> Iterator[Edge]:
        """The next edges, up to this position. Every edge is given once."""
        while self.read < len(self.edges) and self.edges[self.read].position <= position:
            edge = self.edges[self.read]
            self.read += 1
            (self.open.add if edge.begins else self.open.discard)(edge.number)
            yield edge

    def next_position(self) -> int | None:
        """Where the next edge is."""
        return self.edges[self.read].position if self.read < len(self.edges) else None


def passages_of(doc: Node, threads: Iterable[Thread]) -> Passages:
    """The passages of the threads that are marked in the text; positions between blocks move to the text."""
    stretches = list(_stretches(doc, 0))
    starts, ends = [start for start, _end in stretches], [end for _start, end in stretches]
    edges = []
    for thread in threads:
        if thread.in_margin and thread.start is not None and thread.end is not None:
            first = min(bisect_left(ends, thread.start), len(ends) - 1)
            start = min(max(thread.start, starts[first]), ends[first])
            last = max(bisect_right(starts, thread.end) - 1, first)
            end = max(min(thread.end, ends[last]), start)
            edges.append(Edge(start, _BEGIN, thread.number))
            edges.append(Edge(end, _END if end > start else _END_OF_NOTHING, thread.number))
    return Passages(sorted(edges))


def _stretches(parent: Node, start: int) -> Iterator[tuple[int, int]]:
    """Where the text of each block begins and ends; an image is a stretch, too."""
    for child in parent.children:
        if child.type.name == "image":
            yield start, start + child.node_size
        elif child.inline_content:
            yield start + 1, start + child.node_size - 1
        elif child.child_count:
            yield from _stretches(child, start + 1)
        start += child.node_size
