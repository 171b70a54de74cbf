"""How a text that is too long for its place is shown: the one way to shorten it."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def shortened(text: str, most: int, *, kept: int | None = None) -> str:
    """The text, or its beginning with an ellipsis right behind the last letter.

    ``most`` is how many characters (code points) it may have, the ellipsis among them, and ``kept`` how many
    stay of one that has more: by default as many as there is room for. A letter keeps its accents or goes.
    """
    if len(text) <= most:
        return text
    end = most - 1 if kept is None else kept
    while end > 0 and _continues(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def on_one_line(text: str, most: int) -> str:
    """The same of a text whose line breaks and repeated spaces became single spaces."""
    return shortened(" ".join(text.split()), most)


def _continues(text: str, place: int) -> bool:
    """Whether the character at a place belongs to the one before."""
    here = text[place]
    return bool(unicodedata.combining(here)) or here in _JOINERS or text[place - 1] == "\u200d"
