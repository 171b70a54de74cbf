"""The text blocks of a document as they would be printed, with the way back to positions.

References to footnotes and words that are only proposed are left out, so that a word is read as a reader
would; code is blotted out. Positions are UTF-16 units, as everywhere in documents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final
from weakref import WeakKeyDictionary

from prosemirror.model import Node

from articles.documents.style.model import Place
from articles.documents.text import is_code, piece_text, text_blocks, units

BLOT: Final = "\ufffc"
"""A character of code."""
_FIELDS: Final = {"headline", "standfirst", "caption", "footnote", "heading", "pull_quote"}


@dataclass(frozen=True)
class Words:
    """The printed words of one text block.

    ``runs`` has, for each stretch of text, its first offset in ``text`` and its first unit in the block.
    """

    text: str
    runs: tuple[tuple[int, int], ...]

    def unit(self, offset: int, *, end: bool = False) -> int:
        """The UTF-16 unit, from the start of the block, of an offset; with ``end``, behind the one before."""
        wanted = offset - 1 if end and offset else offset
        first, unit = self.runs[max(bisect_right(self._offsets, wanted) - 1, 0)]
        return unit + self._units(first, offset)

    def place(self, start: int, end: int) -> Place:
        """The place of the words between two offsets, in a block that begins at position 0."""
        return Place(0, self.unit(start), self.unit(end, end=True), self.text[start:end])

    def offset_of_byte(self, byte: int) -> int:
        """The offset of a character whose first byte, in UTF-8, is at ``byte``."""
        return byte if self._bytes is None else bisect_right(self._bytes, byte) - 1

    @cached_property
    def encoded(self) -> bytes:
        return self.text.encode()

    @cached_property
    def is_shouted(self) -> bool:
        """Whether all of it is in capitals, so that those say nothing."""
        return self.text.isupper()

    @cached_property
    def _offsets(self) -> list[int]:
        return [offset for offset, _ in self.runs]

    @cached_property
    def _bytes(self) -> list[int] | None:
        if self.text.isascii():
            return None
        return list(accumulate((len(character.encode()) for character in self.text), initial=0))

    @cached_property
    def _wide(self) -> list[int] | None:
        if max(self.text, default="") < "\U00010000":
            return None
        return list(accumulate((1 + (character > "\uffff") for character in self.text), initial=0))

    def _units(self, start: int, end: int) -> int:
        return end - start if self._wide is None else self._wide[end] - self._wide[start]


@dataclass(frozen=True)
class Block:
    """A text block in its document: its number, position, field, and whether all of it is a quotation."""

    number: int
    position: int
    field: str
    quoted: bool
    in_table: bool
    node: Node

    @property
    def words(self) -> Words:
        return words_of(self.node)

    @property
    def is_prose(self) -> bool:
        """Whether it is running text, which has the forms that a headline or a table shortens."""
        return self.field in {"body", "standfirst", "footnote"} and not self.in_table


_words: WeakKeyDictionary[Node, Words] = WeakKeyDictionary()


def words_of(node: Node) -> Words:
    """The printed words of a text block; kept, as nodes never change."""
    found = _words.get(node)
    if found is None:
        found = _words[node] = _read(node)
    return found


def _read(node: Node) -> Words:
    pieces: list[str] = []
    runs: list[tuple[int, int]] = []
    offset = unit = 0
    for child in node.children:
        text = piece_text(child)
        is_reference = child.type.name == "footnote_reference"
        if not is_reference and not any(mark.type.name == "insertion" for mark in child.marks):
            runs.append((offset, unit))
            pieces.append(BLOT * units(text) if is_code(child) else text)
            offset += len(pieces[-1])
        unit += child.node_size
    return Words("".join(pieces), tuple(runs) or ((0, 0),))


def blocks(doc: Node) -> Iterator[Block]:
    """The text blocks of a document that would be printed, in order."""
    around = _surroundings(doc)
    for number, block in enumerate(text_blocks(doc)):
        kind = block.node.type.name
        inserted, quoted, in_table = around[number]
        if inserted or block.node.attrs.get("inserted"):
            continue
        field = kind if kind in _FIELDS else "body"
        yield Block(number, block.position, field, quoted or kind == "pull_quote", in_table, block.node)


def _surroundings(doc: Node) -> list[tuple[bool, bool, bool]]:
    """For each text block: whether what holds it is only proposed, a quotation, a table."""
    found: list[tuple[bool, bool, bool]] = []

    def visit(node: Node, inserted: bool, quoted: bool, in_table: bool) -> None:
        for child in node.children:
            if child.inline_content:
                found.append((inserted, quoted, in_table))
            elif not child.is_leaf:
                name = child.type.name
                visit(
                    child,
                    inserted or bool(child.attrs.get("inserted")),
                    quoted or name == "blockquote",
                    in_table or name == "table",
                )

    visit(doc, False, False, False)
    return found
