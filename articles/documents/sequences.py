"""Finding what two sequences have in common, at a cost that grows no faster than they do.

Sequences of tokens are spelled as strings, one character a distinct token, which rapidfuzz compares quickly.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel, LCSseq

_PUNCTUATION = (
    "!-/:-@\\[-\\^`{-~\u00a1-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965"
    "\u2010-\u2027\u2030-\u205e\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
)
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = f"[^\\s{_PUNCTUATION}{_UNSPACED}]+"
_TOKEN = re.compile(f"{_WORD}(?:['’]{_WORD})*|\\s+|.", re.DOTALL)
_WORDS = re.compile(f"{_WORD}(?:['’]{_WORD})*|[{_UNSPACED}]")

_BUDGET: Final = 20_000_000
"""The most cells (length times length) compared at once: a thirtieth of a second, 2.5 MB."""


class Match(NamedTuple):
    """``size`` tokens from ``old`` on equal as many from ``new`` on."""

    old: int
    new: int
    size: int


def tokens(text: str) -> list[str]:
    """Words, runs of white space and single marks of punctuation; joined they are the text again."""
    return _TOKEN.findall(text)


def words(text: str) -> list[str]:
    """The words alone; a character of a script written without spaces is one."""
    return _WORDS.findall(text)


class Vocabulary:
    """A character for every distinct token, the same for as long as the vocabulary is used."""

    def __init__(self) -> None:
        self._characters: dict[Hashable, str] = {}

    def spell(self, sequence: Iterable[Hashable]) -> str:
        return "".join([self._characters.get(token) or self._learn(token) for token in sequence])

    def _learn(self, token: Hashable) -> str:
        number = len(self._characters) + 1
        # The surrogates are no characters.
        character = chr(number if number < 0xD800 else number + 0x800)
        self._characters[token] = character
        return character


def common(a: str, b: str) -> int:
    """How many tokens two spelled sequences have in common, in order; 0 when they are too long to tell."""
    return int(LCSseq.similarity(a, b)) if len(a) * len(b) <= _BUDGET else 0


def matches(old: str, new: str) -> list[Match]:
    """The common parts of two spelled sequences, in order and as long as possible.

    Of sequences too long to be compared whole, the tokens that occur once in each divide them first.
    """
    start = common_prefix(old, new)
    end = common_prefix(old[start:][::-1], new[start:][::-1])
    found = [Match(0, 0, start)]
    found += _shifted(_middle(old[start : len(old) - end], new[start : len(new) - end]), start, start)
    found.append(Match(len(old) - end, len(new) - end, end))
    return list(_joined(found))


def common_prefix(a: str, b: str) -> int:
    """How many characters two strings begin with alike."""
    most = min(len(a), len(b))
    if a[:most] == b[:most]:
        return most
    return next(i for i in range(most) if a[i] != b[i])


def _middle(old: str, new: str) -> list[Match]:
    if len(old) * len(new) <= _BUDGET:
        return [
            Match(op.src_start, op.dest_start, op.src_end - op.src_start)
            for op in Indel.opcodes(old, new)
            if op.tag == "equal"
        ]
    return _divided(old, new)


def _divided(old: str, new: str) -> list[Match]:
    found: list[Match] = []
    old_at = new_at = 0
    for i, j in [*_landmarks(old, new), (len(old), len(new))]:
        gap_old, gap_new = old[old_at:i], new[new_at:j]
        if len(gap_old) * len(gap_new) <= _BUDGET:
            found += _shifted(_middle(gap_old, gap_new), old_at, new_at)
        found.append(Match(i, j, int(i < len(old))))
        old_at, new_at = i + 1, j + 1
    return found


def _landmarks(old: str, new: str) -> list[tuple[int, int]]:
    """Where the tokens stand that occur once in each sequence: the most of them that are in one order."""
    old_counts, new_counts = Counter(old), Counter(new)
    where = {token: i for i, token in enumerate(old) if old_counts[token] == 1}
    pairs = [(where[token], j) for j, token in enumerate(new) if new_counts[token] == 1 and token in where]
    chain = heaviest_chain([(i, j, 1.0) for i, j in pairs])
    return [(i, j) for i, j, _weight in chain]


def _shifted(found: list[Match], old: int, new: int) -> list[Match]:
    return [Match(match.old + old, match.new + new, match.size) for match in found]


def _joined(found: list[Match]) -> Iterator[Match]:
    """Leave out empty matches and join those that follow one another without a gap."""
    last: Match | None = None
    for match in found:
        if not match.size:
            continue
        if last and last.old + last.size == match.old and last.new + last.size == match.new:
            last = Match(last.old, last.new, last.size + match.size)
            continue
        if last:
            yield last
        last = match
    if last:
        yield last


Candidate = tuple[int, int, float]


def heaviest_chain(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of pairs (i, j) with a weight, the heaviest choice in which both i and j only rise."""
    ordered = sorted(candidates, key=lambda pair: (pair[0], -pair[1]))
    ranks = sorted({j for _i, j, _weight in ordered})
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)
    previous: list[int] = []
    for number, (_i, j, weight) in enumerate(ordered):
        rank = bisect_left(ranks, j) + 1
        total, before = _best_below(best, rank)
        previous.append(before)
        _raise_from(best, rank, (total + weight, number))
    return _walk_back(ordered, previous, _best_below(best, len(ranks) + 1)[1])


def _best_below(best: list[tuple[float, int]], rank: int) -> tuple[float, int]:
    """The heaviest chain that ends below the rank; ``best`` is a Fenwick tree of maxima."""
    found = (0.0, -1)
    rank -= 1
    while rank > 0:
        found = max(found, best[rank])
        rank -= rank & -rank
    return found


def _raise_from(best: list[tuple[float, int]], rank: int, chain: tuple[float, int]) -> None:
    while rank < len(best):
        best[rank] = max(best[rank], chain)
        rank += rank & -rank


def _walk_back(ordered: list[Candidate], previous: list[int], number: int) -> list[Candidate]:
    chain: list[Candidate] = []
    while number >= 0:
        chain.append(ordered[number])
        number = previous[number]
    return chain[::-1]
