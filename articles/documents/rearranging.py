"""Blocks that were arranged anew on one side, as items of lists are, and written on at the other.

No step says both, so that such steps clash. Here both are put together block by block: the arrangement of the
one side, with the words of whichever side changed them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from prosemirror.model import Fragment, Node
from prosemirror.transform import StepMap

from articles.documents.diff import Difference
from articles.documents.schema import ENGINE_ERRORS, DocumentError, check
from articles.documents.text import block_text

Touched = Mapping[int, Sequence[tuple[int, int]]]
"""The ranges of the old document that each step touches, by its number."""


@dataclass(frozen=True)
class Rearranged:
    """The current document with what was put together, the maps to it, and the steps that are in it."""

    doc: Node
    maps: tuple[StepMap, ...]
    steps: frozenset[int]


def rearranged(
    there: Difference,
    here: Difference,
    touched: Touched,
    clashing: Collection[int],
    inseparable: Iterable[frozenset[int]],
) -> Rearranged:
    """Put together what clashes only because blocks were arranged anew ``there`` and written on ``here``.

    Both differences are of one old document. Of ``inseparable`` steps all are brought along or none.
    """
    old = _Blocks(there.old)
    groups = [one for one in _groups(old, touched, inseparable) if not one.steps.isdisjoint(clashing)]
    found = _put_together(there, here, groups)
    if all(group.steps <= found.steps for group in groups):
        return found
    # What some steps would do alone, others may undo: the document as a whole says what is meant.
    whole = _put_together(there, here, [_Group(0, len(old.nodes) - 1, frozenset(touched))])
    return whole if whole.steps else found


@dataclass(frozen=True)
class _Group:
    """Blocks from the first to the last that steps touch together, and the numbers of these steps."""

    first: int
    last: int
    steps: frozenset[int]


def _put_together(there: Difference, here: Difference, groups: Sequence[_Group]) -> Rearranged:
    """Put the blocks of these groups together where that can be done."""
    old, new, current = _Blocks(there.old), _Blocks(there.doc), _Blocks(here.doc)
    nodes, maps, taken = list(current.nodes), [], set[int]()
    for group in reversed(groups):  # so that what is before keeps its place
        start, end = old.starts[group.first], old.starts[group.last + 1]
        there_too = new.between(there.map.map(start, -1), there.map.map(end, 1))
        here_too = current.between(here.map.map(start, -1), here.map.map(end, 1))
        if there_too is None or here_too is None:
            continue
        blocks = old.nodes[group.first : group.last + 1]
        together = _together(blocks, new.nodes[there_too], current.nodes[here_too])
        if together:
            nodes[here_too] = together
            first, last = current.starts[here_too.start], current.starts[here_too.stop]
            maps.append(StepMap([first, last - first, sum(node.node_size for node in together)]))
            taken |= group.steps
    doc = here.doc.copy(Fragment.from_array(nodes))
    try:
        check(doc, since=here.doc)
    except (DocumentError, *ENGINE_ERRORS):
        return Rearranged(here.doc, (), frozenset())
    return Rearranged(doc, tuple(maps), frozenset(taken))


class _Blocks:
    """The blocks of a document, and where each begins; behind the last is the end."""

    def __init__(self, doc: Node) -> None:
        self.nodes = list(doc.children)
        self.starts = list(accumulate((node.node_size for node in self.nodes), initial=0))

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the first and the last block that a range touches."""
        first, last = bisect_left(self.starts, start, 1) - 1, bisect_right(self.starts, end) - 1
        return min(first, len(self.nodes) - 1), min(last, len(self.nodes) - 1)

    def between(self, start: int, end: int) -> slice | None:
        """The blocks between two positions, if blocks begin and end there."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        if last >= len(self.starts) or (self.starts[first], self.starts[last]) != (start, end):
            return None
        return slice(first, last)


def _groups(old: _Blocks, touched: Touched, inseparable: Iterable[frozenset[int]]) -> list[_Group]:
    """The steps by the blocks that they touch together, and all between these, in the order of the blocks."""
    blocks = {number: [old.touched(*one) for one in ranges] for number, ranges in touched.items() if ranges}
    spans = [(one[0][0], one[-1][1], frozenset({number})) for number, one in blocks.items()]
    for together in inseparable:
        known = [blocks[number] for number in together if number in blocks]
        if known:
            spans.append((min(one[0][0] for one in known), max(one[-1][1] for one in known), together))
    groups: list[_Group] = []
    for first, last, steps in sorted(spans, key=lambda span: span[:2]):
        if groups and first <= groups[-1].last:
            before = groups.pop()
            groups.append(_Group(before.first, max(before.last, last), before.steps | steps))
        else:
            groups.append(_Group(first, last, steps))
    return groups


def _together(old: Sequence[Node], new: Sequence[Node], current: Sequence[Node]) -> list[Node] | None:
    """The arrangement of ``new`` with the words of ``current`` where those are changed.

    ``None`` when blocks came, went or were arranged anew in ``current``, too, when both sides changed the
    same words, or when it cannot be told which words those are that were changed here.
    """
    if list(map(_shape, old)) != list(map(_shape, current)):
        return None
    words: list[Fragment] = []
    olds, news, currents = (list(_texts(nodes)) for nodes in (old, new, current))
    if not len(olds) == len(news) == len(currents):
        return None
    known = [Counter(map(block_text, nodes)) for nodes in (olds, news)]
    for was, there, here in zip(olds, news, currents, strict=True):
        if here.content.eq(was.content):
            words.append(there.content)
        elif there.content.eq(was.content) and all(one[block_text(was)] == 1 for one in known):
            words.append(here.content)
        else:
            return None
    left = iter(words)
    return [_with_words(node, left) for node in new]


def _shape(node: Node) -> Any:
    """A block with all that is in it but its words."""
    inside = () if node.inline_content else tuple(map(_shape, node.children))
    return node.type.name, tuple(sorted(node.attrs.items(), key=str)), inside


def _texts(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.inline_content:
            yield node
        else:
            yield from _texts(node.children)


def _with_words(node: Node, words: Iterator[Fragment]) -> Node:
    if node.inline_content:
        return node.copy(next(words))
    if not node.child_count:
        return node
    return node.copy(Fragment.from_array([_with_words(child, words) for child in node.children]))
