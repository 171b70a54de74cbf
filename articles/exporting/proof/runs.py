"""The text of a block → runs as the pages take them: plain data, with the passages of threads between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from prosemirror.model import Node

from articles.documents.footnotes import id_of, is_reference
from articles.documents.text import units
from articles.exporting.proof.passages import Passages
from articles.exporting.word.runs import is_rtl

Run = dict[str, Any]
_FLAGS: Final = {"insertion": "inserted", "deletion": "deleted", "formatting": "reformatted"}
_LOOKS: Final = frozenset({"strong", "em", "code"})
_LONG_WORD: Final = re.compile(r"\S{24}(?=\S{12})")
_BREAK: Final = "\u200b"
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\uffff\ud800-\udfff]")


def runs_of(block: Node, start: int, passages: Passages) -> Iterator[Run]:
    """The runs of a block whose text begins at ``start``. A run has only what is true of it."""
    position = start
    for child in block.children:
        if is_reference(child):
            yield from edges_until(position, passages)
            yield {"note": id_of(child)}
        elif child.text is None:
            yield from edges_until(position, passages)
            yield {"break": True}
        else:
            yield from _text_runs(child, position, passages)
        position += child.node_size
    yield from edges_until(position, passages)


def edges_until(position: int, passages: Passages) -> Iterator[Run]:
    """What begins and ends up to this position."""
    for edge in passages.until(position):
        yield {"begins" if edge.begins else "ends": edge.number}


def _text_runs(node: Node, start: int, passages: Passages) -> Iterator[Run]:
    words, end = str(node.text), start + node.node_size
    look = _look(node)
    while words:
        yield from edges_until(start, passages)
        following = passages.next_position()
        cut = end if following is None else min(following, end)
        here, words = _divided(words, cut - start)
        queried = {"queried": True} if passages.open else {}
        yield {"text": shown(here)} | look | queried
        start = cut


def _divided(words: str, size: int) -> tuple[str, str]:
    """The words that take so many positions, at least one character of them, and the rest."""
    if size >= units(words):
        return words, ""
    data = words.encode("utf-16-le", "surrogatepass")
    size = size + 1 if 0xDC <= data[2 * size + 1] <= 0xDF else size
    return data[: 2 * size].decode("utf-16-le"), data[2 * size :].decode("utf-16-le")


def _look(node: Node) -> Run:
    look: Run = {}
    for mark in node.marks:
        name = mark.type.name
        if name == "link":
            look["href"] = str(mark.attrs["href"])
        elif name in _LOOKS or name in _FLAGS:
            look[_FLAGS.get(name, name)] = True
    return look


def shown(words: str) -> str:
    """Words that no font can stumble over, with places to break those that no line holds."""
    return _LONG_WORD.sub(lambda found: found[0] + _BREAK, _CONTROLS.sub("", words))


def said(words: str) -> dict[str, Any]:
    """Words outside the copy: their lines, and whether they are read from right to left."""
    return {"lines": shown(words).splitlines() or [""], "rtl": is_rtl(words)}
