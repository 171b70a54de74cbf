"""Shortens texts that are too long for their place. All texts are shortened here."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def shortened(text: str, most: int, *, kept: int | None = None) -> str:
    """The text, or its beginning with an ellipsis after the last letter.

    ``most``: the longest result in characters (code points), with the ellipsis. ``kept``: how many characters
    a longer text keeps, by default as many as fit. A letter and its accents are not separated.
    """
    if len(text) <= most:
        return text
    end = most - 1 if kept is None else kept
    while end > 0 and _continues(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def on_one_line(text: str, most: int) -> str:
    """As :func:`shortened`, with line breaks and repeated spaces turned into single spaces."""
    return shortened(" ".join(text.split()), most)


def initials(name: str) -> str:
    """The first letters of the first and the last name, as capitals; "?" for nobody."""
    words = name.split()
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper() or "?"


def _continues(text: str, place: int) -> bool:
    """Whether the character at a position belongs to the one before."""
    here = text[place]
    return bool(unicodedata.combining(here)) or here in _JOINERS or text[place - 1] == "\u200d"
