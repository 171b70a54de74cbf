"""Reading the words of a document: plain text, counts, fields, and text offsets against positions.

Positions are ProseMirror's, in UTF-16 units; offsets count characters (code points) of a Python string.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from prosemirror.model import Node

_WIDE = re.compile("[\U00010000-\U0010ffff]")
REFERENCE: Final = "\ufffc"
"""A reference to a footnote in the text of a block: it takes a position, and is no part of any words."""
_CODE = "\ufffc"
"""What stands for a character of code where the words are read for notes."""
UNSPACED: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Letters of scripts without spaces, for a class of a pattern: each counts as a word."""
_UNSPACED_SCRIPTS = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True)
class Field:
    """One thing a reader would see: its kind in an editor's words, its text, where it begins.

    For the attributes of an image ``position`` is that of the image. ``prose`` is the text with its code
    blotted out.
    """

    name: str
    text: str
    position: int
    without_code: str = ""

    @property
    def prose(self) -> str:
        return self.without_code or self.text


@dataclass(frozen=True)
class TextBlock:
    """A block that holds text, and the position of its first character."""

    node: Node
    position: int

    @property
    def text(self) -> str:
        return block_text(self.node)


def units(text: str) -> int:
    """How many UTF-16 units, and so positions, the text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def wide_characters(text: str) -> list[int]:
    """The offsets of the characters that take two UTF-16 units, in order."""
    return [] if text.isascii() else [match.start() for match in _WIDE.finditer(text)]


def units_before(text: str) -> Callable[[int], int]:
    """How many UTF-16 units the first so many characters of the text take."""
    wide = wide_characters(text)
    return lambda count: count + bisect_left(wide, count)


def characters_in(text: str, count: int) -> int:
    """How many whole characters the first ``count`` UTF-16 units of the text hold."""
    if text.isascii():
        return min(max(count, 0), len(text))
    return len(text.encode("utf-16-le")[: 2 * max(count, 0)].decode("utf-16-le", "ignore"))


def slice_units(text: str, start: int, end: int) -> str:
    """The text between two offsets in UTF-16 units; half a character at an edge is left out."""
    if text.isascii():
        return text[max(start, 0) : max(end, 0)]
    return text.encode("utf-16-le")[2 * max(start, 0) : 2 * max(end, 0)].decode("utf-16-le", "ignore")


def block_text(block: Node) -> str:
    """The text of one text block, in which every character has its position.

    A hard break is a line feed, a reference to a footnote :data:`REFERENCE`.
    """
    return "".join(map(piece_text, block.children))


def piece_text(piece: Node) -> str:
    """The text of one inline node, as in :func:`block_text`."""
    if piece.text is not None:
        return piece.text
    return REFERENCE if piece.type.name == "footnote_reference" else "\n"


def without_references(text: str) -> str:
    """The words alone, as a reader would quote them."""
    return text.replace(REFERENCE, "")


def block_words(block: Node) -> str:
    """The words of one text block, without the references in it."""
    return "".join(piece_text(piece) for piece in block.children if piece.type.name != "footnote_reference")


def is_code(node: Node) -> bool:
    """Whether a piece of text is code."""
    return any(mark.type.name == "code" for mark in node.marks)


def is_code_block(block: Node) -> bool:
    """Whether a text block holds nothing but code, on more than one line."""
    children = block.children
    return any(child.text is None for child in children) and all(
        [mark.type.name for mark in child.marks] == ["code"] and child.type.name != "footnote_reference"
        for child in children
    )


def prose(block: Node) -> str:
    """As :func:`block_text`, with each character of code replaced, so that nothing is read into it."""
    return "".join(
        _CODE * len(child.text) if child.text is not None and is_code(child) else piece_text(child)
        for child in block.children
    )


def text_blocks(node: Node, start: int = 0) -> Iterator[TextBlock]:
    """The blocks that hold text, in order; ``start`` is the position of the node's first child."""
    for child in node.children:
        if child.inline_content:
            yield TextBlock(child, start + 1)
        elif not child.is_leaf:
            yield from text_blocks(child, start + 1)
        start += child.node_size


def plain_text(doc: Node) -> str:
    """The text of the whole copy, headline first, one blank line between blocks, empty ones left out."""
    texts = (block_words(block.node) for block in text_blocks(doc))
    return "\n\n".join(text for text in texts if text.strip())


_words: WeakKeyDictionary[Node, int] = WeakKeyDictionary()
"""Nodes never change, and an edit shares all but one block with the document before it."""


def word_count(doc: Node) -> int:
    """Words of the whole copy; a character of a script written without spaces counts as one."""
    return sum(map(_words_in, doc.children))


def _words_in(block: Node) -> int:
    count = _words.get(block)
    if count is None:
        count = _words_of(block) if block.inline_content else sum(map(_words_in, block.children))
        _words[block] = count
    return count


def _words_of(block: Node) -> int:
    spaced, unspaced = _UNSPACED_SCRIPTS.subn(" ", block_text(block))
    return unspaced + sum(any(map(str.isalnum, word)) for word in spaced.split())


def headline_text(doc: Node) -> str:
    """The headline's words, or the empty string."""
    return block_text(doc.child(0)).strip()


_FIELD_NAMES = {
    "headline": "headline",
    "standfirst": "standfirst",
    "caption": "caption",
    "footnote": "footnote",
}
_IMAGE_FIELDS = {"alt": "alt text", "credit": "credit"}


def published_fields(doc: Node) -> Iterator[Field]:
    """Everything that would be printed, empty fields too, in the order of the document."""
    yield from _fields(doc, 0)


def _fields(node: Node, start: int) -> Iterator[Field]:
    for child in node.children:
        if child.inline_content:
            text = block_text(child)
            code = prose(child) if any(map(is_code, child.children)) else ""
            yield Field(_FIELD_NAMES.get(child.type.name, "body"), text, start + 1, code)
            yield from _link_titles(child, start + 1)
        elif child.type.name == "image":
            for attribute, name in _IMAGE_FIELDS.items():
                yield Field(name, str(child.attrs[attribute]), start)
        else:
            yield from _fields(child, start + 1)
        start += child.node_size


def _link_titles(block: Node, start: int) -> Iterator[Field]:
    for child in block.children:
        for mark in child.marks:
            if title := mark.attrs.get("title"):
                yield Field("link title", str(title), start)
        start += child.node_size


def text_between(doc: Node, start: int, end: int, *, published: bool = False) -> str:
    """The words between two positions, blocks separated by a line feed, empty ones left out.

    ``published`` leaves out words that are only proposed.
    """
    pieces: list[str] = []

    def visit(node: Node, position: int, _parent: Node | None, _index: int) -> bool:
        if not node.inline_content:
            return not node.is_leaf
        first = position + 1
        piece = (
            _published_slice(node, start - first, end - first)
            if published
            else slice_units(block_text(node), start - first, end - first)
        )
        if piece := without_references(piece):
            pieces.append(piece)
        return False

    doc.nodes_between(max(start, 0), min(end, doc.content.size), visit)
    return "\n".join(pieces)


def paragraphs_at(doc: Node, start: int, end: int) -> str:
    """The whole text blocks in which a range, or a point, lies, as they would be printed; one a line."""
    pieces: list[str] = []

    def visit(node: Node, _position: int, _parent: Node | None, _index: int) -> bool:
        if node.inline_content:
            pieces.append(_published_slice(node, 0, node.content.size))
        return not node.inline_content

    doc.nodes_between(max(start, 0), min(end, doc.content.size), visit)
    return "\n".join(pieces)


def _published_slice(block: Node, start: int, end: int) -> str:
    pieces: list[str] = []
    offset = 0
    for child in block.children:
        if not any(mark.type.name == "insertion" for mark in child.marks):
            pieces.append(slice_units(piece_text(child), start - offset, end - offset))
        offset += child.node_size
    return "".join(pieces)
