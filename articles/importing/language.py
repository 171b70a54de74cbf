"""Which way copy reads, and in which language it is where its letters say so."""

from __future__ import annotations

import re
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_LETTERS: Final = re.compile(r"[^\W\d_]")
_HEBREW: Final = re.compile("[\u05d0-\u05ea\ufb1d-\ufb4f]")
_ARABIC: Final = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"
)
_OTHER_RTL: Final = re.compile("[\u0700-\u074f\u0780-\u07b1\u07ca-\u07ea]")
_PERSIAN: Final = re.compile("[پچژگکی]")
_ARABIC_ONLY: Final = re.compile("[ةيكأإى]")
_URDU: Final = re.compile("[ٹڈڑںےہھ]")
_CODE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LONGEST_CODE: Final = 12

# The words that hold a language together; in prose about two of five words are among them.
_COMMON: Final = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in is that for was with on at by from a it as are be his her has have will said",
        "es": "de la que el en y los del se las por con una para su al es un lo como más ha no son sus desde",
        "fr": "de la le et les des en du un une que est dans pour qui au par il sur ne pas se ce plus sont à",
        "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an",
        "pt": "de que e do da em um para com não uma os no se na por mais as dos como o a foi ao são",
        "it": "di e il la che in a per un è del con non una i della le si da al nel sono dei più gli",
        "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als bij door worden naar",
    }.items()
}
_WORD: Final = re.compile(r"[^\W\d_]+")
_FEWEST: Final = 5
_LEAST_SHARE: Final = 0.2
_LEAD: Final = 1.5


def guess(text: str) -> tuple[str, Direction]:
    """Language code and direction of a text, by letters and commonest words; English where nothing tells."""
    arabic, hebrew = len(_ARABIC.findall(text)), len(_HEBREW.findall(text))
    leftward = arabic + hebrew + len(_OTHER_RTL.findall(text))
    if leftward * 2 <= len(_LETTERS.findall(text)):
        return _by_words(text), "ltr"
    if hebrew > arabic:
        return "he", "rtl"
    if len(_URDU.findall(text)) * 20 > arabic:
        return "ur", "rtl"
    persian = len(_PERSIAN.findall(text)) > len(_ARABIC_ONLY.findall(text))
    return "fa" if persian else "ar", "rtl"


def _by_words(text: str) -> str:
    words = [word.lower() for word in _WORD.findall(text)]
    counts = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    first, second = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    enough = counts[first] >= max(_FEWEST, _LEAST_SHARE * len(words))
    return first if enough and counts[first] >= _LEAD * counts[second] else "en"


def direction_of(language: str) -> Direction:
    """The direction a language is written in, from its code."""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def is_code(text: str) -> bool:
    """Whether this has the form of a language code such as ``ar`` or ``en-GB``."""
    return len(text) <= _LONGEST_CODE and _CODE.fullmatch(text) is not None
