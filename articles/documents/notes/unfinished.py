"""Signs of unfinished copy: ``TBD``, ``TBA``, ``TODO …``, ``FIXME``, ``???``, and marks around nothing.

All of them are only suspected. Not what is quoted, "TODO" as the Spanish word, what a text abbreviates so,
question marks glued to a word, rows of asterisks that divide a text, ratings, and words half struck out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes import talk
from articles.documents.notes.brackets import addressed
from articles.documents.notes.finds import Find, suspect
from articles.documents.notes.labels import label
from articles.documents.notes.limits import UNCLOSED_EXCERPT
from articles.documents.notes.placeholders import CONVENTION as PLACEHOLDER
from articles.documents.notes.source import Source
from articles.documents.notes.wording import listed

CONVENTION = "unfinished"

_LATER = re.compile(
    r"(?<![\w“\"‘«„#@$/.-])(?:TBD|TBA|TBC|(?<=[ \t:(\[])(?:tbd|tba|tbc))(?![\w”\"’»&/@-]|\.\w)"
)
_NAMED = re.compile(r" [A-ZÀ-Þ][a-zà-þ]")
_NAMING = re.compile(r"\b(?:[Tt]he|[Oo]f|[Dd]ie|[Dd]er|[Ll]e|[Ll]a|[Ee]l|with|and) \Z")
_SHORT = re.compile(r"(?P<words>(?:[\w-]{2,30} ){1,4})\((?P<short>TB[ACD])\)")
_TO_DO = re.compile(
    r"(?<![\w“\"‘«„#@$/.'-])(?P<mark>TODO|ToDo(?=:)|FIXME)(?![\w”\"’»/@=.-])(?P<rest>[^\n]{0,120})"
)
_SPANISH = listed(
    "el la los las lo le se es un una sobre por para en con de que mundo o a os as ao e y i tiene listo "
    "incluido "
    "está esto ese eso esta tipo día va queda bien menos igual mal cambia vale puede empezó sucedió "
    "ocurrió comenzó "
    "sigue fue era será son al del su sus mi nos me te ha hay muy lo ello aquello"
)
_SPANISH_BEFORE = re.compile(r"\b(?:[Yy]|de|que|con|com|en|em|casi|quase|sobre|por|para|del|ante)\s\Z")
_QUESTIONS = re.compile(r"(?<!\S)[?؟]{3,10}(?=\s|[.,;)]|$)")
_SPACED_QUESTION = re.compile(r"\w[ \u00a0\u202f]\?(?!\?)")
_BARE = re.compile(r"(?<![^\s(\[“«])(?:\*{2,7}|_{2,4}|~{2,6}|\*_|_\*)(?![^\s.,;:!?)\]”»])")
_DIVIDER = re.compile(r"[\s*_~#=•·-]*+\Z")
_LINE = 200
_NOTE_BEGINS = re.compile(r"[\[(]?(?P<head>[^\W\d_][\w /-]{1,24}?) ?[:：]")


def find(source: Source) -> Iterator[Find]:
    """Everything that seems unfinished."""
    text = source.text
    spelt = {match["short"] for match in _SHORT.finditer(text) if _spells(match)} if "(TB" in text else set()
    for match in _LATER.finditer(text):
        if match[0] not in spelt and _is_later(source, match):
            yield suspect(*match.span(), PLACEHOLDER, f"“{match[0]}” is a placeholder for text to come.")
    for match in _TO_DO.finditer(text):
        if _is_to_do(source, match):
            end = match.start("rest") + len(re.split(r"(?<=[.!?])\s", match["rest"])[0].rstrip())
            yield suspect(
                match.start(), end, CONVENTION, f"“{match['mark']}” says that something is to be done."
            )
    if "???" in text or "؟؟؟" in text:
        yield from _question_marks(source)
    if "**" in text or "__" in text or "~~" in text or "*_" in text or "_*" in text:
        yield from _bare_marks(source)
    yield from _long_marks(source)


def _spells(match: re.Match[str]) -> bool:
    """Whether the words in front of an abbreviation in parentheses are what it is short for."""
    words, short = match["words"].casefold().split(), match["short"].casefold()
    initials = "".join(word[0] for part in words for word in part.split("-") if word)
    left = iter(words[-1])
    return initials.endswith(short) or (words[-1][0] == "t" and all(sign in left for sign in short))


def _is_later(source: Source, match: re.Match[str]) -> bool:
    before, after = (
        source.text[max(0, match.start() - 12) : match.start()],
        source.text[match.end() : match.end() + 3],
    )
    named = match[0].isupper() and (_NAMED.match(after) or _NAMING.search(before))
    return not (named or source.guarded.covers(match.start()) or source.in_quotation(match.start()))


def _is_to_do(source: Source, match: re.Match[str]) -> bool:
    if source.guarded.covers(match.start()) or source.in_quotation(match.start()):
        return False
    if match["mark"] == "FIXME" or match["rest"].lstrip().startswith((":", "–", "—", "-")):
        return True
    if _SPANISH_BEFORE.search(source.text[max(0, match.start() - 8) : match.start()]):
        return False
    following = talk.words(match["rest"][:40])
    if not following:
        return not match["rest"].strip(" .:!*_#-")
    if following[0].casefold() in _SPANISH:
        return False
    return following[0].islower() or talk.is_direction(match["rest"]) or not following[0].isupper()


def _question_marks(source: Source) -> Iterator[Find]:
    """``???`` at the end of a line or alone. French has a space in front of every question mark."""
    french = bool(_SPACED_QUESTION.search(source.text))
    for match in _QUESTIONS.finditer(source.text):
        start = match.start()
        narrow = source.text[start - 1 : start] in ("\u00a0", "\u202f")
        spoken = french and source.text[max(0, start - 2) : start - 1].isalpha()
        if not (narrow or spoken or source.guarded.covers(start) or source.in_quotation(start)):
            yield suspect(*match.span(), PLACEHOLDER, "Words seem to be missing here.")


def _bare_marks(source: Source) -> Iterator[Find]:
    """``****``: marks of an emphasis around nothing."""
    text = source.text
    for match in _BARE.finditer(text):
        start, end = match.span()
        line_start = max(text.rfind("\n", max(0, start - _LINE), start) + 1, start - _LINE)
        found = text.find("\n", end, end + _LINE)
        before, after = text[line_start:start], text[end : found if found >= 0 else end + _LINE]
        if _DIVIDER.match(before) and (_DIVIDER.match(after) or end - start < 4):
            continue  # divides the text, or begins an item or a footnote
        framed = (not before.strip() and after.rstrip().endswith(match[0])) or (
            not after.strip() and before.lstrip().startswith(match[0])
        )
        rating = not after.strip(" .)") and before.rstrip().endswith((":", "–", "—"))
        power = (
            before[-2:-1].isalnum() and after[1:2].isalnum() and _is_term(before) and _is_term(after[::-1])
        )
        if not (framed or rating or power or source.guarded.covers(start)):
            yield suspect(start, end, CONVENTION, "Marks have nothing between them.")


def _is_term(before: str) -> bool:
    """Whether the last word is a letter or a number, as in ``2 ** n``."""
    word = before.split()[-1]
    return len(word) == 1 or word.isdigit()


def _long_marks(source: Source) -> Iterator[Find]:
    """Marks that are closed and too long to be lifted."""
    for brackets in (source.square, source.round):
        for start in brackets.long:
            if source.guarded.covers(start):
                continue
            opening = source.body(start + 1, start + UNCLOSED_EXCERPT)
            doubled = opening[:1] == source.text[start]
            if _begins_a_note(opening[1:] if doubled else opening, square=source.text[start] == "["):
                reason = "A mark is longer than a note can be."
                yield suspect(start, start + UNCLOSED_EXCERPT, CONVENTION, reason)


def _begins_a_note(opening: str, *, square: bool) -> bool:
    head = _NOTE_BEGINS.match(opening)
    if head and (label(head["head"]) is not None or (square and head["head"].isupper())):
        return True
    if square and addressed(0, len(opening), opening, quoted=False) is not None:
        return True
    return talk.is_direction(opening) and (square or opening[:8].isupper())
