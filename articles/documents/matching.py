"""Which tokens of two streams are the same ones: words that tell, and what stands beside them.

White space, punctuation and words that every text has are the same in any two texts and prove nothing.
The former match beside a matched word only, and a few of the latter not amid words that are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate
from typing import Final, NamedTuple

from articles.documents.sequences import (
    Match,
    Vocabulary,
    common_prefix,
    is_ideograph,
    is_unspaced,
    joined,
    matches,
    words,
)

_COMMON_SHARE: Final = 1 / 90
"""The share of all words from which on a word is common, whatever it is."""
_COMMON_COUNT: Final = 8
_SHORT: Final = 3
"""Letters up to which a word is taken to be common, unless it is a name or a number as far as one sees."""
_OUTWEIGHED: Final = 2.0
_OUTWEIGHED_UNSPACED: Final = 1.2
"""A run of words this many times outweighed by what is different on both sides is the same by chance."""


class Measure(NamedTuple):
    """How much a word tells: ``weight``, of which the most is matched, and ``mass`` in words."""

    weight: int
    mass: float


class Words:
    """The words of two texts, spelled with one vocabulary, and how often each stands in either."""

    def __init__(self, old: Iterable[str], new: Iterable[str]) -> None:
        """``old`` and ``new`` are the blocks of the two texts."""
        self.vocabulary = Vocabulary()
        self._old, self._new = (
            Counter("".join([self.vocabulary.spell(words(block)) for block in blocks]))
            for blocks in (old, new)
        )
        count = self._old.total() + self._new.total()
        self._most = max(count * _COMMON_SHARE, _COMMON_COUNT)
        self._measures: dict[str, Measure] = {}

    def telling(self, text: str, *, fewest: int) -> str:
        """The words of a text, spelled, without common ones if there are at least so ``few`` others."""
        found = words(text)
        spelled = self.vocabulary.spell(found)
        others = [one for word, one in zip(found, spelled, strict=True) if not self._is_common(word, one)]
        return "".join(others) if len(others) >= fewest else spelled

    def measure(self, word: str, spelled: str) -> Measure:
        """Of a word and its spelling."""
        found = self._measures.get(spelled)
        if found is None:
            found = self._measures[spelled] = self._measure(word, spelled)
        return found

    def _measure(self, word: str, spelled: str) -> Measure:
        is_once = self._old[spelled] == 1 and self._new[spelled] == 1
        is_common = self._is_common(word, spelled)
        if is_unspaced(word):
            mass = 1.0 if is_ideograph(word) else 0.5
            return Measure(1 + is_once, mass * 2 if is_once else mass / 2 if is_common else mass)
        if is_common:
            return Measure(1, 1.0)
        return Measure(3, 4.0) if is_once else Measure(2, 2.0)

    def _is_common(self, word: str, spelled: str) -> bool:
        if is_unspaced(word):
            return self._old[spelled] + self._new[spelled] >= self._most
        if word[0].isupper() or word[0].isdigit():
            return False  # a name or a number, as far as one sees
        return len(word) <= _SHORT or self._old[spelled] + self._new[spelled] >= self._most


def word_matches(
    known: Words, old: Sequence[str], new: Sequence[str], begins: Set[int] = frozenset()
) -> list[Match]:
    """What two sequences of words have in common: as heavy as can be, without what is the same by chance.

    ``begins`` are those of the old words with which a sentence begins.
    """
    spell = known.vocabulary.spell
    a, b = spell(old), spell(new)
    texts = dict(zip(a + b, [*old, *new], strict=True))
    measures = {character: known.measure(text, character) for character, text in texts.items()}
    found = matches(a, b, lambda character: measures[character].weight)
    outweighed = _OUTWEIGHED_UNSPACED if sum(map(is_unspaced, old)) > len(old) / 2 else _OUTWEIGHED
    masses = [[measures[character].mass for character in one] for one in (a, b)]
    return list(
        joined(_telling(_by_sentences(found, begins), _Chance(masses[0], masses[1], outweighed, begins)))
    )


def _by_sentences(runs: Iterable[Match], begins: Set[int]) -> Iterator[Match]:
    """The runs in pieces, each of one sentence: the first words of another sentence tell little."""
    for run in runs:
        start = 0
        for k in range(1, run.size + 1):
            if k == run.size or run.old + k in begins:
                yield Match(run.old + start, run.new + start, k - start)
                start = k


def _telling(runs: Iterable[Match], chance: _Chance) -> list[Match]:
    """The runs of words without those that are the same by chance."""
    kept: list[Match] = []
    for run in [*runs, chance.end]:
        # What is between a run and the next one grows with every run that goes.
        while kept and chance.made(kept[-2] if len(kept) > 1 else None, kept[-1], run):
            kept.pop()
        kept.append(run)
    return kept[:-1]


class _Chance:
    """Whether words are the same by chance, given the mass of each in both texts."""

    def __init__(
        self, old: Sequence[float], new: Sequence[float], outweighed: float, begins: Set[int]
    ) -> None:
        self._old, self._new = list(accumulate(old, initial=0.0)), list(accumulate(new, initial=0.0))
        self._outweighed, self._begins = outweighed, begins | {0, len(old)}
        self.end = Match(len(old), len(new), 0)

    def made(self, last: Match | None, run: Match, following: Match) -> bool:
        """Whether what is different on both sides of a run, and in both texts, outweighs it."""
        old, new = self._old, self._new
        start, start_new = (last.old + last.size, last.new + last.size) if last else (0, 0)
        gaps = (
            (old[run.old] - old[start], old[following.old] - old[run.old + run.size]),
            (new[run.new] - new[start_new], new[following.new] - new[run.new + run.size]),
        )
        before, after = (max(gaps[0][side], gaps[1][side]) for side in (0, 1))
        # Beside what is another sentence, or the end of a block, nothing else is needed.
        if not before and run.old in self._begins:
            before = after / 2
        if not after and following.old in self._begins:
            after = before / 2
        mass = old[run.old + run.size] - old[run.old]
        return mass * self._outweighed <= min(before, after, sum(gaps[0]), sum(gaps[1]))


def beside(a: str, b: str, pairs: Sequence[tuple[int, int]]) -> list[Match]:
    """The pairs of words with the equal tokens next to them, and those that both sequences end in."""
    found: list[Match] = []
    old_at = new_at = 0
    for i, j in [*pairs, (len(a), len(b))] if pairs else []:
        room = min(i - old_at, j - new_at)
        forth = common_prefix(a[old_at : old_at + room], b[new_at : new_at + room]) if found else 0
        room -= forth
        back = common_prefix(a[i - room : i][::-1], b[j - room : j][::-1])
        if forth:
            found.append(Match(old_at, new_at, forth))
        found.append(Match(i - back, j - back, back + (i < len(a))))
        old_at, new_at = i + 1, j + 1
    return list(joined(found))
