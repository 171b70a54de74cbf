"""What styles are called that say what a paragraph or its words are, in the languages of newsrooms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from articles.documents.notes.wording import listed
from articles.importing.annotated.model import Aside, Shape

_HEADING: Final = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|başlık"
    r"|címsor|заголовок|επικεφαλίδα|عنوان|العنوان|标题|標題|見出し|제목)\s*([1-9])",
    re.IGNORECASE,
)
_TITLES: Final = listed(
    "title titel titre título titulo titolo tytuł otsikko rubrik headline hed العنوان 标题 標題 表題 제목"
)
_SUBTITLES: Final = listed(
    "subtitle untertitel sous-titre subtítulo subtitulo sottotitolo ondertitel podtytuł underrubrik "
    "standfirst deck dek subhed 副标题 副標題 副題 부제"
)
_QUOTES: Final = re.compile(
    r"(?:(?:intense|block) )?(?:quote|quotation)s?|block ?quote|block text|quotations|(?:intensives )?zitat"
    r"|citation(?: intense)?|cita(?: destacada)?|citazione(?: intensa)?|citaat|اقتباس",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"(?:html |inline |source |macro )?code(?: char)?|verbatim(?: char)?|html (?:typewriter|keyboard|sample)"
    r"|source text|teletype",
    re.IGNORECASE,
)
_DESK_NOTES: Final = re.compile(
    r"(?:(?:desk|copy|author|au|house|internal|legal|copy ?editor|sub)(?:[’']?s)? )(?:notes?|query|queries)"
    r"|query|queries|aq|tk|notes? ?mode|notes? (?:to|for) (?:the )?(?:editor|desk|author|sub)s?",
    re.IGNORECASE,
)
_NOTES: Final = re.compile(
    r"(?:(?:editor[’']?s?|editorial) )?notes?|notiz(?:en)?|remarque|nota(?: interna)?", re.IGNORECASE
)
"""Names of styles for notes; those in such a paragraph may be for readers."""


def shape_named(style: str) -> Shape | None:
    """What kind of block a style of this name makes of a paragraph, if its name says so."""
    label = style.casefold()
    if heading := _HEADING.fullmatch(label):
        return Shape("heading", int(heading[1]))
    if label in _TITLES:
        return Shape("title")
    if label in _SUBTITLES:
        return Shape("subtitle")
    return Shape("quote") if _QUOTES.fullmatch(label) else None


def is_code(styles: Iterable[str]) -> bool:
    """Whether one of these styles is for code."""
    return any(map(_CODE.fullmatch, styles))


def aside_named(styles: Iterable[str], doubtful: Aside) -> Aside:
    """Whether one of these styles is for notes; ``doubtful`` is what a style is that may be for readers."""
    styles = list(styles)
    if any(map(_DESK_NOTES.fullmatch, styles)):
        return "styled"
    return doubtful if any(map(_NOTES.fullmatch, styles)) else ""
