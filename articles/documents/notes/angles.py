"""Queries in angle brackets: ``<… ?>``, ``<<…>>``, ``<check …>``.

Not tags, addresses, comparisons, hearts or type parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes import talk
from articles.documents.notes.brackets import addressed
from articles.documents.notes.finds import Find, fold, lifted, note_from, suspect
from articles.documents.notes.limits import NESTED_MARKS, UNCLOSED_EXCERPT
from articles.documents.notes.source import Source
from articles.documents.notes.spans import positions_between
from articles.documents.notes.unlabelled import is_slot
from articles.documents.notes.verified import verified_note

CONVENTION = "angle"

_OPENERS_OR_CLOSERS = re.compile(r"[<>]")
_ONE_WORD_DIRECTIONS = re.compile(
    r"(?:check|chk|ck|confirm|verify|query|tk|verificar|vérifier|prüfen|للتحقق"
    r"|تحقق)[.!]?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_TYPES = re.compile(r"[\w.?<>,\[\]|&* ]{1,120}")
_PRIMITIVES = (
    "int",
    "str",
    "string",
    "bool",
    "float",
    "double",
    "char",
    "any",
    "void",
    "object",
    "number",
    "long",
)
_PLACEHOLDER = re.compile(r"(?<![\w$])(?:TK)+s?\b|\bXX+\b")
_CODE = re.compile(r"[={};\\|]|\w\(|::|&&")
_STARTS_A_QUESTION = re.compile(
    r"\W{0,2}(?:AU|AQ|ED|DESK|LEGAL|do|does|did|is|are|was|were|should|can|could|would|will"
    r"|has|have|who|what|when|where|which|why|how|check|confirm|"
    r"verify|query|quién|qué|es|está|son|hay|debemos|est-ce|qui|quel|quelle|ist|sind|wer|was"
    r"|welche|stimmt|هل|من|ما|تحقق)(?:\s|:)",
    re.IGNORECASE,
)


def find(source: Source) -> Iterator[Find]:
    """Every mark in angle brackets."""
    if "<" not in source.text:
        return
    signs = [
        match.start()
        for match in _OPENERS_OR_CLOSERS.finditer(source.text)
        if not source.guarded.covers(match.start())
    ]
    openers = [at for at in signs if source.text[at] == "<"]
    closers = [at for at in signs if source.text[at] == ">"]
    done = 0
    for start in openers:
        if start < done:
            continue
        found = _at(source, start, openers, closers)
        if found:
            done = found.end
            yield found


def _at(source: Source, start: int, openers: list[int], closers: list[int]) -> Find | None:
    text = source.text
    if text.startswith("<!--", start):
        return None
    width = 2 if text.startswith("<<", start) else 1
    end = _end(source, start, width, openers, closers)
    if end is None and width == 2:
        width, end = 1, _end(source, start, 1, openers, closers)
    if end is None:
        return _unclosed(source, start)
    body = source.body(start + width, end - width)
    before = text[start - 1 : start]
    return _doubled(start, end, body, before) if width == 2 else _single(start, end, body, before)


def _end(source: Source, start: int, width: int, openers: list[int], closers: list[int]) -> int | None:
    """Where the mark that opens at ``start`` ends, or None."""
    text, limit = source.text, source.paragraph_end(start)
    if width == 2:
        end = text.find(">>", start + 2, limit)
        return end + 2 if end >= 0 else None
    nearby = positions_between(closers, start, limit)[: 2 * NESTED_MARKS]
    passed = None
    for seen, at in enumerate(nearby):
        nested = [
            other for other in positions_between(openers, start + 1, at) if not _is_operator(text, other)
        ]
        if len(nested) > NESTED_MARKS:
            return None
        if len(nested) > seen:
            continue
        if _is_operator(text, at):
            passed = passed or at + 1
            continue
        return at + 1
    return passed


def _is_operator(text: str, at: int) -> bool:
    """Whether a sign compares, points or quotes a line, and so opens and closes nothing."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "<":
        return after in (" ", "=", "-", "3", "") or after.isdigit()
    if before in ("-", "=") and text[at - 2 : at - 1] in ("-", " ", "=", "<"):
        return True
    return (before.isspace() and (after.isspace() or after in "=$€£" or after.isdigit())) or before == "\n"


def _single(start: int, end: int, body: str, before: str) -> Find | None:
    stripped = body.strip()
    if not stripped or stripped[0] in "!/%=" or (body[0].isspace() and not _spaced_note(body, before)):
        return None
    if (before.isalnum() and _is_type(stripped)) or (not stripped[0].isalpha() and body[-1].isspace()):
        return None
    if re.fullmatch(r"[?؟]{1,5}", stripped):
        return lifted(start, end, note_from(stripped, CONVENTION, kind="fact"))
    if stripped.casefold() == "cq":
        return lifted(start, end, verified_note(stripped))
    kept = _placeholder(start, end, body)
    if kept:
        return kept
    if is_slot(stripped):
        return suspect(start, end, CONVENTION, "Angle brackets may describe text to come.")
    labelled = addressed(start, end, stripped, quoted=False)
    if labelled:
        return labelled
    if (
        _is_asked(stripped)
        or _ONE_WORD_DIRECTIONS.match(stripped)
        or (talk.is_direction(stripped) and len(stripped.split()) > 1)
    ):
        return lifted(start, end, note_from(body, CONVENTION, reading="dash answers"))
    if (
        len(talk.words(stripped)) >= 2
        and " " in fold(stripped)
        and stripped[0].isalpha()
        and not before.isalnum()
        and not _CODE.search(stripped)
    ):
        return suspect(start, end, CONVENTION, "Words in angle brackets may be a note.")
    return None


def _doubled(start: int, end: int, body: str, before: str) -> Find | None:
    stripped = body.strip()
    if not stripped or not re.search(r"\w|\?", stripped) or (before.isalnum() and stripped[0].isdigit()):
        return None
    if _PLACEHOLDER.search(stripped) and not talk.is_question(stripped):
        return _placeholder(start, end, body)
    asked = _is_asked(stripped) or talk.is_direction(stripped) or bool(re.fullmatch(r"[?؟]+", stripped))
    labelled = addressed(start, end, stripped, quoted=False)
    if labelled and labelled.note:
        return labelled
    speech = (
        bool(re.search(r"[.!,…]$", stripped)) and stripped[0].isupper() and not talk.is_personal(stripped)
    )
    if not asked and (speech or _CODE.search(stripped) or body != stripped):
        if _CODE.search(stripped) or len(talk.words(stripped)) < 2:
            return None
        return suspect(start, end, CONVENTION, "Words in double angle brackets may be a note or a quotation.")
    return lifted(start, end, note_from(body, CONVENTION, reading="dash answers"))


def _placeholder(start: int, end: int, body: str) -> Find | None:
    """``<date TK>``: the brackets go, the placeholder stays and is asked about."""
    if not _PLACEHOLDER.search(body) or talk.is_question(body) or len(body) > 80:
        return None
    words = fold(body)
    note = note_from(f"“{words}” is a placeholder: what goes here?", CONVENTION, kind="missing")
    width = 2 if body and body[0] == "<" else 1
    return Find(
        start=start,
        end=end,
        convention=CONVENTION,
        note=note,
        cuts=((start, start + width), (end - width, end)),
        encloses=(start + width, end - width),
        inside=True,
    )


def _is_asked(body: str) -> bool:
    """A question of more than a letter or two: "y? z" compares and chooses, it does not ask."""
    marks = talk.question_marks(body)
    if not marks or not talk.is_question(body):
        return False
    asked = talk.words(body[: marks[-1].start()])
    return (len(asked) >= 2 or len(asked[0]) >= 2) and not re.search(r"[={}]|\w\(|&&", _ADDRESS.sub("", body))


def _is_type(body: str) -> bool:
    """The inside of ``Map<String, Int?>``: names of types and nothing else."""
    if "??" in body or (body.isupper() and _ONE_WORD_DIRECTIONS.match(body)):
        return False
    return bool(_TYPES.fullmatch(body)) and all(
        word[0].isupper() or word in _PRIMITIVES for word in talk.words(body)
    )


def _spaced_note(body: str, before: str) -> bool:
    """``< Is this right? >``, as against ``x < 5 and y > 3``."""
    stripped = body.strip()
    asked = stripped[-1] in "?؟" or talk.is_direction(stripped) or talk.is_desk_talk(stripped)
    return (
        asked
        and stripped[0].isalpha()
        and len(talk.words(stripped)) >= 2
        and (not before or not before.isdigit())
    )


def _unclosed(source: Source, start: int) -> Find | None:
    text = source.text
    if text[start - 1 : start].isalnum() or text[start + 1 : start + 2].isspace():
        return None
    body = source.body(start + 1, min(source.paragraph_end(start), start + UNCLOSED_EXCERPT))
    opening = body.lstrip("<")
    if not _STARTS_A_QUESTION.match(opening) or (len(talk.words(opening)) < 2 and "?" not in opening):
        return None
    return suspect(start, start + 1 + len(body), CONVENTION, "A mark that opens with “<” is not closed.")
