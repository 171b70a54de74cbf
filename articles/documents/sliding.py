"""Where words that only came, or only went, begin, if that could be said in more than one way.

“Ann left. Ann slept.” without “Ann left.” has lost “Ann left. ” or “left. Ann ”, and a query is on one of the
two names: what is said begins with a sentence where it can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count, takewhile
from typing import Final

from articles.documents.sequences import Match, is_south_east

_FARTHEST: Final = 200
"""Tokens by which a change is moved at most."""
_STOP: Final = re.compile('[.!?…。．！？؟۔।»”’")\\]』」]+')
_SPACE: Final = re.compile(r"\s+")

Texts = Sequence[str | None]
"""The texts of tokens, None for the border of a block and for a leaf."""


def slid(found: Sequence[Match], old: tuple[str, Texts], new: tuple[str, Texts]) -> list[Match]:
    """The same matches, with what only came or went between two of them moved to the border of a sentence.

    ``old`` and ``new`` are the spellings of the tokens and their texts.
    """
    moved = list(found)
    for number in range(len(moved) - 1):
        before, after = moved[number], moved[number + 1]
        only_went = before.new + before.size == after.new
        only_came = before.old + before.size == after.old
        if only_went == only_came:
            continue
        spelled, texts = old if only_went else new
        gap = (before.old + before.size, after.old) if only_went else (before.new + before.size, after.new)
        by = _best(spelled, texts, gap, (before.size, after.size))
        moved[number] = before._replace(size=before.size + by)
        moved[number + 1] = Match(after.old + by, after.new + by, after.size - by)
    return [match for match in moved if match.size]


def _best(spelled: str, texts: Texts, gap: tuple[int, int], room: tuple[int, int]) -> int:
    """By how many tokens the gap is best moved: none, forward, or back."""
    start, end = gap
    if begins_sentence(texts, start):
        return 0
    forth = takewhile(
        lambda k: spelled[start + k - 1] == spelled[end + k - 1], range(1, min(room[1], _FARTHEST) + 1)
    )
    back = takewhile(lambda k: spelled[start - k] == spelled[end - k], range(1, min(room[0], _FARTHEST) + 1))
    ways = [
        *(k for k in forth if begins_sentence(texts, start + k)),
        *(-k for k in back if begins_sentence(texts, start - k)),
    ]
    return min(ways, key=abs, default=0)


def begins_sentence(texts: Texts, at: int) -> bool:
    """Whether a sentence begins with this token."""
    for number in count(at - 1, -1):
        text = texts[number] if number >= 0 else None
        if text is None:
            return True
        if not _SPACE.fullmatch(text):
            # Thai and its like have no full stops: a space is where a new phrase begins.
            return _STOP.fullmatch(text) is not None or (number < at - 1 and is_south_east(text))
    return False
