"""Where the words of a passage are found again: certainly and in one place, or nowhere."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Final

from prosemirror.model import Node
from rapidfuzz.distance import Indel

from articles.documents.diff import Difference
from articles.documents.flat import FlatText, flatten
from articles.documents.footnotes import has_references
from articles.documents.passage import CONTEXT, Passage
from articles.documents.sequences import is_whole, letters
from articles.documents.sequences import words as words_in
from articles.documents.text import text_between, units

CERTAIN: Final = 0.75
"""The least score at which words found elsewhere are taken to be the passage's own."""
_APART: Final = 0.15
"""How far the best of several places must be ahead of the next."""
_TELLING: Final = 12
"""So many characters, words and context together, are enough to tell one place from another."""
_DISTINCT: Final = 48
"""Words as long as this that come only once need no context to be known again."""

_MOST_PLACES: Final = 100
"""Places that are compared by what is around them."""
_NEIGHBOURS: Final = 8

Ranges = tuple[tuple[int, int], ...]


def is_home(flat: FlatText, passage: Passage, offset: int) -> bool:
    """Whether these words stand there, between the very words they stood between."""
    last = offset + len(passage.quote)
    around = flat.text[max(offset - CONTEXT, 0) : offset], flat.text[last : last + CONTEXT]
    return flat.text[offset:last] == passage.quote and around == (passage.before, passage.after)


def quote_at(doc: Node, start: int, quote: str, inserted: Ranges) -> tuple[int, int] | None:
    """The range from ``start`` on, if these words stand there and some of them were just put in."""
    if start < 0:
        return None
    if "\n" not in quote and not has_references(doc):
        end = start + units(quote)
        stands = _meets(inserted, start, end) and text_between(doc, start, end) == quote
        return (start, end) if stands else None
    if not any(start < last for _first, last in inserted):
        return None
    flat = flatten(doc)
    offset = flat.offset(start)
    if flat.position(offset) != start or not flat.text.startswith(quote, offset):
        return None
    end = flat.position(offset + len(quote), end=True)
    return (start, end) if _meets(inserted, start, end) else None


def _meets(inserted: Ranges, start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in inserted)


def find(doc: Node, sought: Passage, inserted: Ranges) -> tuple[int, int] | None:
    """Where in the inserted ranges the words are found again, certainly and in one place only."""
    size = len(sought.quote)
    if not any(end - start >= size for start, end in inserted):
        return None
    flat = flatten(doc)
    ranges = _in_text(doc, inserted)
    places, known = _occurrences(flat, sought.quote, ranges), True
    if len(places) > _MOST_PLACES:
        places, known = _with_neighbours(flat, sought, ranges), False
    if not 0 < len(places) <= _MOST_PLACES:
        return None
    likeness = {offset: _likeness(flat, sought, offset) for offset in places}
    best, *others = sorted(likeness, key=lambda offset: likeness[offset], reverse=True)
    score = likeness[best]
    if others and score - likeness[others[0]] < _APART:
        return None
    if known and not others:
        score = 1 - (1 - score) * (1 - min(1.0, size / _DISTINCT))
    if score < CERTAIN:
        return None
    return flat.position(best), flat.position(best + size, end=True)


def only_place(difference: Difference, words: str) -> tuple[int, int] | None:
    """Where in the new text these words stand, if they stand once in the old one and once in the new one.

    None when they are too few letters to tell, or nothing but a part of other words.
    """
    if letters(words_in(words)) < difference.telling_letters:
        return None
    old, new = flatten(difference.old), flatten(difference.doc)
    if not (_stands_once(old.text, words) and _stands_once(new.text, words)):
        return None
    offset = new.text.find(words)
    if not is_whole(new.text, offset, offset + len(words)):
        return None
    return new.position(offset), new.position(offset + len(words), end=True)


def _stands_once(text: str, words: str) -> bool:
    first = text.find(words)
    return first >= 0 and text.find(words, first + 1) < 0


@lru_cache(maxsize=4)
def _in_text(doc: Node, inserted: Ranges) -> tuple[list[int], list[int]]:
    """Where ranges of positions start and end in the flat text; they are the same for many passages."""
    flat = flatten(doc)
    starts = [flat.offset(start) for start, _end in inserted]
    return starts, [flat.offset(end, end=True) for _start, end in inserted]


def _occurrences(flat: FlatText, words: str, ranges: tuple[list[int], list[int]]) -> set[int]:
    """Where the words stand whole in one of the ranges: all places, or more than may be looked at."""
    starts, ends = ranges
    found: set[int] = set()
    offset = flat.text.find(words)
    while offset >= 0 and len(found) <= _MOST_PLACES:
        holder = bisect_right(starts, offset) - 1
        if holder < 0 or offset + len(words) > ends[holder]:
            # On to the first place in the next range, unless that is behind us.
            following = starts[holder + 1] if holder + 1 < len(starts) else len(flat.text)
            offset = flat.text.find(words, max(offset + 1, following))
            continue
        found.add(offset)
        offset = flat.text.find(words, offset + 1)
    return found


def _with_neighbours(flat: FlatText, sought: Passage, ranges: tuple[list[int], list[int]]) -> set[int]:
    """Of words that stand in very many places those that have the letters before or behind them, too."""
    before = _last_line(sought.before)[-_NEIGHBOURS:].lstrip("\n")
    after = _first_line(sought.after)[:_NEIGHBOURS].rstrip("\n")
    quote, found = sought.quote, set[int]()
    if before:
        found |= {place + len(before) for place in _occurrences(flat, before + quote, ranges)}
    if after:
        found |= _occurrences(flat, quote + after, ranges)
    return found


def _likeness(flat: FlatText, sought: Passage, offset: int) -> float:
    """How alike the surroundings are, from 0 to 1; little that is alike counts for little."""
    last = offset + len(sought.quote)
    sides = [
        (_last_line(sought.before), _last_line(flat.text[max(offset - CONTEXT, 0) : offset])),
        (_first_line(sought.after), _first_line(flat.text[last : last + CONTEXT])),
    ]
    weights = [max(len(own), len(other)) for own, other in sides]
    alike = [Indel.normalized_similarity(own, other) for own, other in sides]
    share = sum(w * a for w, a in zip(weights, alike, strict=True)) / sum(weights)
    return share * min(1.0, (len(sought.quote) + sum(weights)) / _TELLING)


def _last_line(context: str) -> str:
    """The context within the block, with its border; what lies beyond says nothing of a block that moved."""
    line = context.rpartition("\n")[2]
    return line if len(line) == CONTEXT else "\n" + line


def _first_line(context: str) -> str:
    line = context.partition("\n")[0]
    return line if len(line) == CONTEXT else line + "\n"
