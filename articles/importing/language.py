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


def guess(text: str) -> tuple[str, Direction]:
    """Language code and direction of a text, by the majority of its letters; English where nothing tells."""
    arabic, hebrew = len(_ARABIC.findall(text)), len(_HEBREW.findall(text))
    leftward = arabic + hebrew + len(_OTHER_RTL.findall(text))
    if leftward * 2 <= len(_LETTERS.findall(text)):
        return "en", "ltr"
    if hebrew > arabic:
        return "he", "rtl"
    if len(_URDU.findall(text)) * 20 > arabic:
        return "ur", "rtl"
    persian = len(_PERSIAN.findall(text)) > len(_ARABIC_ONLY.findall(text))
    return "fa" if persian else "ar", "rtl"


def direction_of(language: str) -> Direction:
    """The direction a language is written in, from its code."""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def is_code(text: str) -> bool:
    """Whether this has the form of a language code such as ``ar`` or ``en-GB``."""
    return len(text) <= _LONGEST_CODE and _CODE.fullmatch(text) is not None
