"""Finding what two sequences have in common, at a cost that grows no faster than they do.

Sequences of tokens are spelled as strings, one character a distinct token, which rapidfuzz compares quickly.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel, LCSseq, Opcode

_PUNCTUATION = (
    "!-/:-@\\[-\\^`{-~\u00a1-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965"
    "\u2010-\u2027\u2030-\u205e\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\ufffc"
)
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST = "\u0e01-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3"
"""Thai, Lao, Burmese and Khmer, which are written without spaces between words, too."""
_COMBINING = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
_UNSPACED = f"{_IDEOGRAPHS}{_SOUTH_EAST}"
_WORD = f"[^\\s{_PUNCTUATION}{_UNSPACED}]+"
_WORDS = re.compile(f"{_WORD}(?:['’]{_WORD})*|[{_UNSPACED}][{_COMBINING}]*")
_TOKEN = re.compile(f"{_WORDS.pattern}|\\s+|.", re.DOTALL)
_UNSPACED_WORD = re.compile(f"[{_UNSPACED}]")

_LETTERS_OF_IDEOGRAPH: Final = 3
_AROUND: Final = 80
"""Characters around an offset that show whether a word lies across it."""
BUDGET: Final = 20_000_000
"""The most cells (length times length) compared at once: a thirtieth of a second, 2.5 MB."""


Weigh = Callable[[str], int]


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


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words stand."""
    return [match.span() for match in _WORDS.finditer(text)]


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word of the text lies across either end of this part of it."""
    return not (_cuts(text, start) or _cuts(text, end))


def is_ideograph(word: str) -> bool:
    """Whether this is a character that is a word or half of one, and no letter or syllable."""
    return word[0] >= "\u3400" and is_unspaced(word)


def is_south_east(word: str) -> bool:
    """Whether this is a character of Thai, Lao, Burmese or Khmer."""
    return word[0] < "\u3040" and is_unspaced(word)


def letters(found: Iterable[str]) -> int:
    """How many letters words have; a Chinese character says as much as several."""
    return sum(_LETTERS_OF_IDEOGRAPH if is_ideograph(word) else len(word) for word in found)


def _cuts(text: str, at: int) -> bool:
    return 0 < at < len(text) and any(
        first + max(at - _AROUND, 0) < at < last + max(at - _AROUND, 0)
        for first, last in word_spans(text[max(at - _AROUND, 0) : at + _AROUND])
    )


def is_word(token: str) -> bool:
    return _WORDS.match(token) is not None


def is_unspaced(word: str) -> bool:
    """Whether this is a character of a script written without spaces, and so a part of a word only."""
    return _UNSPACED_WORD.match(word) is not None


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
    return int(LCSseq.similarity(a, b)) if len(a) * len(b) <= BUDGET else 0


def matches(old: str, new: str, weigh: Weigh | None = None) -> list[Match]:
    """The common parts of two spelled sequences, in order and as long as possible, or as heavy.

    ``weigh`` says of a token how many others it outweighs. Of sequences too long to be compared whole, the
    tokens that occur once in each divide them first; all weigh the same there.
    """
    start = common_prefix(old, new)
    end = common_prefix(old[start:][::-1], new[start:][::-1])
    found = [Match(0, 0, start)]
    found += _shifted(_middle(old[start : len(old) - end], new[start : len(new) - end], weigh), start, start)
    found.append(Match(len(old) - end, len(new) - end, end))
    return list(joined(found))


def common_prefix(a: str, b: str) -> int:
    """How many characters two strings begin with alike."""
    most = min(len(a), len(b))
    if a[:most] == b[:most]:
        return most
    return next(i for i in range(most) if a[i] != b[i])


def _middle(old: str, new: str, weigh: Weigh | None) -> list[Match]:
    if len(old) * len(new) > BUDGET:
        return _divided(old, new, weigh)
    if weigh is not None:
        old_weights, new_weights = list(map(weigh, old)), list(map(weigh, new))
        if sum(old_weights) * sum(new_weights) <= BUDGET:
            return _heaviest(old, new, old_weights, new_weights)
    return [Match(op.src_start, op.dest_start, op.src_end - op.src_start) for op in _equal(old, new)]


def _equal(old: str, new: str) -> Iterator[Opcode]:
    return (op for op in Indel.opcodes(old, new) if op.tag == "equal")


def _heaviest(old: str, new: str, old_weights: list[int], new_weights: list[int]) -> list[Match]:
    """As the longest, of sequences in which every token stands as often as it weighs."""
    old_at, new_at = (
        [number for number, weight in enumerate(weights) for _ in range(weight)]
        for weights in (old_weights, new_weights)
    )
    shares: Counter[tuple[int, int]] = Counter()
    for op in _equal("".join([old[i] for i in old_at]), "".join([new[j] for j in new_at])):
        shares.update(
            zip(old_at[op.src_start : op.src_end], new_at[op.dest_start : op.dest_end], strict=True)
        )
    # A token may be found in two others in equal parts: it is one of them.
    found: list[Match] = []
    for i, j in shares:
        if not found or (i > found[-1].old and j > found[-1].new):
            found.append(Match(i, j, 1))
        elif shares[i, j] > shares[found[-1].old, found[-1].new]:
            found[-1] = Match(i, j, 1)
    return found


def _divided(old: str, new: str, weigh: Weigh | None) -> list[Match]:
    found: list[Match] = []
    old_at = new_at = 0
    for i, j in [*_landmarks(old, new), (len(old), len(new))]:
        gap_old, gap_new = old[old_at:i], new[new_at:j]
        if len(gap_old) * len(gap_new) <= BUDGET:
            found += _shifted(_middle(gap_old, gap_new, weigh), old_at, new_at)
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


def _shifted(found: Iterable[Match], old: int, new: int) -> list[Match]:
    return [Match(match.old + old, match.new + new, match.size) for match in found]


def joined(found: Iterable[Match]) -> Iterator[Match]:
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
