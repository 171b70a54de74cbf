"""The same name spelled in two ways: other signs or capitals, or letters that differ by one or two.

Real different names look alike, too. So letters may differ only where something says that it is one name: the
same first name before both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from articles.documents.style.consistency.mentions import COMMON, Mention, Word
from articles.documents.style.consistency.story import Story, Use, finding, preferred, times, tokens_of
from articles.documents.style.consistency.vocabulary import words
from articles.documents.style.letters import bare, is_capitalised
from articles.documents.style.model import Finding, Kind

_LEAST: Final = 5
"""Letters of a name that may be spelled differently by a letter."""
_MOST_NAMES: Final = 3_000
"""So many different words of a story are compared; each is compared only with those that begin alike."""
_NEAR: Final = 40
_ENDINGS: Final = words("endings")


def spelled_differently(story: Story, found: Sequence[Mention]) -> Iterator[Finding]:
    """One finding for each spelling that is not the usual one."""
    told: set[str] = set()
    for one in _same_letters(story, found):
        told.add(bare(one.place.words))
        yield one
    if story.language != "de":
        ordinary = {token.text for block in story.prose for token in tokens_of(block) if token.text.islower()}
        near = _near_letters(found, ordinary)
        yield from (one for one in near if bare(one.place.words) not in told)


def _same_letters(story: Story, found: Sequence[Mention]) -> Iterator[Finding]:
    """Spellings that differ in apostrophes, accents, hyphens, spaces or capitals."""
    forms: dict[str, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for mention in found:
        for text, use in _units(mention):
            forms[bare(text)][text].append(use)
    for text, use in _with_possessives(story):
        forms[bare(text)][text].append(use)
    alone = {one.words[0].use.order for one in found if len(one.words) == 1 and not one.words[0].begins}
    for letters, uses in forms.items():
        if len(letters) < 4 or letters.isdigit():
            continue
        spellings = _without_upper(dict(uses), alone)
        if story.language == "de" and not _share_a_name(spellings):
            spellings = _with_the_umlauts(spellings)
        if len(spellings) > 1 and any(" " not in text or "'s " in text for text in spellings):
            yield from _on_others(spellings)
    yield from _in_lower_case(story, found)


def _units(mention: Mention) -> Iterator[tuple[str, Use]]:
    """The words of a name, and each two that follow one another, with their spelling."""
    shouted = sum(len(word.text) > 1 and word.text.isupper() for word in mention.words) > 1
    for word in mention.words:
        text = word.text
        if text.isupper() and (shouted or word.use.block.words.is_shouted):
            continue
        if word.begins and text[:3] in {"Al-", "El-"}:
            text = text[0].lower() + text[1:]
        yield text, word.use
    for first, second in pairwise(mention.words):
        if first.use.block is second.use.block and min(len(first.text), len(second.text)) > 1:
            text = f"{first.text} {second.text}"
            if first.begins and first.text in {"Al", "El"}:
                text = text[0].lower() + text[1:]
            yield text, Use(first.use.block, first.use.start, second.use.end)


def _without_upper(spellings: dict[str, list[Use]], alone: set[tuple[int, int]]) -> dict[str, list[Use]]:
    """Without words in capitals alone, unless those are a usual spelling, as of an abbreviation.

    The other spelling has to be a name by itself somewhere, and not only a word in longer ones.
    """
    upper = {text for text in spellings if text.isupper()}
    if not upper or len(upper) == len(spellings):
        return spellings
    is_short = all(" " not in text for text in spellings) and all(len(text) <= 7 for text in upper)
    others = [use for text in spellings if text not in upper for use in spellings[text]]
    if (
        is_short
        and sum(len(spellings[text]) for text in upper) >= 2
        and any(use.order in alone for use in others)
    ):
        return spellings
    return {text: uses for text, uses in spellings.items() if text not in upper}


def _share_a_name(spellings: dict[str, list[Use]]) -> bool:
    """Whether all of them are behind the same word, as a first name is before a last one."""
    before = [{_word_before(use) for use in uses} - {""} for uses in spellings.values()]
    return bool(set.intersection(*before)) if before else False


def _word_before(use: Use) -> str:
    words = use.block.words.text[max(use.start - 30, 0) : use.start].split()
    return words[-1] if words and is_capitalised(words[-1]) and words[-1].casefold() not in COMMON else ""


def _with_the_umlauts(spellings: dict[str, list[Use]]) -> dict[str, list[Use]]:
    """The usual spelling, and those with its umlauts: German plurals differ in nothing else."""
    usual = preferred(spellings)
    umlauts = [letter for letter in usual.casefold() if letter in "äöü"]
    return {
        text: uses
        for text, uses in spellings.items()
        if [letter for letter in text.casefold() if letter in "äöü"] == umlauts
    }


def _on_others(spellings: dict[str, list[Use]]) -> Iterator[Finding]:
    usual = preferred(spellings)
    for text, uses in spellings.items():
        is_pair = " " in text and " " in usual
        if text != usual and (not is_pair or ("'s " in text) != ("'s " in usual)):
            yield _spelling(text, uses, usual, spellings[usual])


def _with_possessives(story: Story) -> Iterator[tuple[str, Use]]:
    """Names that begin with a possessive, as “Rima’s Well”, which may lose their apostrophe."""
    if story.language != "en":
        return
    for block in story.prose:
        for first, second in pairwise(tokens_of(block)):
            if second.follows and is_capitalised(first.text) and is_capitalised(second.text):
                text = first.text.replace("’", "'")
                if text.endswith("'s"):
                    yield f"{text} {second.text}", Use(block, first.start, second.end)


def _spelling(text: str, uses: Sequence[Use], usual: str, others: Sequence[Use]) -> Finding:
    reason = f"Also spelled “{usual}” in this story, {times(len(others))}; “{text}” {times(len(uses))}."
    return finding(Kind.SPELLING, "name in two spellings", uses, reason, suggestion=usual, see=others[:1])


def _in_lower_case(story: Story, found: Sequence[Mention]) -> Iterator[Finding]:
    """Names of several words one of which lost its capital, as “Muslim brotherhood”."""
    pairs: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for mention in found:
        if len(mention.words) == 2:
            first, second = mention.words
            if not first.begins or first.text.casefold() not in COMMON:
                use = Use(first.use.block, first.use.start, second.use.end)
                pairs[first.text, second.text.casefold()].append(use)
    if not pairs:
        return
    lower: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for block in story.prose:
        for one, other in pairwise(tokens_of(block)):
            key = one.text, other.text
            if other.text.islower() and other.follows and not one.begins and key in pairs and len(key[1]) > 4:
                lower[key].append(Use(block, one.start, other.end))
    for key, uses in lower.items():
        named = pairs[key]
        if len(named) >= 2 and len(named) > len(uses):
            usual = named[0].block.words.text[named[0].start : named[0].end]
            text = uses[0].block.words.text[uses[0].start : uses[0].end]
            yield _spelling(text, uses, usual, named)


@dataclass(slots=True)
class _Name:
    """A word of names, with how often and where, and the words that are before it in names."""

    text: str
    uses: list[Use]
    firsts: Counter[str]
    alone: int
    begun: int


def _names(found: Sequence[Mention]) -> dict[str, _Name]:
    names: dict[str, _Name] = {}
    for mention in found:
        previous: Word | None = None
        for word in mention.words:
            if len(word.text) >= _LEAST and word.text.casefold() not in COMMON and not word.text.isupper():
                name = names.setdefault(word.text, _Name(word.text, [], Counter(), 0, 0))
                name.uses.append(word.use)
                name.begun += word.begins
                if previous is None:
                    name.alone += 1
                else:
                    name.firsts[previous.text] += 1
            previous = word
    return names


def _near_letters(found: Sequence[Mention], ordinary: set[str]) -> Iterator[Finding]:
    """``ordinary`` are the words that the story has without a capital."""
    names = {text: name for text, name in _names(found).items() if text.casefold() not in ordinary}
    lists: dict[str, list[_Name]] = defaultdict(list)
    for name in list(names.values())[:_MOST_NAMES]:
        lists[_beginning(name.text)].append(name)
    for alike in lists.values():
        ordered = sorted(alike, key=lambda name: -len(name.uses))[:_NEAR]
        told: set[str] = set()
        for at, usual in enumerate(ordered):
            for rare in ordered[at + 1 :]:
                if rare.text not in told and usual.text not in told and _is_one(usual, rare):
                    told.add(rare.text)
                    forms = {usual.text: usual.uses, rare.text: rare.uses}
                    best = preferred(forms)
                    other = rare if best == usual.text else usual
                    yield _spelling(other.text, other.uses, best, forms[best])


def _beginning(text: str) -> str:
    """Words that may be one name begin alike; Q and K are one letter in many transliterations."""
    letters = bare(text)
    letters = letters[2:] if text[:3].lower() in {"al-", "el-"} else letters
    return letters[:1].translate(str.maketrans("qcgj", "kkkk"))


def _is_one(usual: _Name, rare: _Name) -> bool:
    """Whether two spellings are of one name, for all that can be known."""
    first, second = _letters(usual.text), _letters(rare.text)
    if first == second or not _may_be_near(first, second) or is_ending(first, second):
        return False
    distance = DamerauLevenshtein.distance(first, second, score_cutoff=2)
    sounds_alike = skeleton(first) == skeleton(second)
    if distance > 2 or (distance == 2 and not sounds_alike) or {usual.text, rare.text} <= _LOOK_ALIKE:
        return False
    if (set(usual.firsts) & set(rare.firsts)) - TITLES:
        return True
    return sounds_alike and _is_rare_beside(usual, rare) and len(skeleton(first)) >= _SOUNDS_LEAST


def _is_rare_beside(usual: _Name, rare: _Name) -> bool:
    """Whether a spelling is the exception, and both may be of one person, place or group."""
    if len(usual.uses) < 2 * len(rare.uses) or min(len(usual.text), len(rare.text)) < _LEAST + 1:
        return False
    if set(rare.firsts) - TITLES or rare.begun == len(rare.uses) or usual.begun == len(usual.uses):
        return False
    return not any(map(_has_article, rare.uses)) and not all(map(_has_article, usual.uses))


def _has_article(use: Use) -> bool:
    before = " " + use.block.words.text[max(use.start - 5, 0) : use.start].casefold()
    return before.endswith((" the ", " a ", " an "))


def _letters(text: str) -> str:
    """The letters of a name without an Arabic article."""
    return bare(text[3:] if text[:3].casefold() in {"al-", "el-", "ul-"} else text)


def _may_be_near(first: str, second: str) -> bool:
    return min(len(first), len(second)) >= _LEAST and abs(len(first) - len(second)) <= 2


def is_ending(first: str, second: str) -> bool:
    """Whether the words differ in their endings alone, as Iraq and Iraqi, or Maria and Mario."""
    same = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        same += 1
    endings = {first[same:], second[same:]}
    return endings <= _MEN or (same >= min(len(first), len(second)) - 1 and endings <= {*_ENDINGS, ""})


_SOUNDS: Final = str.maketrans({"q": "k", "c": "k", "z": "s", "y": "i", "w": "u", "v": "f"})
_SOUNDS_LEAST: Final = 3
"""Consonants of names that may be one by their sound alone."""


def skeleton(word: str) -> str:
    """The consonants, each once: what is left of a name when another language writes it down."""
    letters = word.replace("gh", "g").replace("kh", "k").replace("dh", "d").replace("th", "t")
    letters = letters.replace("ph", "f").translate(_SOUNDS)
    kept = [letters[:1].replace("g", "k")]
    for at, letter in enumerate(letters[1:], 1):
        silent = letter == "h" and (at + 1 == len(letters) or letters[at + 1] not in "aeiou")
        if letter not in "aeiou" and not silent and letter != kept[-1]:
            kept.append(letter)
    return "".join(kept)


_LOOK_ALIKE: Final = words("look alike")
_MEN: Final = frozenset({"man", "men", "woman", "women"})
TITLES: Final = words("titles")
