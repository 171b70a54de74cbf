"""Which of the encodings from before Unicode a file is in.

Statistics fail on a short story with three accents in it, and most copy is short. So the encodings that
newsrooms meet are told apart by what the letters would spell: in the right reading all letters belong to
one alphabet, stand in words of one script, and signs such as ¿ or ³ do not stand inside words.
Everything else is left to charset-normalizer.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import charset_normalizer

_SAMPLE: Final = 64 * 1024
_ENOUGH: Final = 0.9
_PLAUSIBLE: Final = 0.75
_SURE_OF_ITSELF: Final = 0.15

_ARABIC: Final = "".join(
    map(
        chr,
        [
            *range(0x621, 0x63B),
            *range(0x640, 0x653),
            0x67E,
            0x686,
            0x698,
            0x6A9,
            0x6AF,
            0x6CC,
            0x60C,
            0x61B,
            0x61F,
        ],
    )
)
_CYRILLIC: Final = "".join(map(chr, range(0x430, 0x460))) + "ґ"
_GREEK: Final = "".join(map(chr, range(0x3AC, 0x3CF))) + "ΐΰ"
_HEBREW: Final = "".join(map(chr, [*range(0x5B0, 0x5C3), *range(0x5D0, 0x5EB)]))
# A wrong reading within one script still spells letters, but seldom the ones its languages use most.
_FREQUENT: Final = {
    _ARABIC: frozenset("اليمونرتبدةهسعفكأ،"),
    _CYRILLIC: frozenset("оеаинтсрвлкмдпуі"),
    _GREEK: frozenset("αοιετσνηυρπκάίόςωέ"),
    _HEBREW: frozenset("יוהלאמרתבשנם"),
}
_RARE_WORTH: Final = 0.8

# In order of preference where two readings spell equally well.
_ALPHABETS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "cp1252",
        (
            "àâæçéèêëîïôœùûüÿ",  # French
            "äöüß",  # German
            "áéíóúüñçàèòïªº",  # Spanish, Catalan
            "áâãàçéêíóôõúüªº",  # Portuguese
            "àèéìíîòóù",  # Italian
            "åäöéü",  # Swedish, Finnish
            "æøåéôòè",  # Danish, Norwegian
            "áéëïóöüèê",  # Dutch
            "áðéíóúýþæö",  # Icelandic
        ),
    ),
    (
        "cp1250",
        (
            "ąćęłńóśźż",  # Polish
            "áčďéěíňóřšťúůýž",  # Czech
            "áäčďéíĺľňóôŕšťúýž",  # Slovak
            "áéíóöőúüű",  # Hungarian
            "ăâîşţșț",  # Romanian
            "čćđšž",  # Croatian, Slovene, Bosnian
        ),
    ),
    ("cp1256", (_ARABIC,)),
    ("cp1251", (_CYRILLIC,)),
    ("koi8-r", (_CYRILLIC,)),
    ("cp1253", (_GREEK,)),
    ("cp1255", (_HEBREW,)),
    ("cp1254", ("çğıöşüâîûi̇",)),  # Turkish
    ("cp1257", ("āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž")),  # Latvian, Lithuanian, Estonian
)
# A borrowed word brings its accent along: "café" in Polish copy, "naïve" and "Łódź" in English.
_BORROWED: Final = frozenset("áàâäãåæçéèêëíîïñóòôöøõúùûüß")
_BORROWED_WORTH: Final = 0.9

# Typographic signs, and the signs of money and law, by where they may stand.
_ANYWHERE: Final = frozenset("–—…‘’“”‚„‹›«»•·†‡¶ \u200c\u200d\u200e\u200f\u00ad")
_OUTSIDE_WORDS: Final = frozenset("¡¿€£¥¢§©®™°º№±×÷½¼¾²³¹µ‰،؛؟")


def guess(data: bytes) -> str:
    """The name of the encoding, in which ``data`` is known to decode; empty when none is plausible."""
    sample = data[:_SAMPLE]
    scored = [
        (score, -rank, encoding)
        for rank, encoding in enumerate(dict(_ALPHABETS))
        if (score := _score(sample, encoding)) > 0
    ]
    best = max(scored, default=None)
    if best and best[0] >= _ENOUGH and _decodes(data, best[2]):
        return best[2]
    found = charset_normalizer.from_bytes(sample).best()
    if (
        found
        and found.chaos < _SURE_OF_ITSELF
        and (found.coherence > 0 or found.multi_byte_usage > 0.3)
        and _decodes(data, found.encoding)
    ):
        return found.encoding
    return best[2] if best and best[0] >= _PLAUSIBLE and _decodes(data, best[2]) else ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _score(sample: bytes, encoding: str) -> float:
    """How well the sample reads in this encoding, at most 1."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    high = [index for index, char in enumerate(text) if char >= "\x80"]
    letters = [index for index in high if _is_letter(text[index])]
    good_signs = sum(_stands_well(text, index) for index in high if not _is_letter(text[index]))
    spelled = max(_spelled(text, letters, alphabet) for alphabet in dict(_ALPHABETS)[encoding])
    faults = sum(_mixes_scripts(text, index) or _jumps_case(text, index) for index in letters)
    return (good_signs + spelled - faults) / len(high) if high else 0.0


def _spelled(text: str, letters: list[int], alphabet: str) -> float:
    chars = [text[index].lower() for index in letters]
    own = sum(
        (1 if alphabet not in _FREQUENT or char in _FREQUENT[alphabet] else _RARE_WORTH)
        for char in chars
        if char in alphabet
    )
    return own + _BORROWED_WORTH * sum(char in _BORROWED and char not in alphabet for char in chars)


def _stands_well(text: str, index: int) -> bool:
    char = text[index]
    if char in _ANYWHERE:
        return True
    if char not in _OUTSIDE_WORDS:
        return False
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if char in "¡¿":
        return not before.isalnum()
    return not (before.isalpha() and not before.isascii()) and not (before.isalpha() and after.isalpha())


def _is_letter(char: str) -> bool:
    """Letters and the marks that are written over them; the ordinal signs are signs here."""
    return (char.isalpha() and char not in "ºª") or unicodedata.category(char) == "Mn"


def _is_latin(char: str) -> bool:
    return char.isascii() or "LATIN" in unicodedata.name(char, "")


def _mixes_scripts(text: str, index: int) -> bool:
    """A letter next to one of another script, or between two more accented ones, as no Latin word has it."""
    latin = _is_latin(text[index])
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    if any(char.isalpha() and _is_latin(char) != latin for char in around):
        return True
    return latin and len(around) == 2 and all(char.isalpha() and not char.isascii() for char in around)


def _jumps_case(text: str, index: int) -> bool:
    """A capital behind a small letter, as no word has it."""
    return text[index].isupper() and text[index - 1 : index].islower()
