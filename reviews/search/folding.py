"""Words as search compares them, and where in a text they are.

One rule for both databases, for what is indexed, looked for and highlighted: a word is a run of letters and
digits with their marks; accents, case and the marks of Arabic and Hebrew make no difference, nor do the forms
of alef, yeh and kaf, hamza, teh marbuta, and the family of the digits. A letter of a script without spaces is
a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from articles.documents.style.letters import bare
from articles.documents.text import UNSPACED

LONGEST_WORD: Final = 40
"""Letters of a word that are compared; what is longer is found by its beginning."""

_MARKS: Final = "".join(
    re.escape(chr(code)) for code in range(0x10000) if unicodedata.category(chr(code))[0] == "M"
)
_JOINERS: Final = "\u00ad\u200c\u200d"
"""The soft hyphen, and what joins or separates letters within a word in Persian."""
_APART: Final = f"{UNSPACED}\u3038-\u303a\u3192-\u3195\u3220-\u3229\u3280-\u3289\uff66-\uff9f"
"""Letters of scripts without spaces, with their half-width, circled and annotating forms."""
_LETTERS: Final = f"[^\\W_{_APART}]+"
_PLAIN: Final = "[0-9A-Za-z]+(?=[\x20-/:-@\\[-`{-~‘’“”–—…\\s]|$)"
"""Most words, and found in a fifth of the time."""
_WORD: Final = re.compile(f"{_PLAIN}|[{_APART}]|{_LETTERS}(?:[{_MARKS}{_JOINERS}]+(?:{_LETTERS})?)*")
_ALIKE: Final = str.maketrans(
    {
        "ٱ": "ا",
        "ة": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ء": "",
        "ـ": "",
        "æ": "ae",
        "œ": "oe",
    }
)
_LETTER_APART: Final = re.compile(f"[{_APART}]")
_DIGIT: Final = re.compile("[^\\D0-9]")


class Word(NamedTuple):
    """A word of a text: where it begins and ends, in characters, and how it is compared."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word as it is compared; empty where nothing of it counts, such as a lone hamza."""
    letters = bare(bare(word))
    if not letters.isascii():
        letters = _DIGIT.sub(_as_western, letters.translate(_ALIKE))
    if not letters.isalnum():  # a fraction in one character has a stroke, a number may have brackets
        letters = "".join(filter(str.isalnum, letters))
    is_apart = _LETTER_APART.match(letters)  # Japanese has two ligatures, which count by their first letter
    return letters[: 1 if is_apart else LONGEST_WORD]


def _as_western(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0]))


def words_in(text: str) -> Iterator[Word]:
    """The words of a text, in order, without those of which nothing counts."""
    for found in _WORD.finditer(text):
        folded = fold(found[0])
        if folded:
            yield Word(found.start(), found.end(), folded)
