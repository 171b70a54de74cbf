"""House notes: ``[[…]]`` and ``((…))``.

Not wiki links, shell tests, nested brackets in a sum, nor the doubled parentheses that Arabic has for
quotation marks and around honorifics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from articles.documents.notes import talk
from articles.documents.notes.brackets import addressed
from articles.documents.notes.finds import Find, fold, lifted, note_from, suspect
from articles.documents.notes.limits import UNCLOSED_EXCERPT
from articles.documents.notes.source import Source

CONVENTION = "house"

_WIKI = re.compile(r"[|#]|^:?[A-Za-z][\w -]{1,20}:\S|\.(?:jpe?g|png|gif|svg|md|pdf|mp4)$|^\d+$|/")
_CODE = re.compile(r"[={}\\$%^~]|&&|\|\||(?:^|\s)[-+*/<>!]=?\s|^\s?-[a-z]\s|\w\(|[+*/]\w|\w[+*/]|;$")
_CERTAINLY_CODE = re.compile(r"[={}$\\]|&&|\|\|")
_ABOUT_COPY = re.compile(
    r"\b(?:check\w*|confirm\w*|needs?|sources?|cut|move|missing|legal|spelling|TK|todo|fix\w*"
    r"|verify\w*|rewrite|insert|tighten|clarify|quote|graf|para|"
    r"lede|intro|headline|hed|dek|caption|photo|picture|desk|editor|style|waiting|hold|falta"
    r"|fuente|revisar|source|vérifier|quelle|prüfen)\b"
    r"|تحقق|مصدر|ناقص|المحرر|صورة",
    re.IGNORECASE,
)
_INTRODUCTION = 60
"""Characters in front of doubled parentheses in which a quotation is introduced."""
_QUOTING_SCRIPT = re.compile(r"[\W\d_]{0,20}[\u0590-\u08ff\ufb50-\ufeff]")
_INTRODUCED = re.compile(
    r"(?:[:：]|(?<!\w)(?:[وف]?(?:قال|قالت|قالوا|يقول|تقول|قائلا|قائلة|قائلاً|أضاف|أضافت|أكد|أكدت|صرح|صرحت"
    r"|كتب|كتبت"
    r"|تعالى|بعنوان|عنوانه|عنوانها|اسم|كتاب|رواية|مقال|مقالة|شعار|تحت شعار|حديث|آية|عبارة|كلمة|جملة|سأل|سألت"
    r"|بقوله|بقولها|قوله|قولها|گفت|نوشت|کہا|لکھا|אמר|אמרה))(?:\s+\w+){0,4})\s*\Z"
)
_ASKED_AT_DESK = re.compile(
    r"[؟?]+$|(?:المصدر|مصدر|من القائل|من قال|لمن|ناقص|ينقص|الاسم|التاريخ|الرقم)(?!\w)[^؟?]{0,60}[؟?]"
)
_HONORIFIC = re.compile(
    r"(?:peace|blessings?|may (?:allah|god)|pbuh|swt|saw|as|ra|sallallahu|radh?iyall?ahu|alayhi|ʿalayhi)\b",
    re.IGNORECASE,
)
_PAGE_NAME = re.compile(
    r"(?!(?:please|pls|plz|confirm|verify|bitte|clarify|rewrite|reword|rephrase"
    r"|ask)\b)[^\W\d_][\w-]{2,15} (?!(?:this|that|these|the|it|his|her|their|with|who|what|if|a|an|date|dates"
    r"|name|names"
    r"|spelling|quote|quotes|source|sources|age|fact|facts|figures?|numbers?|title|caption|graf|para)\b)"
    r"[\w-]{2,20}(?: [\w-]{2,20})?$"
)


def find(source: Source) -> Iterator[Find]:
    """Every mark in doubled brackets."""
    for pairs, opening in ((source.square.pairs, "[["), (source.round.pairs, "((")):
        closed = set(pairs)
        for start, end in pairs:
            if source.text.startswith(opening, start) and (start + 1, end - 1) in closed:
                found = _note(source, start, end + 1, opening)
                if found:
                    yield found
        yield from _unclosed(source, opening)


def _note(source: Source, start: int, end: int, opening: str) -> Find | None:
    body = source.body(start + 2, end - 2).strip()
    count = len(talk.words(body))
    if not body or body[0] in "[(" or (source.text[end : end + 1] == "("):
        return None
    if re.fullmatch(r"[?؟]+", body):
        return lifted(start, end, note_from(body, CONVENTION, kind="fact"))
    labelled = addressed(start, end, body, quoted=False)
    if labelled and labelled.note:
        return lifted(start, end, labelled.note)
    if opening == "((" and (_is_quoted(source, start, body) or _HONORIFIC.match(body)):
        return None
    asked = talk.is_question(body) or talk.is_direction(body)
    before = source.text[start - 1 : start]
    subscript = before == "_" and source.text[max(0, start - 2) : start - 1].isalnum()
    indexes = before == "$" or subscript or (before.isalnum() and not asked)
    if not count or indexes or (_CERTAINLY_CODE if asked else _CODE).search(body):
        return None
    if opening == "[[" and ((_WIKI.search(body) and not asked) or _is_page(body)):
        return None
    if opening == "((" and not asked and not re.match(r"(?:TK)+\b", body):
        return _aside(start, end, body)
    if opening == "[[" and _PAGE_NAME.match(body):
        return suspect(start, end, CONVENTION, f"“{fold(body)}” in doubled brackets may be a note.")
    if asked or _ABOUT_COPY.search(body) or re.match(r"(?:TK)+\b", body):
        return lifted(
            start, end, note_from(body, CONVENTION, kind="missing" if re.match(r"(?:TK)+\b", body) else None)
        )
    if opening == "[[" or count >= 2:
        return suspect(start, end, CONVENTION, f"“{fold(body)}” in doubled brackets may be a note.")
    return None


def _is_quoted(source: Source, start: int, body: str) -> bool:
    """Whether the words are quoted: Arabic and its neighbours have doubled parentheses for that.

    A short direction there is the desk's, unless a verb of saying or a colon introduces it.
    """
    if not _QUOTING_SCRIPT.match(body):
        return False
    before = source.body(max(0, start - _INTRODUCTION), start)
    if _INTRODUCED.search(before):
        return True
    return not (talk.is_direction(body) or talk.is_desk_talk(body) or _ASKED_AT_DESK.match(body))


def _aside(start: int, end: int, body: str) -> Find | None:
    """Words in doubled parentheses that ask nothing: in the terms of a desk they may be a note."""
    if not (_ABOUT_COPY.search(body) or talk.is_personal(body) or talk.is_desk_talk(body)):
        return None
    return suspect(start, end, CONVENTION, f"“{fold(body)}” in doubled brackets may be a note.")


def _unclosed(source: Source, opening: str) -> Iterator[Find]:
    """Doubled brackets that nothing closes before a blank line, when words of a note follow them."""
    left_open = (source.square if opening == "[[" else source.round).unclosed
    for start, following in pairwise(left_open):
        if following != start + 1 or source.guarded.covers(start):
            continue
        body = source.body(start + 2, min(source.paragraph_end(start), start + UNCLOSED_EXCERPT))
        if len(talk.words(body)) >= 2 and body[:1].isalpha() and not _CODE.search(body):
            reason = f"A mark that opens with “{opening}” is not closed."
            yield suspect(start, start + 2 + len(body.rstrip()), CONVENTION, reason)


def _is_page(body: str) -> bool:
    """Whether the words are the name of a page: a title, or a few words without any of the desk's."""
    if "|" in body:
        return True
    if talk.is_question(body) or talk.is_direction(body):
        return talk.is_title(body) and len(talk.words(body)) >= 3 and not talk.is_desk_talk(body)
    if talk.is_title(body):
        return True
    return (
        body[0].isupper()
        and len(body.split()) <= 5
        and not _ABOUT_COPY.search(body)
        and not talk.is_personal(body)
    )
