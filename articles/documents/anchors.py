"""Passages: ranges of a document that survive edits, and say so when they did not.

A passage keeps the words it was put on beside its positions. A position that was lost can so be found
again, and a wrong one noticed; where two places would do equally well, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from prosemirror.model import Node
from prosemirror.transform import StepMap

from articles.documents.diff import Difference
from articles.documents.finding import Ranges, find, is_home, only_place, quote_at
from articles.documents.flat import flatten
from articles.documents.footnotes import has_references
from articles.documents.passage import AnchorError, Passage, State, anchor_at
from articles.documents.sequences import letters, words
from articles.documents.suggestions import has_suggestions
from articles.documents.text import text_between, units

__all__ = [
    "AnchorError",
    "Passage",
    "Ranges",
    "State",
    "Touched",
    "anchor_at",
    "carry",
    "follow",
    "inserted_by",
    "map_passage",
    "touched_by",
]

_REMEMBERED: Final = 20
"""So many later deletions are kept in mind of a passage that was deleted."""


_REPLACED: Final = 3
"""So many words of a passage that were replaced by about as many are still one place, with other words."""
_MOST: Final = 4
"""One of so many letters of a passage must have stayed where what stands beside it was changed with it."""


def map_passage(
    passage: Passage, maps: Sequence[StepMap], doc_after: Node, *, compare: bool = False
) -> Passage:
    """Where the passage is after a batch of steps.

    Words typed at its edges stay outside, words typed within belong to it. When it is deleted it becomes
    detached; when its words come back where they were (undo) it is exact again; when they come back
    elsewhere, certainly and once, it is moved. ``compare`` when steps that move nothing may have changed
    its words: what was proposed in them is settled.
    """
    mapped = passage
    touched = compare
    others: set[tuple[int, int]] = set()
    for index, step_map in enumerate(maps):
        touched = touched or _touches(step_map, mapped)
        if not mapped.live:
            mapped, back = _noted(mapped, step_map)
            others.update((index, at) for at in back)
        mapped = _mapped(mapped, step_map)
    if mapped.live and not touched:
        return _at_home(mapped, doc_after)
    return _settled(mapped, mapped, doc_after, inserted_by(tuple(maps), frozenset(others)))


def _noted(passage: Passage, step_map: StepMap) -> tuple[Passage, list[int]]:
    """Keep in mind of a detached passage what else is deleted, and say which ranges are that coming back."""
    later, back = list(passage.later), []
    least = units(passage.quote)
    for at in range(0, len(step_map.ranges), 3):
        _start, old_size, new_size = step_map.ranges[at : at + 3]
        if new_size in later:
            # Undone in the order opposite to that in which they were done.
            del later[len(later) - 1 - later[::-1].index(new_size) :]
            back.append(at)
        if old_size >= least:
            later.append(old_size)
    noted = tuple(later[-_REMEMBERED:])
    return (passage if noted == passage.later else replace(passage, later=noted)), back


def _at_home(passage: Passage, doc: Node) -> Passage:
    """A passage that had moved is exact when all stands around it again that once did."""
    if passage.state is not State.MOVED:
        return passage
    flat = flatten(doc)
    offset = flat.offset(passage.start)
    return replace(passage, state=State.EXACT) if is_home(flat, passage, offset) else passage


def _touches(step_map: StepMap, passage: Passage) -> bool:
    return any(start <= passage.end and passage.start <= end for start, end in _replaced(step_map))


def _replaced(step_map: StepMap) -> Iterator[tuple[int, int]]:
    ranges = step_map.ranges
    for i in range(0, len(ranges), 3):
        yield ranges[i], ranges[i] + ranges[i + 1]


def _mapped(passage: Passage, step_map: StepMap) -> Passage:
    """The positions alone."""
    if not step_map.ranges:
        return passage
    if passage.live:
        start, end = step_map.map(passage.start, 1), step_map.map(passage.end, -1)
        if start < end:
            return replace(passage, start=start, end=end)
        passage = replace(passage, end=passage.start, state=State.DETACHED)
    point = step_map.map(passage.start, -1)
    lead = passage.lead + _swallowed(step_map, passage.start, point)
    return replace(passage, start=point, end=point, lead=lead)


def _swallowed(step_map: StepMap, position: int, point: int) -> int:
    """How much was deleted before a position when that made it fall back to ``point``."""
    for start, end in _replaced(step_map):
        if start < position <= end and step_map.map(start, -1) == point:
            return position - start
    return 0


def follow(start: int, end: int, maps: Sequence[StepMap]) -> tuple[int, int]:
    """Where a page that knows nothing but the steps takes a passage to be."""
    for step_map in maps:
        point = start == end
        start, last = step_map.map(start, 1), step_map.map(end, -1)
        end = start if point else max(start, last)
    return start, end


@dataclass(frozen=True)
class Touched:
    """The range of the old document beyond which steps only pushed things along, by ``shift`` positions."""

    start: int
    end: int
    shift: int


def touched_by(maps: Iterable[StepMap], size: int) -> Touched | None:
    """What steps on a document of this size touched; ``None`` when they moved no position."""
    before = after = now = size
    for step_map in maps:
        if ranges := step_map.ranges:
            before = min(before, ranges[0])
            after = min(after, now - ranges[-3] - ranges[-2])
            now += sum(ranges[2::3]) - sum(ranges[1::3])
    if before + after > size:
        return None
    return Touched(before, size - after, now - size)


@lru_cache(maxsize=4)
def inserted_by(maps: tuple[StepMap, ...], without: frozenset[tuple[int, int]] = frozenset()) -> Ranges:
    """The ranges of the last document that hold what the steps put in.

    ``without`` those that are named by their step and their place in its map.
    """
    found: list[tuple[int, int]] = []
    for index, step_map in enumerate(maps):
        found = [(step_map.map(start, 1), step_map.map(end, -1)) for start, end in found]
        shift = 0
        for i in range(0, len(step_map.ranges), 3):
            start, old_size, new_size = step_map.ranges[i : i + 3]
            if (index, i) not in without:
                found.append((start + shift, start + shift + new_size))
            shift += new_size - old_size
        if not without:
            found = _joined(found)  # or typing would make a range of each letter
    return tuple(_joined(found))


def _joined(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in ranges if start < end):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _settled(passage: Passage, sought: Passage, doc: Node, inserted: Ranges) -> Passage:
    """Give a passage that was touched its state, looking for its words in what was put in.

    ``sought`` holds the words and the context to look for elsewhere.
    """
    if passage.live:
        return _settled_live(passage, doc, inserted)
    start = passage.start + passage.lead
    if back := quote_at(doc, start, passage.quote, inserted):
        return replace(passage, start=back[0], end=back[1], state=State.EXACT, lead=0, later=())
    place = find(doc, sought, inserted)
    if place is None:
        return passage
    in_place = any(start <= passage.start <= end and start <= place[0] < end for start, end in inserted)
    state = State.EXACT if in_place and sought.quote == passage.quote else State.MOVED
    found = replace(passage, start=place[0], end=place[1], state=state, lead=0, later=())
    return _at_home(found, doc)


def _settled_live(passage: Passage, doc: Node, inserted: Ranges) -> Passage:
    if passage.state is State.MOVED:
        return _at_home(passage, doc)
    if passage.quote in _readings(doc, passage.start, passage.end):
        return replace(passage, state=State.EXACT)
    # Undoing the deletion of an edge puts the words back outside the range.
    before = (_start_of(doc, passage.quote, end) for end in (passage.end, passage.start))
    for start in (passage.start, *before):
        if back := quote_at(doc, start, passage.quote, inserted):
            return replace(passage, start=back[0], end=back[1], state=State.EXACT)
    return replace(passage, state=State.CHANGED)


def _start_of(doc: Node, quote: str, end: int) -> int:
    """Where as many words as the quote has begin, if they end there."""
    if "\n" not in quote and not has_references(doc):
        return end - units(quote)
    flat = flatten(doc)
    return flat.position(flat.offset(end, end=True) - len(quote))


def _readings(doc: Node, start: int, end: int) -> Iterator[str]:
    """The words there with what is proposed, and as they would be printed."""
    yield text_between(doc, start, end)
    if has_suggestions(doc):
        yield text_between(doc, start, end, published=True)


def carry(passages: Sequence[Passage], difference: Difference) -> list[Passage]:
    """Where the passages are in a whole new version of the text.

    Those on words that moved follow them and are moved; those whose words went are looked for, by the words
    they were on last, in what is new; what is not found for certain is detached.
    """
    return [_carried(passage, difference) for passage in passages]


def _carried(passage: Passage, difference: Difference) -> Passage:
    if not passage.live:
        mapped = _mapped(passage, difference.map_near(passage.start, passage.end))
        return _settled(mapped, passage, difference.doc, difference.inserted)
    if followed := _followed(passage, difference):
        return followed
    near = difference.map_near(passage.start, passage.end)
    mapped = _mapped(passage, near)
    if mapped.live and not _touches(near, passage):
        return mapped
    now = text_between(difference.old, passage.start, passage.end)
    if mapped.live and now == text_between(difference.doc, mapped.start, mapped.end):
        return _settled(mapped, passage, difference.doc, difference.inserted)
    if place := only_place(difference, now):
        return _found(passage, place, difference)
    if mapped.live and not _stands_for(passage, difference):
        mapped = _lost(passage, near)
    sought = anchor_at(difference.old, passage.start, passage.end) if now.strip() else passage
    return _settled(mapped, sought, difference.doc, difference.inserted)


def _followed(passage: Passage, difference: Difference) -> Passage | None:
    """The passage on words that moved, all of them together."""
    move = difference.move_of(passage.start, passage.end)
    if move is None:
        return None
    start = move.map.map(passage.start - move.old_start, 1)
    end = move.map.map(passage.end - move.old_start, -1)
    if start >= end:
        return None
    found = _found(passage, (move.new_start + start, move.new_start + end), difference)
    if move.is_in_order and text_between(difference.doc, found.start, found.end) == passage.quote:
        return replace(found, state=State.EXACT)
    return found


def _found(passage: Passage, place: tuple[int, int], difference: Difference) -> Passage:
    """The passage on words found elsewhere."""
    moved = replace(passage, start=place[0], end=place[1], state=State.MOVED, lead=0, later=())
    return _at_home(moved, difference.doc)


def _stands_for(passage: Passage, difference: Difference) -> bool:
    """Whether what stands in the place of a passage's words is most of them, or what they were changed to."""
    old, doc = difference.old, difference.doc
    own = words(text_between(old, passage.start, passage.end))
    pieces = difference.kept_in(passage.start, passage.end)
    kept = [word for start, end in pieces for word in words(text_between(old, start, end))]
    edits = difference.edits_in(passage.start, passage.end)
    put_in = [word for edit in edits for word in words(text_between(doc, edit.new_start, edit.new_end))]
    if _MOST * letters(kept) >= max(letters(own), letters(put_in) / _MOST):
        return True
    if not edits or edits[0].old_start < passage.start or passage.end < edits[-1].old_end:
        return False  # what stands there was put in for others, too
    return len(own) - len(kept) <= _REPLACED and 0 < len(put_in) <= len(own) - len(kept) + 1


def _lost(passage: Passage, step_map: StepMap) -> Passage:
    point = step_map.map(passage.start, -1)
    return replace(passage, start=point, end=point, state=State.DETACHED)
