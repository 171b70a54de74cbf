"""Words typed twice, as “the the”; not those that are meant so, as “had had” and “very very”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from articles.documents.style.consistency.story import Story, Token, Use, finding, tokens_of
from articles.documents.style.consistency.vocabulary import words
from articles.documents.style.letters import is_arabic
from articles.documents.style.model import LANGUAGES, Finding, Kind
from articles.documents.style.quotations import opens_quotation

_LATIN: Final = re.compile("[a-z\u00df-\u024f]")
_MEANT: Final = {language: words(f"doubled on purpose: {language}") for language in LANGUAGES}
_ARABIC_PARTICLES: Final = words("arabic particles")


def doubled_words(story: Story) -> Iterator[Finding]:
    """Each pair of the same word that is not meant."""
    meant = _MEANT.get(story.language, frozenset())
    for block in story.blocks:
        tokens = tokens_of(block)
        for first, second in pairwise(tokens):
            if (
                second.text.casefold() == first.text.casefold()
                and second.follows
                and _is_slip(first, second, meant)
            ):
                if _is_exclaimed(block.words.text, first.start):
                    continue
                yield finding(
                    Kind.DOUBLED,
                    "doubled word",
                    [Use(block, first.start, second.end)],
                    f"“{second.text}” is repeated.",
                    suggestion=first.text,
                )


def _is_slip(first: Token, second: Token, meant: frozenset[str]) -> bool:
    word = first.text.casefold()
    if is_arabic(word):
        return word not in _MEANT["ar"] and (word in _ARABIC_PARTICLES or word.startswith("ال"))
    if word in meant or len(word) < 2 or not word.isalpha() or not _LATIN.match(word):
        return len(word) == 1 and word == "a" and second.text == "a" and first.text.islower()
    return not second.text[0].isupper() and not (first.text[0].isupper() and not first.begins)


def _is_exclaimed(text: str, at: int) -> bool:
    """Whether it is at the beginning of a quotation, where people stammer and insist."""
    return opens_quotation(text, at)
