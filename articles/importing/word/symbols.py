"""The characters of symbol fonts, by the places they have in those fonts."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "\ufffd"
_PRIVATE: Final = 0xF000

_GREEK: Final = dict(
    zip(
        "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcywVJj",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςϑϕ",
        strict=True,
    )
)
_SYMBOL_LOW: Final = {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x76: "ϖ",
    0x7E: "∼",
}  # fmt: skip
_SYMBOL_HIGH: Final = dict(
    enumerate(
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑",
        start=0xA0,
    )
)
_WINGDINGS: Final = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x3A: "💻", 0x46: "☞", 0x4A: "☺", 0x4B: "😐",
    0x4C: "☹", 0x4E: "☠", 0x52: "☼", 0x54: "❄", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x72: "❒", 0x73: "⬧", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def symbol(font: str, code: str) -> str:
    """The character that a font of symbols has at a place, which is written in hexadecimal digits."""
    try:
        place = int(code, 16)
    except ValueError:
        return UNKNOWN
    family = font.casefold()
    low = place - _PRIVATE if _PRIVATE <= place <= _PRIVATE + 0xFF else place
    if family == "symbol" and low < 0x100:
        letter = chr(low)
        return _GREEK.get(letter) or _SYMBOL_LOW.get(low) or _SYMBOL_HIGH.get(low) or _plain(low)
    if family == "wingdings" and low < 0x100:
        return _WINGDINGS.get(low, UNKNOWN)
    if low != place:
        return UNKNOWN if "wingdings" in family or "webdings" in family else _plain(low)
    return chr(place) if 0x20 <= place < 0xD800 or 0xF900 <= place < 0xFFFE else UNKNOWN


def _plain(place: int) -> str:
    return chr(place) if 0x20 <= place < 0x7F or 0xA0 <= place < 0x100 else UNKNOWN
