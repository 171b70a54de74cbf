"""Letters as style has to see them: what belongs to a word, and which spellings are the same letters.

Arabic has several forms of alef and hamza, marks for vowels that are mostly left out, particles that are
written together with the next word, and digits of its own; Persian and Urdu have others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "'’‘ʼʻʿʾ`´′"
HYPHENS: Final = "-‐‑"
SPACES: Final = " \u00a0\u202f\u2009"
QUOTES: Final = '"“”„‟«»‹›'

ARABIC: Final = re.compile("[\u0620-\u064a\u0671-\u06d3\u06fa-\u06ff]")
TASHKEEL: Final = "\u064b-\u0652\u0670\u0640"
"""Marks of vowels, and the stroke that only makes a word longer."""
_TASHKEEL = re.compile(f"[{TASHKEEL}]")
ALEFS: Final = "اأإآٱ"
_ALEF = re.compile("[أإآٱ]")
PARTICLES: Final = "(?:[وف])?(?:[بكل])?(?:ال|لل)?"
_ARTICLE = re.compile("(?:[وف]?[بكل]?ال|[وف]?لل|[وف](?=ال))")

_SENTENCE: Final = re.compile('[.!?…؟۔\n]["”’»)]?\\s*["“„«‘(]?$')

DIGITS: Final = {"western": "0123456789", "eastern": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}


def in_word(character: str) -> bool:
    """Whether the character is part of a word: a letter, a digit, or a mark on one of these."""
    return character.isalnum() or unicodedata.category(character)[0] == "M" or character == "_"


def is_arabic(text: str) -> bool:
    return ARABIC.search(text) is not None


def without_tashkeel(word: str) -> str:
    return _TASHKEEL.sub("", word)


def one_alef(word: str) -> str:
    """The word without marks of vowels, every alef a bare one."""
    return _ALEF.sub("ا", without_tashkeel(word))


def without_article(word: str) -> str:
    """An Arabic word without its article and particles; itself when too little would be left."""
    found = _ARTICLE.match(word)
    return word[found.end() :] if found and len(word) - found.end() >= 3 else word


_STROKES: Final = str.maketrans("øłđı", "oldi")


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """The letters alone, in lower case: no accents, apostrophes, hyphens or spaces."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_STROKES))
    return "".join(character for character in decomposed if character.isalnum())


def is_capitalised(word: str) -> bool:
    return word[:1].isupper()


def begins_sentence(text: str, at: int) -> bool:
    """Whether a sentence begins at an offset, as far as the signs before it say."""
    return (
        _SENTENCE.search(text[max(at - 8, 0) : at]) is not None if at > 3 else not text[:at].strip('“"«„(‘ ')
    )


def like(found: str, suggestion: str, pattern: str, *, begins: bool) -> str:
    """The suggestion with the capitals of what was found, where these are not those of the pattern itself.

    ``begins`` says that a sentence begins there.
    """
    letters = [character for character in found if character.isalpha()]
    if len(letters) > 1 and all(character.isupper() for character in letters) and not pattern.isupper():
        return suggestion.upper()
    if is_capitalised(found) and (begins or not is_capitalised(pattern)):
        return suggestion[:1].upper() + suggestion[1:]
    return suggestion
