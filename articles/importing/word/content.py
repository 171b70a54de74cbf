"""Walking what stands in an element, past the wrappers that say nothing about words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from articles.importing.annotated.tracking import DEEPEST, TooDeep
from articles.importing.word.names import Element, attribute, child, name, taken_branch
from articles.importing.word.symbols import symbol

_WRAPPERS: Final = frozenset({"smartTag", "customXml"})
_OUT: Final = frozenset({"del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText"})
_SIGNS: Final = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}


def content(element: Element, depth: int = 0) -> Iterator[Element]:
    """The children, with what stands in content controls, tags and one branch of alternatives as theirs."""
    if depth > DEEPEST:
        raise TooDeep
    for found in element:
        yield from _opened(found, depth)


def _opened(element: Element, depth: int) -> Iterator[Element]:
    kind = name(element)
    if kind == "sdt":
        inner = child(element, "sdtContent")
        if inner is not None:
            yield from content(inner, depth + 1)
    elif kind in _WRAPPERS:
        yield from content(element, depth + 1)
    elif kind == "mc:AlternateContent":
        if depth > DEEPEST:
            raise TooDeep
        branch = taken_branch(element)
        for found in () if branch is None else branch:
            yield from _opened(found, depth + 1)
    elif kind:
        yield element


def sign(element: Element) -> str:
    """The character that an element of a run stands for; nothing if it stands for none."""
    kind = name(element)
    if kind == "sym":
        return symbol(attribute(element, "font") or "", attribute(element, "char") or "")
    return _SIGNS.get(kind, "")


def words_of(element: Element, depth: int = 0) -> str:
    """The words in an element as plain text, without what is taken out and with line feeds between
    paragraphs."""
    if depth > DEEPEST:
        raise TooDeep
    pieces: list[str] = []
    for found in content(element, depth):
        kind = name(found)
        if kind in ("t", "m:t"):
            pieces.append(found.text or "")
        elif kind not in _OUT:
            pieces.append(sign(found) or words_of(found, depth + 1))
            if kind in ("p", "tr") and pieces[-1] and not pieces[-1].endswith("\n"):
                pieces.append("\n")
    return "".join(pieces)
