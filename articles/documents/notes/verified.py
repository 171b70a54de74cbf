"""CQ, "correct as it stands": ``[CQ]``, ``(cq)``, ``Zermattcq``. Not CQ Roll Call, nor people so called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes.finds import Find, fold, lifted, suspect
from articles.documents.notes.model import Note
from articles.documents.notes.source import Source

CONVENTION = "cq"
_LONGEST_WORD = 60
_SETTLED = "Correct as written."

_VOUCHED = r"\s?cq([\s.:,;—–-][^\[\]()]{0,200})?\s?"
_BRACKETED = re.compile(
    rf"\[\[{_VOUCHED}\]\]|\(\({_VOUCHED}\)\)|\[{_VOUCHED}\]|\({_VOUCHED}\)", re.IGNORECASE
)
_MARK = re.compile(r"(?:cq|CQ)(?![\w-])")
_WORD_BEFORE = re.compile(r"(?<![\w@#/.&'’-])[^\W_]+(?:[-'’][^\W_]+)?\Z")
_FAMILY_NAME = re.compile(
    r"(?:cler|co|do|lo|ro|fro|bec|be|he|le|re|bre|pre|dre|cre|sne|mar|ar|ja|pi|u|an|en|our|i"
    r"|tho|roy|lar|gour)cq$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?<=[\w”\"’] )|(?<=\w, ))(?P<mark>CQ|cq)(?=[\s,.;:)]|$)(?! (?:Roll|Brown|Press|Weekly|Magazine"
    r"|Researcher|Almanac|Today|Politics|Homeland|Healthbeat))"
)


def verified_note(mark: str, words: str = "") -> Note:
    """The note of a mark that vouches for the words before it; it holds nothing up."""
    said = fold(words).lstrip(".:,;—– -")
    return Note(
        question=fold(mark), replies=(said or _SETTLED,), kind="fact", blocking=False, convention=CONVENTION
    )


def find(source: Source) -> Iterator[Find]:
    """Every mark of verification."""
    if "cq" not in source.text and "CQ" not in source.text and "Cq" not in source.text:
        return
    for match in _BRACKETED.finditer(source.text):
        if not source.guarded.covers(match.start()) and not source.guarded.covers(match.end() - 1):
            mark = re.sub(r"\W", "", match[0][: match[0].casefold().index("cq") + 2])
            words = match[match.lastindex] if match.lastindex else ""
            yield lifted(match.start(), match.end(), verified_note(mark, words))
    for match in _MARK.finditer(source.text):
        found = _glued(source, match)
        if found:
            yield found
    for match in _BARE.finditer(source.text):
        if not source.guarded.covers(match.start()) and _vouches(source, match):
            yield suspect(
                match.start(),
                match.end(),
                CONVENTION,
                "“cq” on its own may be a note that a name was checked.",
            )


def _glued(source: Source, match: re.Match[str]) -> Find | None:
    """``Zermattcq``, but no family name such as Leclercq, unless the text has the word without it too."""
    found = _WORD_BEFORE.search(source.body(max(0, match.start() - _LONGEST_WORD), match.start()))
    if not found or source.guarded.covers(match.start()):
        return None
    word, mark = found[0], match[0]
    if (word.isupper() and mark == "CQ") or not (word[-1].isdigit() or len(word) > 2):
        return None
    named = mark == "cq" and _FAMILY_NAME.search(word + mark)
    if named and not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source.text):
        return None
    start = match.start() - len(word)
    return Find(
        start=start,
        end=match.end(),
        convention=CONVENTION,
        note=verified_note(mark),
        cuts=(match.span(),),
        encloses=(start, match.start()),
    )


def _vouches(source: Source, match: re.Match[str]) -> bool:
    """Behind a capitalised name and before a comma, a stop or a small letter."""
    before = source.text[max(0, match.start() - 40) : match.start()].split()
    after = source.text[match.end() : match.end() + 2]
    follows_name = (
        bool(before)
        and (before[-1][0].isupper() or before[-1][0].isdigit())
        and before[-1].casefold() != "cq"
    )
    return follows_name and (not after.strip() or after[0] in ",.;:)" or after[1:].islower())
