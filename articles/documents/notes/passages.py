"""Which words of a block a note is about. Offsets are characters of the block's text."""

from __future__ import annotations

import re
from itertools import islice

from articles.documents.notes import wholes
from articles.documents.notes.limits import AHEAD, LAST_WORDS, REACH, REPEATED_WORDS, SENTENCE_WORDS
from articles.documents.notes.model import Note, Span
from articles.documents.notes.wording import listed

_WORD = re.compile(r"\S+")
_LEADING = "\"“”‘’'«»„‹([{¿¡*_—–- \t\n\u00a0\u202f"
_TRAILING = "\"“”‘’'«»„›)]}*_,،;؛:.!?…؟。—–- \t\n\u00a0\u202f"
_ENDING = re.compile(r"(?<![.!?…؟。])(?P<stop>[.!?…؟。]++)[\"“”’'»›)\]}*_]*+\s*$")
_BOUNDARY = re.compile(r"(?<![.!?…؟。])[.!?…؟。]++[\"”’'»›)\]}]*+\s++(?=[^\sa-zß-öø-ÿ])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Gov|Rev|Hon|Jr|Sr|No|vs|etc"
    r"|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    r"Sept?|Oct|Nov|Dec|Sra?|Dra?|Mme|Mlle|bzw|ca|z\.B|d\.h|u\.a|e\.g|i\.e|p|pp|fig|vol)|\b[A-Z])$",
    re.IGNORECASE,
)
_CLAUSE_ENDS = (",", "،", ";", "؛", ":", "—", "–", ")", "]")
_COMMON = listed(
    "the and that this with from have has had was were are for not but you our his her its "
    "they them their there what which "
    "who whom whose when where why how does did should could would can will may might shall "
    "all any some one two than then "
    "que los las del por para con una uno les des une est sont der die das und oder ist sind "
    "ein eine nicht mit von den dem "
    "هل من في على عن أم أو هذا هذه ما كل only mean right really still check say says said "
    "been about into over"
)


def enclosed(text: str, start: int, end: int) -> Span | None:
    """The words between two places, without the blanks at their ends."""
    words = text[start:end]
    kept = words.strip()
    if not kept:
        return None
    start += len(words) - len(words.lstrip())
    return start, start + len(kept)


def followed(text: str, at: int, note: Note) -> Span | None:
    """The words that a note at ``at`` follows, or None if there are none in front of it.

    Only so much of the block is looked at as the longest passage may take: a paragraph may hold any
    number of notes.
    """
    floor = _floor(text, at)
    span = _followed(text[floor : at + AHEAD], at - floor, note)
    return (span[0] + floor, span[1] + floor) if span else None


def _floor(text: str, at: int) -> int:
    """Where the words in front of a place begin that are looked at."""
    return 0 if at <= REACH else text.find(" ", at - REACH, at) + 1 or at - REACH


def _followed(text: str, at: int, note: Note) -> Span | None:
    before = text[:at]
    end = len(before.rstrip(_TRAILING))
    if end == 0:
        return None
    ending = _ENDING.search(before.rstrip())
    begin = _sentence_start(text, end)
    if ending and not _goes_on(text, at, end):
        return _within(text, begin, end, SENTENCE_WORDS)
    words = [match.span() for match in _WORD.finditer(text, begin, end)][-REPEATED_WORDS:]
    start = _repeated(text, words, note) if note.convention not in ("cq", "assistant") else None
    if start is None and _is_about_a_name(note):
        start = _name(text, words)
    if start is None:
        start = _last_words(text, words)
    return _trimmed(text, _whole(text, begin, end, start), end)


def first_words(text: str, at: int) -> Span | None:
    """The first words behind a place, no further than a comma."""
    found = list(islice(_WORD.finditer(text, at), LAST_WORDS))
    taken = 0
    for match in found:
        taken += 1
        if match[0].endswith((*_CLAUSE_ENDS, ".", "!", "?", "؟")):
            break
    return _trimmed(text, found[0].start(), found[taken - 1].end()) if found else None


def last_sentence(text: str, at: int | None = None) -> Span | None:
    """The last sentence of a block, or of what is in front of a place in it, or its last 25 words."""
    at = len(text) if at is None else at
    floor = _floor(text, at)
    before = text[floor:at]
    end = len(before.rstrip(_TRAILING))
    span = _within(before, _sentence_start(before, end), end, SENTENCE_WORDS) if end else None
    return (span[0] + floor, span[1] + floor) if span else None


def first_sentence(text: str) -> Span | None:
    """The first sentence of a block, or its first 25 words."""
    start = len(text) - len(text.lstrip())
    end = min(len(text), start + REACH)
    text = text[:end]
    for match in _BOUNDARY.finditer(text, start):
        if not _ABBREVIATION.search(text[start : match.start()]):
            end = match.start()
            break
    words = [match.end() for match in _WORD.finditer(text, start, end)]
    return _trimmed(text, start, words[min(len(words), SENTENCE_WORDS) - 1]) if words else None


def _whole(text: str, begin: int, end: int, start: int) -> int:
    """Where a passage begins that would otherwise cut the figure or the name in two that it ends in."""
    words = [match.span() for match in _WORD.finditer(text, begin, end)][-2 * REPEATED_WORDS :]
    first = next((index for index, (_at, stop) in enumerate(words) if stop > start), None)
    if first is None or words[first][0] < start:
        return start  # it begins within a word
    return words[wholes.extended(text, words, first)][0]


def _goes_on(text: str, at: int, end: int) -> bool:
    """Whether a stop in front of a note ends an abbreviation only: a small letter follows."""
    following = text[at:].lstrip()[:1]
    return following.islower() or (
        text[end : end + 1] == "." and bool(_ABBREVIATION.search(text[:end])) and following.isalnum()
    )


def _sentence_start(text: str, end: int) -> int:
    start = 0
    for match in _BOUNDARY.finditer(text, 0, end):
        short = match[0][0] == "." and _ABBREVIATION.search(text[max(0, match.start() - 8) : match.start()])
        dated = text[match.start() - 1 : match.start()].isdigit() and wholes.begins_month(text, match.end())
        if not (short or dated):
            start = match.end()
    return start


def _within(text: str, start: int, end: int, limit: int) -> Span | None:
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    return _trimmed(text, words[max(0, len(words) - limit)], end) if words else None


def _repeated(text: str, words: list[Span], note: Note) -> int | None:
    """Where the words begin that the question takes up again, one other word between them at most."""
    asked = {_bare(word) for word in _WORD.findall(note.question)} - _COMMON
    start, missed = None, 0
    for begin, end in reversed(words):
        word = _bare(text[begin:end])
        if not _tells(word):
            continue
        if word in asked:
            start, missed = begin, 0
        elif missed == 1:
            break
        else:
            missed += 1
    return start


def _tells(word: str) -> bool:
    return word not in _COMMON and (len(word) > 2 or word.isdigit())


def _bare(word: str) -> str:
    """A word as it is compared: no punctuation, no capitals, no plural, no Arabic article."""
    plain = word.strip(_TRAILING + _LEADING).casefold()
    for ending in ("’s", "'s"):
        plain = plain.removesuffix(ending)
    if plain.startswith("ال") and len(plain) > 4:
        plain = plain[2:]
    return plain[:-1] if plain.endswith("s") and len(plain) > 3 else plain


def _is_about_a_name(note: Note) -> bool:
    return note.convention == "cq" or bool(
        re.match(r"\W*(?:sp|spelling|name)\b", note.question, re.IGNORECASE)
    )


def _name(text: str, words: list[Span]) -> int | None:
    """The capitalised words at the end, or the last word."""
    start = None
    for begin, end in reversed(words[-4:]):
        word = text[begin:end].strip(_TRAILING + _LEADING)
        if start is not None and (not word[:1].isupper() or text[begin:end].endswith(_CLAUSE_ENDS)):
            break
        start = begin
        if not word[:1].isupper():
            break
    return start


def _last_words(text: str, words: list[Span]) -> int:
    start = words[-1][0]
    for begin, end in list(reversed(words))[1:LAST_WORDS]:
        word = text[begin:end]
        if word.endswith(_CLAUSE_ENDS) or text[start] in "(“«„":
            break
        start = begin
    dash = max(text.rfind("—", start, words[-1][1]), text.rfind("–", start, words[-1][1]))
    return dash + 1 if dash >= 0 and text[dash + 1 : words[-1][1]].strip(_TRAILING) else start


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The range without the punctuation at its ends, or as it is when it is nothing else."""
    first, last = start, end
    while first < last and text[first] in _LEADING:
        first += 1
    while last > first and text[last - 1] in _TRAILING:
        last -= 1
    if first < last:
        return first, last
    return enclosed(text, start, end)
