"""Notes that stand in a document already, typed or pasted there: finding them, and lifting them out in place.

The words of the document are read as plain text, so the rules and the passages are those of a file that comes
in. All positions are ProseMirror's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from prosemirror.model import Fragment, Node

from articles.documents.anchors import Passage
from articles.documents.notes.lifting import lift
from articles.documents.notes.model import Note, Scan
from articles.documents.notes.scanner import scan
from articles.documents.schema import parse
from articles.documents.stored import load
from articles.documents.text import block_text, prose, text_blocks, wide_characters

_SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True)
class StandingNote:
    """A note in a document: how it reads, where it begins, and what it would be a query on."""

    note: Note
    words: str
    position: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class LiftedFrom:
    """The document without the notes, each of them with the passage it is about in that document.

    ``unplaced`` are notes of a document that has no other words.
    """

    doc: Node
    notes: tuple[StandingNote, ...]
    unplaced: tuple[Note, ...]


def find_standing(
    doc: Node, ranges: Sequence[tuple[int, int]], *, comment_marks: Collection[str] = ()
) -> tuple[StandingNote, ...]:
    """Every certain note that begins in one of the ranges of positions, in the order of the text."""
    copy = _Copy(doc)

    def wanted(offset: int) -> bool:
        position = copy.position(offset)
        return any(start <= position < end for start, end in ranges)

    return _lifted(copy, scan(copy.text, markup="text", wanted=wanted, comment_marks=comment_marks)).notes


@dataclass(frozen=True, slots=True)
class PackedLift:
    """As :class:`LiftedFrom`, its document as JSON, to be handed to another process."""

    doc: object
    notes: tuple[StandingNote, ...]
    unplaced: tuple[Note, ...]

    def unpacked(self) -> LiftedFrom:
        """The same with its document."""
        return LiftedFrom(parse(self.doc), self.notes, self.unplaced)


def find_in_stored(
    content: str, ranges: Sequence[tuple[int, int]], *, comment_marks: Collection[str] = ()
) -> tuple[StandingNote, ...]:
    """As :func:`find_standing`, in a stored text."""
    return find_standing(load(content), ranges, comment_marks=comment_marks)


def lift_from_stored(
    content: str, positions: Collection[int], *, comment_marks: Collection[str] = ()
) -> PackedLift:
    """As :func:`lift_standing`, from a stored text."""
    found = lift_standing(load(content), positions, comment_marks=comment_marks)
    return PackedLift(found.doc.to_json(), found.notes, found.unplaced)


def lift_standing(
    doc: Node, positions: Collection[int], *, comment_marks: Collection[str] = ()
) -> LiftedFrom:
    """Take the notes that begin at these positions out of the document."""
    copy = _Copy(doc)

    def wanted(offset: int) -> bool:
        return copy.position(offset) in positions

    return _lifted(copy, scan(copy.text, markup="text", wanted=wanted, comment_marks=comment_marks))


def _lifted(copy: _Copy, scanned: Scan) -> LiftedFrom:
    filler = _unused(scanned.marked)
    lifted = lift(copy.marked(scanned, filler), scanned, filler=filler)
    by_note = {id(one.note): one for one in scanned.notes}
    notes = tuple(
        StandingNote(note, by_note[id(note)].words, copy.position(by_note[id(note)].at), passage)
        for note, passage in lifted.notes
    )
    return LiftedFrom(lifted.doc, notes, lifted.unplaced)


@dataclass(frozen=True)
class _Copy:
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

    def marked(self, scanned: Scan, filler: str) -> Node:
        """The document as the scan leaves its text, with the markers in their places.

        ``filler`` stands in blocks of which nothing is left.
        """
        rebuilt: dict[int, Node] = {}
        for (node, position), text, pieces in zip(
            self._blocks, self._texts, self._pieces(scanned), strict=True
        ):
            if "".join(piece.text or "\n" for piece in pieces) != text:
                content = pieces or [node.type.schema.text(filler)]
                rebuilt[position] = node.copy(Fragment.from_(content))
        return _replaced(self.doc, 0, rebuilt)

    def _pieces(self, scanned: Scan) -> list[list[Node]]:
        """What each block is made of, a node a character; a marker keeps to the words in front of it."""
        markers = {one for note in scanned.notes for one in (note.marker, note.end_marker) if one}
        characters = [list(_characters(node)) for node, _position in self._blocks]
        pieces: list[list[Node]] = [[] for _block in self._blocks]
        origins = iter(scanned.origins)
        block = 0
        for character in scanned.marked:
            origin = -1 if character in markers else next(origins)
            if origin < 0:
                pieces[block].append(self.doc.type.schema.text(character))
                continue
            block = self._block_at(origin)
            inside = origin - self._offsets[block]
            if inside < len(characters[block]):
                pieces[block].append(characters[block][inside])
            elif inside == len(characters[block]) + 1:
                block += 1  # behind a blank line: what follows belongs to the next block
        return pieces


def _characters(block: Node) -> Iterator[Node]:
    """A text block as one node for each character."""
    for child in block.children:
        if child.text is None:
            yield child
        else:
            yield from (child.type.schema.text(character, child.marks) for character in child.text)


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


def _unused(text: str) -> str:
    return next(character for code in range(0x10FFFD, 0, -1) if (character := chr(code)) not in text)
