"""A document as one plain text to be read for notes, and the document again once some were taken out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from prosemirror.model import Fragment, Node

from articles.documents.notes.model import Scan
from articles.documents.text import block_text, prose, text_blocks, wide_characters

_SEPARATOR = "\n\n"
_Stretch = tuple[int, int] | str
"""Characters of a block from an offset to another, or characters that stand between such stretches."""


@dataclass(frozen=True, slots=True)
class Around:
    """Markers that go around what stands between two offsets of the text."""

    start: int
    end: int
    opens: str
    closes: str


@dataclass(frozen=True)
class PlainCopy:
    """The words of a document as one plain text, blank lines between the blocks, with the way back."""

    doc: Node

    @cached_property
    def _blocks(self) -> list[tuple[Node, int]]:
        return [(block.node, block.position) for block in text_blocks(self.doc)]

    @cached_property
    def _texts(self) -> list[str]:
        return [block_text(node) for node, _position in self._blocks]

    @cached_property
    def _offsets(self) -> list[int]:
        offsets, at = [], 0
        for text in self._texts:
            offsets.append(at)
            at += len(text) + len(_SEPARATOR)
        return offsets

    @cached_property
    def _wide(self) -> list[Sequence[int]]:
        """Of each block, the offsets of the characters that take two positions."""
        return [wide_characters(text) for text in self._texts]

    @cached_property
    def text(self) -> str:
        """The words to read for notes: what is code is blotted out."""
        return _SEPARATOR.join(prose(node) for node, _position in self._blocks)

    def _block_at(self, offset: int) -> int:
        return max(bisect_right(self._offsets, offset) - 1, 0)

    def position(self, offset: int) -> int:
        """The document position of an offset in the text."""
        index = self._block_at(offset)
        inside = min(offset - self._offsets[index], len(self._texts[index]))
        return self._blocks[index][1] + inside + bisect_left(self._wide[index], inside)

    def offset(self, position: int) -> int:
        """The offset in the text of a document position; between blocks, the end of the one before."""
        index = max(bisect_right(self._positions, position) - 1, 0)
        count = max(position - self._positions[index], 0)
        inside = count - bisect_right(self._begun[index], count)
        return self._offsets[index] + min(inside, len(self._texts[index]))

    def paragraph(self, offset: int) -> int:
        """Which of the blocks with words an offset stands in, counting from 1."""
        return self._with_words[self._block_at(offset)]

    @cached_property
    def _with_words(self) -> list[int]:
        """How many blocks with words there are up to each one."""
        return list(accumulate(bool(text.strip()) for text in self._texts))

    @cached_property
    def _positions(self) -> list[int]:
        return [position for _node, position in self._blocks]

    @cached_property
    def _begun(self) -> list[list[int]]:
        """Of each block, behind how many positions half of each wide character has come."""
        return [[at + number + 1 for number, at in enumerate(wide)] for wide in self._wide]

    def marked(self, scanned: Scan, filler: str, around: Sequence[Around] = ()) -> Node:
        """The document as the scan leaves its text, with the markers in their places.

        ``filler`` stands in blocks of which nothing is left. ``around`` are more markers, and what they go
        around.
        """
        rebuilt: dict[int, Node] = {}
        for (node, position), text, stretches in zip(
            self._blocks, self._texts, self._stretches(scanned, around), strict=True
        ):
            if stretches != ([(0, len(text))] if text else []):
                content = _cut(node, stretches) or [node.type.schema.text(filler)]
                rebuilt[position] = node.copy(Fragment.from_(content))
        return _replaced(self.doc, 0, rebuilt)

    def _stretches(self, scanned: Scan, around: Sequence[Around]) -> list[list[_Stretch]]:
        """What is left of each block: stretches of its characters, and what stands between them.

        A marker keeps to the words in front of it, one of ``around`` that opens to those behind it.
        """
        markers = {one for note in scanned.notes for one in (note.marker, note.end_marker) if one}
        left: list[list[_Stretch]] = [[] for _block in self._blocks]
        opening = deque(sorted((one.start, one.opens) for one in around))
        closing = deque(sorted((one.end, one.closes) for one in around))
        origins = iter(scanned.origins)
        block = 0
        for character in scanned.marked:
            origin = -1 if character in markers else next(origins)
            if origin < 0:
                left[block].append(character)
                continue
            while closing and closing[0][0] <= origin:
                left[block].append(closing.popleft()[1])
            block = self._block_at(origin)
            while opening and opening[0][0] <= origin:
                left[block].append(opening.popleft()[1])
            inside = origin - self._offsets[block]
            if inside < len(self._texts[block]):
                _extend(left[block], inside)
            elif inside == len(self._texts[block]) + 1:
                block += 1  # behind a blank line: what follows belongs to the next block
        left[block] += [character for _at, character in (*opening, *closing)]
        return left


def _extend(stretches: list[_Stretch], at: int) -> None:
    last = stretches[-1] if stretches else ""
    if isinstance(last, tuple) and last[1] == at:
        stretches[-1] = last[0], at + 1
    else:
        stretches.append((at, at + 1))


def _cut(block: Node, stretches: Sequence[_Stretch]) -> list[Node]:
    """The pieces of a text block that are left, with what stands between them."""
    pieces: list[Node] = []
    children = list(_pieces_of(block))
    ends = [end for _start, end, _node in children]
    for stretch in stretches:
        if isinstance(stretch, str):
            pieces.append(block.type.schema.text(stretch))
            continue
        first, last = stretch
        for index in range(bisect_right(ends, first), len(children)):
            start, end, node = children[index]
            if start >= last:
                break
            if node.text is None:
                pieces.append(node)
            else:
                words = node.text[max(first - start, 0) : min(last, end) - start]
                pieces.append(node.type.schema.text(words, node.marks))
    return pieces


def _pieces_of(block: Node) -> Iterator[tuple[int, int, Node]]:
    at = 0
    for child in block.children:
        length = len(child.text) if child.text is not None else 1
        yield at, at + length, child
        at += length


def _replaced(node: Node, position: int, rebuilt: Mapping[int, Node]) -> Node:
    """The node with the text blocks at these positions exchanged; ``position`` is that of its first child."""
    children: list[Node] = []
    for child in node.children:
        if child.inline_content:
            children.append(rebuilt.get(position + 1, child))
        else:
            children.append(child if child.is_leaf else _replaced(child, position + 1, rebuilt))
        position += child.node_size
    return node.copy(Fragment.from_(children))


def spare(text: str) -> Iterator[str]:
    """Characters that the text does not hold."""
    used = set(text)
    return (character for code in range(0x10FFFD, 0, -1) if (character := chr(code)) not in used)
