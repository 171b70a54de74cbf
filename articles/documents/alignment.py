"""Which block of a new text is which block of the old one: first those that are equal, then those alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import product
from typing import Final

from rapidfuzz.distance import Indel

from articles.documents.matching import Words
from articles.documents.sequences import Candidate, Match, Vocabulary, common, heaviest_chain, matches

SAME_BLOCK: Final = 0.45
"""The least share of common words that makes two blocks the same block, edited."""
SAME_PART: Final = 0.8
"""The least share of a short block's words found in a long one that makes it a part of that one."""
MOVED_BLOCK: Final = 0.5
"""The least share of common words that makes a block elsewhere the same block, moved."""
_AHEAD: Final = 1.4
"""How many times less a block differs from the one it is taken to be than from any other."""
_FEWEST_WORDS = 6
_FEWEST_TELLING = 4
_SHORT = 40
_ALL_PAIRS = 2_500
_ALL_CELLS = 100_000_000
"""Words times words of all these pairs."""
_NOT_EQUAL: Final = 0.99
_RARE = 8
LIKELIEST = 4


@dataclass(frozen=True)
class Sketch:
    """What alignment needs to know of a block: ``key`` is equal for equal blocks, ``words`` is spelled.

    Of a block with some words that tell, ``words`` leaves out those that every text has.
    """

    key: Hashable
    kind: Hashable
    text: str
    words: str


Pair = tuple[int | None, int | None]


def sketch(known: Words, *, key: Hashable, kind: Hashable, text: str) -> Sketch:
    """``kind`` says what a block can be matched with: only with its like."""
    return Sketch(key, kind, text, known.telling(text, fewest=_FEWEST_TELLING))


def align(old: Sequence[Sketch], new: Sequence[Sketch]) -> list[Pair]:
    """Every block of both texts once, in order: matched (i, j), gone (i, None) or come (None, j).

    A block that is certainly another one elsewhere is matched with none that merely reads alike.
    """
    keys = Vocabulary()
    equal = matches(keys.spell(block.key for block in old), keys.spell(block.key for block in new))
    gaps = _between(equal, len(old), len(new))
    free = [i for olds, _news in gaps for i in olds], [j for _olds, news in gaps for j in news]
    moved = moved_pairs([old[i] for i in free[0]], [new[j] for j in free[1]])
    certain = {(free[0][i], free[1][j]) for i, j in moved}
    pairs: list[Pair] = []
    for (olds, news), match in zip(gaps, [*equal, Match(0, 0, 0)], strict=True):
        pairs += _gap(olds, news, heaviest_chain(_alike(old, new, olds, news, certain)))
        pairs += ((match.old + k, match.new + k) for k in range(match.size))
    return pairs


def _between(equal: Sequence[Match], old_size: int, new_size: int) -> list[tuple[range, range]]:
    """What lies before each match, and behind the last one."""
    starts = [(0, 0), *((match.old + match.size, match.new + match.size) for match in equal)]
    ends = [*((match.old, match.new) for match in equal), (old_size, new_size)]
    return [(range(i, i_to), range(j, j_to)) for (i, j), (i_to, j_to) in zip(starts, ends, strict=True)]


def _gap(olds: range, news: range, chain: Sequence[Candidate]) -> Iterator[Pair]:
    i, j = olds.start, news.start
    for old_to, new_to, _weight in [*chain, (olds.stop, news.stop, 0.0)]:
        yield from ((gone, None) for gone in range(i, old_to))
        yield from ((None, come) for come in range(j, new_to))
        if old_to < olds.stop:
            yield old_to, new_to
        i, j = old_to + 1, new_to + 1


def _alike(
    old: Sequence[Sketch], new: Sequence[Sketch], olds: range, news: range, certain: Set[tuple[int, int]]
) -> Iterator[Candidate]:
    if not olds or not news:
        return
    taken_old, taken_new = {i for i, _j in certain}, {j for _i, j in certain}
    for i, j in likely_pairs(old, new, olds, news):
        if (i in taken_old or j in taken_new) and (i, j) not in certain:
            continue
        if weight := _likeness(old[i], new[j]):
            yield i, j, weight


def _likeness(old: Sketch, new: Sketch) -> float:
    """The number of words two blocks share when that makes them the same block, otherwise 0."""
    if old.kind != new.kind:
        return 0.0
    if old.key == new.key or old.text == new.text:
        return len(old.words) + 1.0
    shared = common(old.words, new.words)
    shorter = min(len(old.words), len(new.words))
    if 2 * shared >= SAME_BLOCK * (len(old.words) + len(new.words)) and shared:
        return float(shared)
    if shorter >= _FEWEST_WORDS and shared >= SAME_PART * shorter:
        return float(shared)
    # A heading of two words has none left when one is corrected.
    if max(len(old.text), len(new.text)) <= _SHORT and _spelled_alike(old.text, new.text):
        return 0.5
    return 0.0


def _spelled_alike(old: str, new: str) -> bool:
    return bool(old and new) and Indel.normalized_similarity(old, new) >= SAME_PART


def likely_pairs(
    old: Sequence[Sketch], new: Sequence[Sketch], olds: Sequence[int], news: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The pairs worth comparing: all when there are few, otherwise those that share rare words."""
    cells = sum(len(old[i].words) for i in olds) * sum(len(new[j].words) for j in news)
    if len(olds) * len(news) <= _ALL_PAIRS and cells <= _ALL_CELLS:
        yield from product(olds, news)
        return
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i in olds:
        for word in set(old[i].words or "\0"):
            holders[word].append(i)
    rare = {word: blocks for word, blocks in holders.items() if len(blocks) <= _RARE}
    for j in news:
        shared = Counter(i for word in set(new[j].words or "\0") for i in rare.get(word, ()))
        yield from ((i, j) for i, _count in shared.most_common(LIKELIEST))


def moved_pairs(old: Sequence[Sketch], new: Sequence[Sketch]) -> list[tuple[int, int]]:
    """Of blocks that went and blocks that came, those that are the same block in another place.

    A block with a look-alike of nearly equal standing is left alone.
    """
    likeness: dict[tuple[int, int], float] = {}
    for i, j in likely_pairs(old, new, range(len(old)), range(len(new))):
        if share := _moved_share(old[i], new[j]):
            likeness[i, j] = share
    best_of_old, best_of_new = _best(likeness, 0), _best(likeness, 1)
    return [(i, j) for i, j in likeness if best_of_old.get(i) == (i, j) == best_of_new.get(j)]


def _moved_share(old: Sketch, new: Sketch) -> float:
    """How much of two blocks is the same, from 0 to 1; nothing when that is little."""
    if old.kind != new.kind or not old.words:
        return 0.0
    if old.text == new.text:
        return 1.0
    if min(len(old.words), len(new.words)) < _FEWEST_WORDS:
        return 0.0
    share = 2 * common(old.words, new.words) / (len(old.words) + len(new.words))
    return min(share, _NOT_EQUAL) if share >= MOVED_BLOCK / 2 else 0.0


def _best(likeness: dict[tuple[int, int], float], side: int) -> dict[int, tuple[int, int]]:
    """For every block on one side the pair it prefers, if that is far enough ahead of the next."""
    best: dict[int, tuple[float, tuple[int, int]]] = {}
    next_best: defaultdict[int, float] = defaultdict(float)
    for pair, share in likeness.items():
        block = pair[side]
        top = best[block][0] if block in best else 0.0
        if share > top:
            best[block] = share, pair
        next_best[block] = max(next_best[block], min(share, top))
    return {
        block: pair
        for block, (share, pair) in best.items()
        if share >= MOVED_BLOCK and 1 - next_best[block] > _AHEAD * (1 - share)
    }
