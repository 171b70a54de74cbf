"""Doubts in a bracket: ``(sp?)``, ``(??)``, ``(source?)``, ``(PLS CHECK DATE)``.

Not what a writer asks the reader, such as ``(who wouldn't?)``, nor abbreviations in parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes import talk
from articles.documents.notes.finds import Find, lifted, note_from, suspect
from articles.documents.notes.model import Kind
from articles.documents.notes.source import Source

CONVENTION = "doubt"

_LONGEST = 160

_NOUN = (
    r"(?:sp|spelling|spell|source|sources|sourcing|src|cite|citation|attribution|date|dates"
    r"|day|year|month|age|name|names|full name|first name|last name|"
    r"surname|title|rank|job title|number|numbers|figure|figures|fact|ref|reference|quote"
    r"|caption|photo|link|url|percent|percentage|amount|total|unit|units|"
    r"middle initial|hometown|location|place|time|check|ck|chk|gender|pronoun|pronouns|hyphen"
    r"|caps|cap|itals|style|word|wording|verb|tense|per|legal|libel|"
    r"fuentes?|nombre|apellido|apellidos|fecha|edad|cifra|cargo|grafía|ortografía|cita|año|verificar|"
    r"nom|prénom|orth|orthographe|chiffre|âge|année|citation|à vérifier|à confirmer|vérifier|"
    r"quellen?|datum|alter|namen?|schreibweise|zahl|beleg|jahr|prüfen|stimmt das|"
    r"fonte|fonti|nome|data|età|cifra|grafia|bron|naam|leeftijd|spelling|"
    r"المصدر|مصدر|مصدره|مصدرها|التاريخ|تاريخ|الاسم|اسم|العمر|عمر|الرقم|رقم|الإملاء|إملاء|تهجئة|السنة|"
    r"источник|дата|имя|возраст|цифра)"
)
_DOUBT = re.compile(
    rf"[¿\s]*(?:(?:what|which|the|check|exact|right|correct|his|her|their|real|full|of|qué|cuál"
    rf"|quelle?|welche[rs]?|l[ae]|el|die|der|das|il|o|a|"
    rf"ما|ما هو|ما هي)[\s']+){{0,2}}{_NOUN}\.?(?:(?:\s?[,/]\s?|\s+(?:of|or|and|o|y|et|ou|oder"
    rf"|und)\s+|\s+){_NOUN}\.?){{0,2}}\s*[?؟]+\s*$",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"[¿\s]*(?:who says(?: so)?|says who|according to (?:whom|who)|per who(?:m)?|is th(?:is"
    r"|at) (?:right|correct|true|accurate|still true|still right)|correct spelling"
    r"|right spelling|"
    r"spelled right|spelt right|spelling ok|sic|which one is it|quién lo dice|según quién"
    r"|selon qui|qui le dit|wer sagt das|laut wem|من قال|من القائل|بحسب من|"
    r"هل هذا صحيح|هل الرقم صحيح|هل الاسم صحيح)\s*[?؟]+",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"(?P<doubt>[^?؟A-ZÀ-Þ]{2,40}[?؟]|[^?؟a-zà-þ]{2,20}[?؟])\s*(?P<answer>[^\s?؟][^?؟]*)$")
_NEEDED = re.compile(
    r"(?:(?:citation|source|reference|attribution|quote|name|date)s? (?:is |still )?(?:needed|required"
    r"|missing)"
    r"|(?:quelle|beleg|zitat) (?:fehlt|nötig|erforderlich)|(?:source|citation|référence) (?:manquante"
    r"|nécessaire)"
    r"|(?:cita|fuente) (?:necesaria|requerida)|fonte (?:mancante|necessaria)|bron (?:nodig|ontbreekt)"
    r"|источник нужен|нужен источник|(?:بحاجة إلى|يحتاج إلى) مصدر|مصدر مطلوب)\s*[?؟]+$",
    re.IGNORECASE,
)
_ONLY_ON_DESKS = re.compile(
    r"[¿\s]*(?:sp|spelling|sources?|sourcing|src|fuentes?|orth(?:ographe)?|quellen?|fonte|المصدر"
    r"|مصدر)\s*[?؟]",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"[¿\s]*(?:(?:is (?:this|that|it) )?(?:in)?(?:correct|accurate)|how (?:many|much|old|far|long|tall)"
    r"|wh(?:ich|at) (?:one|ones|year|day|month|date|street|town|city|party|party affiliation)|as of when"
    r"|cuánt[oa]s?|combien|wie viele?|correct[oa]|exacte?|richtig|korrekt|كم|صحيح)\s*[?؟]+",
    re.IGNORECASE,
)
_DIRECTION_IN_CAPITALS = re.compile(
    r"(?:PLS |PLZ |PLEASE |SVP |POR FAVOR |BITTE )?(?:DOUBLE[- ]?CHECK|CHECK|CK|CHK|CONFIRM"
    r"|VERIFY|QUERY|CLARIFY|CITE|SOURCE|NEEDS?|FIX|WHO SAYS|"
    r"VERIFICAR|COMPROBAR|CONFIRMAR|REVISAR|FALTA|VÉRIFIER|À VÉRIFIER|CONFIRMER|PRÜFEN"
    r"|KLÄREN)\b(?! ONLY)[^a-zà-þ]*$"
)
_FOR_READERS = re.compile(
    r"\b(?:check (?:out|in|that)|listings?|website|web site|online|schedule|menu|map|below"
    r"|above|box|page|opening|hours|availability|local)\b",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    r"(?:(?:pls|plz|please|svp|por favor|bitte|رجاء|يرجى|الرجاء)\s+)?(?:double[- ]?check|check"
    r"|ck|chk|confirm|verify|verificar|comprobar|confirmar|revisar|"
    r"(?:à )?vérifier|(?:à )?confirmer|prüfen|(?:ال|لل)?تحقق(?: من)?|تأكد(?: من)?|للتأكد|راجع"
    r"|проверить|уточнить)(?![\w-])"
    rf"(?:\s+(?:the|this|his|her|their|exact|el|la|los|las|le|les|l'|l’|der|die|das|de|del|von"
    rf"|with|dem|den)){{0,2}}\s*(?:{_NOUN}|this|that|w/|again)?\b",
    re.IGNORECASE,
)
_ABBREVIATIONS = re.compile(
    r"(?:sp|spelling|ck|chk|wc|awk|cit(?:ation)? needed|source needed|needs? source|unsourced"
    r"|à vérifier|zu prüfen|للتحقق|للتأكد)[.!]?$",
    re.IGNORECASE,
)
_OTHER_FIGURE = re.compile(r"(?!\d{4}\s?[?؟])[€$£]?\d[\w.,:€$£% -]{0,40}[?؟]")
"""``[6.50?]``, ``[2024 or 2025?]``; a year alone is how historians doubt."""
_TO_ANOTHER_PLACE = re.compile(
    r"(?<!\w)(?:(?:الفصل|الباب|الصفحة|صفحة|الجدول|الشكل|الملحق|القسم|المادة|الفقرة|الآية|سورة|الحاشية"
    r"|الهامش|ص"
    r"|chapters?|sections?|figures?|tables?|pages?|appendix|annex|footnotes?|notes?|below|above|overleaf"
    r"|kapitel|abschnitt|abbildung|tabelle|seiten?|anhang|fußnote|unten|oben"
    r"|chapitres?|sections?|tableaux?|pages?|annexe|ci-dessous|ci-dessus|capítulos?|sección|tabla|cuadro"
    r"|páginas?"
    r"|anexo|abajo|arriba|quadro|capitol[oi]|tabella|pagin[ae]|hoofdstuk|bijlage|глав[уаы]|раздел|таблиц[уы]"
    r"|страниц[уы]|рисунок|приложени[ея])(?!\w)|(?:pp?|ch|fig|sec|s|стр|гл|рис|табл|kap|abb|cap)\.\s?\d)",
    re.IGNORECASE,
)
"""What a reader is sent to: "see chapter three" orders nothing of a desk."""
_SPELT_OUT = 60
"""Characters in front of an abbreviation in which it is spelt out."""
_LONGEST_ORDER = 6
"""Words of a direction in square brackets that is one without a doubt."""
_NOT_CAPITAL = re.compile(r"[^\W\d_A-ZÀ-Þ]")
_QUESTION_IN_CAPITALS = re.compile(r"(?=[^a-zà-þ]*?[A-ZÀ-Þ]{2})[^a-zà-þ]*[?؟]")


def find(source: Source) -> Iterator[Find]:
    """Every doubt in parentheses or square brackets."""
    for pairs, square in ((source.round.pairs, False), (source.square.pairs, True)):
        for start, end in pairs:
            if (
                end - start <= _LONGEST
                and not source.guarded.covers(start)
                and not source.doubled(start, end)
            ):
                found = _doubt(source, start, end + 1, square=square)
                if found:
                    yield found


def _doubt(source: Source, start: int, end: int, *, square: bool) -> Find | None:
    body = source.body(start + 1, end - 1).strip()
    if square and _OTHER_FIGURE.fullmatch(body) and not source.in_quotation(start):
        return suspect(start, end, CONVENTION, "A question in brackets may be a note.")
    if not body or (not body[0].isalpha() and body[0] not in "?؟¿"):
        return None
    if re.fullmatch(r"[?؟]{2,}!?", body):
        return lifted(start, end, note_from(body, CONVENTION, kind="fact"))
    if body in ("?", "؟"):
        return (
            suspect(start, end, CONVENTION, "A question mark in brackets may be a doubt.")
            if _stands_alone(source, start, end)
            else None
        )
    if _DOUBT.match(body) or _ALWAYS.match(body):
        return lifted(start, end, note_from(body, CONVENTION, kind=_kind(body)))
    if _NEEDED.match(body):
        return lifted(start, end, note_from(body, CONVENTION, kind="source"))
    answered = _ANSWERED.match(body)
    if answered and _DOUBT.match(answered["doubt"]):
        if _ONLY_ON_DESKS.match(body):
            return lifted(start, end, note_from(body, CONVENTION, kind=_kind(answered["doubt"])))
        return suspect(start, end, CONVENTION, "A question in brackets may be a note.")
    if _MAYBE.fullmatch(body):
        return suspect(start, end, CONVENTION, "A question in brackets may be a note.")
    if body in ("CK", "CHK"):
        return _abbreviation(source, start, end, body)
    if _DIRECTION_IN_CAPITALS.match(body) and not _FOR_READERS.search(body):
        return lifted(start, end, note_from(body, CONVENTION, kind=_kind(body)))
    return _direction(source, start, end, body, square=square) or _remark(start, end, body)


def _direction(source: Source, start: int, end: int, body: str, *, square: bool) -> Find | None:
    match = _DIRECTION.match(body)
    if not match or ":" in body[:12]:
        return _short(source, start, end, body) if _ABBREVIATIONS.match(body) else None
    about_copy = (
        bool(re.search(_NOUN + r"\W*$|" + _NOUN + r"\b", match[0].split(maxsplit=1)[-1], re.IGNORECASE))
        and " " in match[0].strip()
    )
    if _FOR_READERS.search(body) or (not about_copy and _TO_ANOTHER_PLACE.search(body)):
        return None
    if square and not about_copy and source.in_quotation(start):
        return None
    if square and _may_be_a_word(source, end, body):
        return suspect(start, end, CONVENTION, "A direction in brackets may be for the desk.")
    if (
        about_copy
        or (square and (talk.is_question(body) or len(body.split()) <= _LONGEST_ORDER))
        or talk.is_question(body)
        or (len(body.split()) == 1 and body.isupper())
        or (not body.isascii() and len(body.split()) <= 4)
    ):
        return lifted(start, end, note_from(body, CONVENTION, kind=_kind(body)))
    return suspect(start, end, CONVENTION, "A direction in brackets may be for the desk.")


def _short(source: Source, start: int, end: int, body: str) -> Find | None:
    if body.isupper() and body.isascii() and " " not in body:
        return _abbreviation(source, start, end, body)
    if body.casefold().startswith(("cit", "unsourced")):
        return suspect(start, end, CONVENTION, "“citation needed” may be a note.")
    return lifted(start, end, note_from(body, CONVENTION, kind=_kind(body)))


def _may_be_a_word(source: Source, end: int, body: str) -> bool:
    """``Press [Confirm]``, ``a [check] shirt``: a button, or a word that somebody put in."""
    if " " in body or body.isupper() or not body.isascii():
        return False
    following = source.text[end : end + 2]
    return body[0].isupper() or (following[:1] == " " and following[1:].islower())


def _abbreviation(source: Source, start: int, end: int, body: str) -> Find | None:
    """``(SP)``: what the words in front of it are short for, a party, or a doubt about a spelling."""
    letters = body.rstrip(".!").casefold()
    before = source.body(max(0, start - _SPELT_OUT), start)
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", before)][-2 * len(letters) :]
    initials = "".join(word[0] for word in words)
    if letters in initials or (words and words[-1].startswith(letters)):
        return None
    if letters.upper() in source.abbreviations:
        return None
    return suspect(start, end, CONVENTION, f"“{body}” may be a doubt, or short for something.")


def _remark(start: int, end: int, body: str) -> Find | None:
    """A longer question: in capitals it is a note's, in the words of a desk it may be one."""
    if not talk.is_question(body):
        return None
    if _QUESTION_IN_CAPITALS.fullmatch(body) and not _NOT_CAPITAL.search(body) and len(talk.words(body)) >= 3:
        return lifted(start, end, note_from(body, CONVENTION))
    copy_terms = re.search(
        r"\b(?:spelling|spelled|spelt|surname|our style|house style|this graf|this para|the quote"
        r"|the headline|the caption|the byline|the lede)\b",
        body,
        re.IGNORECASE,
    )
    if copy_terms and talk.is_desk_talk(body):
        return lifted(start, end, note_from(body, CONVENTION))
    if (
        talk.is_desk_talk(body)
        and len(talk.words(body)) <= 14
        and re.match(
            r"[¿\W]*(?:is|are|should|do|can|could|did|هل|es|está|est-ce|ist|stimmt)\b", body, re.IGNORECASE
        )
    ):
        return suspect(start, end, CONVENTION, "A question in brackets may be a note.")
    return None


def _kind(body: str) -> Kind | None:
    return (
        "fact"
        if re.match(
            r"\W*(?:(?:pls|plz|please)\s+)?(?:sp|spelling|check|ck|chk|confirm|verify)\W*$",
            body,
            re.IGNORECASE,
        )
        else None
    )


def _stands_alone(source: Source, start: int, end: int) -> bool:
    """Behind a space, or between a word and the end of one."""
    before, after = source.text[start - 1 : start], source.text[end : end + 1]
    return (before in (" ", " ") or before.isalnum()) and not after.isalnum()
