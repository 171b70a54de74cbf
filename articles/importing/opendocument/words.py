"""White space in a paragraph, and the words of an element as plain text.

Source: Open Document Format 1.3, part 3, 6.1.2 (white space) and 6.1.3 to 6.1.5 (spaces, tabs, line breaks).
"""

from __future__ import annotations

from typing import Final

from articles.importing.annotated.blanks import Blanks
from articles.importing.annotated.tracking import DEEPEST, TooDeep
from articles.importing.opendocument.names import attribute, name, number
from articles.importing.packages import Element

_MOST_SPACES: Final = 1_000
_SIGNS: Final = {"text:tab": "\t", "text:line-break": "\n"}
_PARAGRAPHS: Final = frozenset({"text:p", "text:h"})
_OUT: Final = frozenset(
    {"office:annotation", "text:note", "text:tracked-changes", "text:ruby-text", "svg:title", "svg:desc"}
    | {"dc:creator", "dc:date", "meta:creator-initials", "loext:sender-initials", "meta:date-string"}
)


def sign(element: Element) -> str:
    """The characters that an element stands for; nothing if it stands for none."""
    kind = name(element)
    if kind == "text:s":
        count = number(attribute(element, "text:c"))
        return " " * min(1 if count is None else count, _MOST_SPACES)
    return _SIGNS.get(kind, "")


def words_of(element: Element) -> str:
    """The words in an element, with line feeds between paragraphs, without notes and comments."""
    pieces: list[str] = []
    _collect(element, pieces, Blanks(), 0)
    return "".join(pieces)


def _collect(element: Element, pieces: list[str], blanks: Blanks, depth: int) -> None:
    if depth > DEEPEST:
        raise TooDeep
    for found in element:
        kind = name(found)
        if kind in _PARAGRAPHS:
            inner = Blanks()
            pieces.append(inner.fold(found.text or ""))
            _collect(found, pieces, inner, depth + 1)
            pieces.append("\n")
        elif signs := sign(found):
            blanks.stop()
            pieces.append(signs)
        elif kind and kind not in _OUT:
            pieces.append(blanks.fold(found.text or ""))
            _collect(found, pieces, blanks, depth + 1)
        if kind not in _PARAGRAPHS:
            pieces.append(blanks.fold(found.tail or ""))
