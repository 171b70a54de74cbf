"""Merging a version that was written on elsewhere with what the copy has become meanwhile.

The steps from the version that left to the one that came back are brought over what was changed here since
then. One that touches the same words is left out and told, unless it only arranged their blocks anew. Words
that were moved there are taken along in both halves or in none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from prosemirror.model import Fragment, Node
from prosemirror.transform import Mapping, ReplaceAroundStep, ReplaceStep, Step, StepMap

from articles.documents.diff import Difference, diff_documents
from articles.documents.flat import FlatText, flatten
from articles.documents.rearranging import rearranged
from articles.documents.schema import ENGINE_ERRORS, DocumentError, check, check_size

_MOST_TRIES: Final = 10
_LONGEST_WORD: Final = 100

_StepRange = tuple[int, tuple[int, int, int]]
"""The number of a step, the positions between which it replaces something, and how much it puts there."""


@dataclass(frozen=True)
class Clash:
    """A change that could not be brought along: the words it took out, and those it put in."""

    removed: str
    inserted: str


@dataclass(frozen=True)
class Merge:
    """The merged document, how many changes are in it, and those that are not."""

    doc: Node
    changes: int
    clashes: tuple[Clash, ...]


def merge(difference: Difference, current: Node) -> Merge:
    """Bring the steps of ``difference`` to ``current``, which its old document has become meanwhile.

    Raises :class:`~articles.documents.schema.DocumentError` when nothing valid comes of it.
    """
    steps = difference.steps
    ranges = tuple(_ranges(steps))
    halves = _halves(difference, ranges)
    here = diff_documents(difference.old, current)
    flat = flatten(difference.old)
    left_out = frozenset(number for number, (start, end, _size) in ranges if _clashes(here, flat, start, end))
    found = rearranged(difference, here, _touched(ranges), left_out, halves)
    left_out -= found.steps
    for _try in range(_MOST_TRIES):
        doc, lost = _brought(steps, [here.map, *found.maps], found.doc, left_out, done=found.steps)
        torn = {number for both in halves if both & lost and both - lost for number in both}
        if not torn:
            break
        left_out = frozenset(lost | torn)
    else:
        doc, lost = current, frozenset(range(len(steps)))
    check(doc)
    check_size(doc)
    clashes = tuple(_clash(flat, steps[number]) for number in sorted(lost, reverse=True))
    return Merge(doc, len(steps) - len(lost), clashes)


def _brought(
    steps: Sequence[Step],
    over: Sequence[StepMap],
    current: Node,
    left_out: frozenset[int],
    done: frozenset[int],
) -> tuple[Node, frozenset[int]]:
    """The document with every step that fits, and the numbers of those that do not; ``done`` are in it."""
    mapping = Mapping([*(step.get_map().invert() for step in reversed(steps)), *over])
    doc, lost = current, set(left_out)
    for number, step in enumerate(steps):
        if number in left_out or number in done:
            continue
        taken_back = len(steps) - number - 1
        found = _applied(step.map(mapping.slice(taken_back + 1)), doc)
        if found is None:
            lost.add(number)
            continue
        doc, step_map = found
        mapping.append_map(step_map, taken_back)
    return doc, frozenset(lost)


def _touched(ranges: Iterable[_StepRange]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for number, (start, end, _size) in ranges:
        found.setdefault(number, []).append((start, end))
    return found


def _applied(step: Step | None, doc: Node) -> tuple[Node, StepMap] | None:
    """The document after a step and the map of it, if it fits."""
    try:
        result = step.apply(doc) if step else None
        if step is None or result is None or result.doc is None:
            return None
        check(result.doc, since=doc)
        return result.doc, step.get_map()
    except (DocumentError, *ENGINE_ERRORS):
        return None


def _clashes(here: Difference, old: FlatText, start: int, end: int) -> bool:
    """Whether something was changed here in the words that are between two positions, or beside them."""
    for edit in here.edits_in(start - 1, end + 1):
        if edit.old_start < end and start < edit.old_end:
            return True
        if any(_is_within_a_word(old, at) for at in {start, end} & {edit.old_start, edit.old_end}):
            return True
    return False


def _is_within_a_word(old: FlatText, position: int) -> bool:
    at = old.offset(position)
    beside = old.text[max(0, at - 1) : at + 1]
    return len(beside) == 2 and not any(map(str.isspace, beside))


def _halves(difference: Difference, ranges: Sequence[_StepRange]) -> list[frozenset[int]]:
    """Of each move the numbers of the steps that take its words out, and that put them in again."""
    inverse = difference.map.invert()
    in_order = sorted(ranges, key=lambda one: one[1])
    starts, ends = ([span[at] for _number, span in in_order] for at in (0, 1))

    def between(start: int, end: int) -> Sequence[_StepRange]:
        """Those that touch these positions; ranges of steps do not overlap."""
        return in_order[bisect_left(ends, start) : bisect_right(starts, end)]

    halves = []
    for move in difference.moves:
        if not move.is_in_order:
            put_in = inverse.map(move.new_start)
            out = (
                number
                for number, (start, end, _size) in between(move.old_start, move.old_end)
                if start < move.old_end and move.old_start < end
            )
            back = (number for number, (_start, _end, size) in between(put_in, put_in) if size)
            halves.append(frozenset((*out, *back)))
    return halves


def _ranges(steps: Sequence[Step]) -> Iterator[_StepRange]:
    """The ranges of the old document that each step replaces, and the size of what it puts there."""
    for number, step in enumerate(steps):
        ranges = step.get_map().ranges
        for at in range(0, len(ranges), 3):
            start, old, new = ranges[at : at + 3]
            yield number, (start, start + old, new)


def _clash(old: FlatText, step: Step) -> Clash:
    """What a step would have done, in whole words."""
    last = old.position(len(old.text), end=True)
    start, end = (old.offset(min(getattr(step, name, 0), last)) for name in ("from_", "to"))
    put_in = step.slice.content if isinstance(step, ReplaceStep | ReplaceAroundStep) else Fragment.empty
    before, behind = old.text[max(0, start - _LONGEST_WORD) : start], old.text[end : end + _LONGEST_WORD]
    head = "" if not before or before[-1].isspace() else before.split()[-1]
    tail = "" if not behind or behind[0].isspace() else behind.split()[0]
    inserted = put_in.text_between(0, put_in.size, "\n")
    removed = old.text[start:end]
    return Clash(f"{head}{removed}{tail}".strip(), f"{head}{inserted}{tail}".strip())
