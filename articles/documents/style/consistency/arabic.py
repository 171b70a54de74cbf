"""Arabic words and names written in two ways: with and without hamza, and foreign names in two spellings.

A bare alef beside one with hamza is an omission; two alefs with different hamzas are different words, and so
are most words that differ in their last letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from articles.documents.style.blocks import Block
from articles.documents.style.consistency.story import Story, Token, Use, finding, times, tokens_of
from articles.documents.style.letters import is_arabic, one_alef, without_article, without_tashkeel
from articles.documents.style.model import Finding, Kind

_LEAST: Final = 4
_AND: Final = ("و", "ف")
_SOUNDS: Final = ("غجقك", "سصثش", "تط", "فڤ", "دضذ", "زظذ", "وا", "ىي")
"""Letters that stand for one sound of another language."""
_VOWELS: Final = "اوي"
_MOST: Final = 60


def arabic_spellings(story: Story) -> Iterator[Finding]:
    """One finding for each spelling that is not the usual one."""
    forms: dict[str, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    written = tuple(block for block in story.blocks if is_arabic(block.words.text))
    known = {_folded(word) for block in written for token in tokens_of(block) if (word := _word(token.text))}
    for block in written:
        for token in tokens_of(block):
            if stem := _stem(token.text, known):
                use = Use(block, token.end - _length(token, stem), token.end)
                forms[_folded(stem)][stem].append(use)
    for spellings in forms.values():
        if len(spellings) > 1:
            yield from _of_spellings(spellings)
    yield from _near_names(written)


def _word(text: str) -> str:
    return without_tashkeel(text) if is_arabic(text) else ""


def _stem(text: str, known: set[str]) -> str:
    """The word without its article and particles, when enough is left; “and” only before a known word."""
    word = _word(text)
    stem = without_article(word)
    if stem == word and word[:1] in _AND and len(word) > _LEAST and _folded(word[1:]) in known:
        stem = word[1:]
    return stem if len(stem) >= (_LEAST if stem == word else _LEAST - 1) else ""


def _length(token: Token, stem: str) -> int:
    """How much of the token the stem is, with its marks."""
    return (
        len(token.text)
        if len(without_tashkeel(token.text)) == len(stem)
        else len(stem) + (len(token.text) - len(without_tashkeel(token.text)))
    )


def _folded(stem: str) -> str:
    letters = one_alef(stem)
    return letters[:-1] + {"ه": "ة", "ي": "ى"}.get(letters[-1], letters[-1])


def _of_spellings(spellings: dict[str, list[Use]]) -> Iterator[Finding]:
    usual = min(spellings, key=lambda stem: (-len(spellings[stem]), stem == one_alef(stem), stem))
    for stem, uses in spellings.items():
        if stem != usual and _is_omission(stem, usual, uses + spellings[usual]):
            yield _finding(uses, spellings[usual], usual)


def _is_omission(one: str, other: str, uses: list[Use]) -> bool:
    """Whether only one of them lacks hamzas or dots that the other has."""
    bare_alefs = [a == "ا" for a, b in zip(one[:-1], other[:-1], strict=True) if a != b and "ا" in (a, b)]
    different = [(a, b) for a, b in zip(one[:-1], other[:-1], strict=True) if a != b]
    if len(bare_alefs) != len(different) or (bare_alefs and len(set(bare_alefs)) != 1):
        return False
    last = {one[-1], other[-1]}
    if last == {"ه", "ة"}:
        return all(_has_article(use) for use in uses)
    if last == {"ي", "ى"}:
        return len(one) >= 5
    return bool(different) or bool(last & {"ا"})


def _has_article(use: Use) -> bool:
    """Whether the word has the article, so that no pronoun can be joined to it."""
    return use.block.words.text[max(use.start - 2, 0) : use.start] in {"ال", "لل"}


def _finding(uses: list[Use], others: list[Use], usual: str) -> Finding:
    reason = f"Also spelled “{usual}” in this story, {times(len(others))}."
    return finding(Kind.SPELLING, "word in two spellings", uses, reason, suggestion=usual, see=others[:1])


def _near_names(written: Sequence[Block]) -> Iterator[Finding]:
    """Words that differ in one letter of a foreign sound behind the same first name."""
    behind: dict[str, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for block in written:
        for first, second in pairwise(tokens_of(block)):
            if (
                second.follows
                and len(first.text) >= 4
                and len(second.text) >= 5
                and not first.text.startswith("ال")
            ):
                behind[one_alef(first.text)][one_alef(second.text)].append(
                    Use(block, second.start, second.end)
                )
    for words in behind.values():
        if not 2 <= len(words) <= _MOST:
            continue
        ordered = sorted(words, key=lambda word: (-len(words[word]), words[word][0].order))
        for at, usual in enumerate(ordered):
            for rare in ordered[at + 1 :]:
                if _are_transliterations(usual, rare):
                    spelling = words[usual][0].place.words
                    yield _finding(words[rare], words[usual], spelling)


def _are_transliterations(one: str, other: str) -> bool:
    if one[0] != other[0] and not _one_sound(one[0], other[0]):
        return False
    if DamerauLevenshtein.distance(one, other) != 1:
        return False
    if len(one) == len(other):
        return any(_one_sound(a, b) for a, b in zip(one, other, strict=True) if a != b)
    longer, shorter = sorted((one, other), key=len, reverse=True)
    at = next((i for i, letter in enumerate(shorter) if longer[i] != letter), len(shorter))
    return len(shorter) >= 6 and 0 < at < len(shorter) - 1 and longer[at] in _VOWELS


def _one_sound(one: str, other: str) -> bool:
    return any(one in sounds and other in sounds for sounds in _SOUNDS)
