"""Lines for the desk: ``NOTE TO DESK: …``, ``EDS: …``, ``***CHECK …***``.

Not "Note to readers:", "Correction:", "UPDATE:", nor a row of asterisks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes import talk
from articles.documents.notes.brackets import addressed
from articles.documents.notes.finds import Find, lifted, note_from, suspect
from articles.documents.notes.labels import is_for_readers, is_note_to, label
from articles.documents.notes.limits import DESK_LINES, MARK_LENGTH
from articles.documents.notes.source import Source
from articles.documents.notes.wording import listed

CONVENTION = "line"

_LABELLED = re.compile(
    r"^(?P<indent>[ \t>#]*(?:\*\*"
    r"|__)?)(?P<head>[^\W\d_][^\n:：*\[\](){}<>]{1,38}?)(?: \((?P<by>[^()\n:]{1,24})\))?(?:\*\*"
    r"|__)?\s?[:：](?:\*\*|__)?[ \t]*(?P<rest>[^\n]*)",
    re.MULTILINE,
)
_DASHED = re.compile(
    r"^(?P<indent>[ \t>]*)(?P<head>NOTES? TO (?:THE )?[A-Z]+(?: [A-Z]+)?"
    r"|ATTN [A-Z]+(?: [A-Z]+)?)[ \t]*(?:—|–|--?|\.)[ \t]*(?P<rest>[^\n]+)",
    re.MULTILINE,
)
_STARRED = re.compile(
    r"(?P<line>^[ \t>]*)?(?P<stars>\*{2,6}|#{3,6}|={3,6}|-{3,6}|!{2,6}|>{3,6}(?=[^\n<>]{2,400}+<{3})"
    r"|%{2,6})[ \t]*+(?P<words>[^\n*#=<%]{2,400}?)(?<![ \t])[ \t]*+"
    r"(?:\*{2,6}|#{3,6}|={3,6}|-{3,6}|!{2,6}|<{3,6}|%{2,6})(?P<end>[ \t]*\r?$)?",
    re.MULTILINE,
)
_HEADED = re.compile(
    r"^(?P<head>NOTES? TO (?:THE )?[A-Z]+(?: [A-Z]+)?|ATTN [A-Z]+)[ \t]*\r?\n"
    r"(?P<rest>(?:[^\n]*\S[^\n]*(?:\n|\Z)){1,12})",
    re.MULTILINE,
)
_ONLY_ON_LINES = frozenset({"eds", "attn eds"})
_EDITORS_NOTE = re.compile(r"editor[’']?s?[’']? note$", re.IGNORECASE)
_LINE_LABELS = listed(
    "editors,desk,subs,sub,aq,au,author query,legal,copy desk,copydesk,news desk,newsdesk,"
    "query,todo,fixme,check,fc,slot,cvd,ojo,al editor,a la mesa,mesa",
    ",",
)
_SHOUTED_AT_DESK = re.compile(
    r"\b(?:PLS|PLEASE|TK|TODO|FIXME|DATES?|NAMES?|QUOTES?|SPELLING|AGE|SOURCES?|FACTS?|FIGURES?|CAPTION"
    r"|LEDE|HED"
    r"|GRAF|FECHA|NOMBRE|CITA|FUENTE|NOM|CITATION|CHIFFRE|DATUM|ZITAT|QUELLE|ZAHL)\b"
)
_SHOUTED = re.compile(
    r"(?:[^a-zà-þ]*\b(?:PLS|PLEASE (?!NOTE)|CHECK|CONFIRM|VERIFY|NEEDS?|QUERY|TK|FIX|HOLD|CUT"
    r"|MOVE|ADD|INSERT|SOURCE|LEGAL|DESK|EDS?|EDITORS?|SUBS?|"
    r"NOTE TO|CQ|TODO|VERIFICAR|COMPROBAR|REVISAR|FALTA|OJO|VÉRIFIER|PRÜFEN)\b[^a-zà-þ]*)$"
)


def find(source: Source) -> Iterator[Find]:
    """Every note on a line, or in a paragraph, of its own."""
    for match in _LABELLED.finditer(source.text):
        found = _labelled(source, match)
        if found:
            yield found
    if "NOTE" in source.text or "ATTN" in source.text:
        for match in _HEADED.finditer(source.text):
            if is_note_to(match["head"]):
                yield _headed(source, match)
        for match in _DASHED.finditer(source.text):
            if is_note_to(match["head"]):
                yield _whole(source, match)
    if re.search(r"\*\*|###|===|---|!!|>>>|%%", source.text):
        yield from (found for match in _STARRED.finditer(source.text) if (found := _starred(source, match)))


def _labelled(source: Source, match: re.Match[str]) -> Find | None:
    head = match["head"].strip()
    known = label(head)
    shouted = bool(re.match(r"EDS?[’'.]? NOTE$", head))
    if not known and (shouted or (_EDITORS_NOTE.match(head) and talk.is_direction(match["rest"]))):
        return suspect(
            match.start("head"), match.end(), CONVENTION, "This note may be for the desk, not for readers."
        )
    if not known or source.guarded.covers(match.start("head")):
        return None
    plain = head.casefold().strip(" .")
    if is_note_to(head) and not _addressed_to_readers(head):
        return _whole(source, match)
    if plain in _ONLY_ON_LINES and head[0].isupper():
        return _whole(source, match)
    if not head.isupper() and _is_in_small_letters(plain, match["rest"]):
        reason = f"“{head}:” may address someone on the desk."
        return suspect(match.start("head"), match.end(), CONVENTION, reason)
    if plain not in _LINE_LABELS and not re.match(r"(?:aq|au)[ .]?\d", plain):
        return None
    rest = match["rest"]
    if head.isupper() or not head.isascii():
        if talk.is_question(rest) or talk.is_direction(rest) or talk.is_personal(rest):
            return _whole(source, match)
        if not is_for_readers(head) and rest.strip():
            return suspect(
                match.start("head"), match.end(), CONVENTION, f"“{head}:” may address someone on the desk."
            )
    return None


def _is_in_small_letters(plain: str, rest: str) -> bool:
    """``eds: hold this``, ``Desk: please ring him``: a desk's label as people type it in a hurry."""
    if plain in ("eds", "attn eds", "todo", "fixme", "author query"):
        return bool(rest.strip())
    return plain in _LINE_LABELS and (talk.is_direction(rest) or talk.is_desk_talk(rest))


def _addressed_to_readers(head: str) -> bool:
    """Press releases end with "Notes to editors"; typed small and in the plural it is a heading of theirs."""
    return bool(re.match(r"notes to editors$", head, re.IGNORECASE)) and not head.isupper()


def _whole(source: Source, match: re.Match[str]) -> Find:
    head = match["head"].strip()
    end = _paragraph(source, match)
    rest = source.body(match.start("rest"), end)
    known = label(head)
    note = note_from(
        rest.strip().strip("*_") or head,
        CONVENTION,
        reading="only plain answers",
        kind=known.kind if known else None,
        addressed_to=known.addressed_to if known else "",
        asked_by=(match["by"] or "") if "by" in match.re.groupindex else "",
    )
    start = match.start("indent") + len(match["indent"]) - len(match["indent"].lstrip(" \t>#"))
    return lifted(start, end, note)


def _headed(source: Source, match: re.Match[str]) -> Find:
    """The label on a line, the note on those below it up to a blank one."""
    end = match.start("rest") + len(source.body(*match.span("rest")).rstrip())
    known = label(match["head"])
    addressed_to = known.addressed_to if known else ""
    note = note_from(match["rest"], CONVENTION, reading="only plain answers", addressed_to=addressed_to)
    return lifted(match.start(), end, note)


def _paragraph(source: Source, match: re.Match[str]) -> int:
    """Where the note ends: lines belong to it while a sentence runs on."""
    text, end = source.text, match.end()
    for _ in range(DESK_LINES):
        line = text[match.start() if end == match.end() else text.rfind("\n", 0, end) + 1 : end].rstrip("\r")
        following = text[end + 1 : text.find("\n", end + 1) if text.find("\n", end + 1) >= 0 else len(text)]
        if not following.strip() or end + len(following) - match.start() > MARK_LENGTH:
            break
        runs_on = not line.rstrip().endswith((".", "?", "!", "؟", "”", '"', ")", "…")) and len(line) > 50
        if not runs_on and not following.lstrip("> \t")[:1].islower() and match["rest"].strip():
            break
        end = end + 1 + len(following)
    while end > match.end("head") and text[end - 1] in "\r \t":
        end -= 1
    return end


def _starred(source: Source, match: re.Match[str]) -> Find | None:
    if source.guarded.covers(match.start("words")):
        return None
    typed, stars = match["words"].strip(), match["stars"]
    words = re.sub(r"^NOTES?:\s+", "", typed)
    alone = match["line"] is not None and match["end"] is not None
    if stars == "**" and not (alone and _SHOUTED.match(words)):
        if not alone and _SHOUTED.match(words) and len(words.split()) >= 2:
            return suspect(*match.span(), CONVENTION, "Words in capitals between asterisks may be a note.")
        return None
    if not talk.words(words):
        return None
    start = match.start("stars")
    end = match.end() - len(match["end"] or "")
    if stars[0] in "#=" and alone and words == typed:
        return _closed_heading(start, end, words)
    labelled = addressed(start, end, words, quoted=False)
    if labelled and labelled.note and (alone or words.isupper()):
        return lifted(start, end, labelled.note)
    if _SHOUTED.match(words):
        return lifted(start, end, note_from(words, CONVENTION, reading="dash answers"))
    if alone and len(stars) >= 3 and stars[0] in "*>#=":
        if talk.is_question(words) and talk.is_desk_talk(words):
            return lifted(start, end, note_from(words, CONVENTION))
        if talk.is_direction(words):
            if words != typed:
                return lifted(start, end, note_from(words, CONVENTION))
            return suspect(start, end, CONVENTION, "A direction between signs may be for the desk.")
    return None


def _closed_heading(start: int, end: int, words: str) -> Find | None:
    """``### Missing persons ###`` is a heading; with a label and a colon it is a note all the same."""
    head, colon, rest = re.sub("：", ":", words).partition(":")
    labelled = addressed(start, end, words, quoted=False) if colon else None
    if labelled and labelled.note:
        asked = talk.is_question(rest) or talk.is_direction(rest) or talk.is_personal(rest)
        if not (asked or is_note_to(head)):
            return labelled.suspected("A heading may address someone on the desk.")
    if labelled:
        return labelled
    if _SHOUTED.match(words) and _SHOUTED_AT_DESK.search(words):
        return suspect(start, end, CONVENTION, "A heading in capitals may be a direction for the desk.")
    return None
