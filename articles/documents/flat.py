"""The words of a document as one string, with the way from its offsets to positions and back.

References to footnotes are no part of it: what is quoted from the copy, and what is looked for in it, are
words alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from prosemirror.model import Node

from articles.documents.text import REFERENCE, text_blocks, units, wide_characters, without_references


@dataclass(frozen=True)
class _Segment:
    """The text of one block: where it lies in the flat text and in the document.

    ``read`` has the references to footnotes that ``text`` does not have.
    """

    offset: int
    position: int
    text: str
    read: str

    @property
    def end_offset(self) -> int:
        return self.offset + len(self.text)

    @cached_property
    def end_position(self) -> int:
        return self.position + units(self.read)

    def units_before(self, count: int, *, end: bool) -> int:
        """How many positions so many characters take, with a reference that follows unless ``end``."""
        passed = (bisect_left if end else bisect_right)(self._references, count)
        return count + passed + bisect_left(self._wide, count)

    def characters_before(self, count: int) -> int:
        """How many whole characters the first ``count`` positions hold."""
        count = min(max(count, 0), self.end_position - self.position)
        return count - bisect_right(self._begun, count)

    @cached_property
    def _wide(self) -> list[int]:
        return wide_characters(self.text)

    @cached_property
    def _references(self) -> list[int]:
        """Behind how many characters each reference is."""
        return [at - number for number, at in enumerate(_places(self.read))]

    @cached_property
    def _begun(self) -> list[int]:
        """Behind how many positions half of each wide character, or a reference, has come."""
        wide, places = wide_characters(self.read), _places(self.read)
        half = [at + number + 1 for number, at in enumerate(wide)]
        return sorted([*half, *(at + bisect_left(wide, at) + 1 for at in places)])


def _places(read: str) -> list[int]:
    if REFERENCE not in read:
        return []
    return [at for at, character in enumerate(read) if character == REFERENCE]


@dataclass(frozen=True)
class FlatText:
    """The words of a document, blocks separated by a line feed, with the way back."""

    text: str
    segments: tuple[_Segment, ...]

    def position(self, offset: int, end: bool = False) -> int:
        """The document position of a text offset; with ``end`` the position after the character before it."""
        if not self.segments:
            return 1
        found = self._segment_at(offset - 1 if end else offset, self._offsets)
        inside = min(max(offset - found.offset, 0), len(found.text))
        return found.position + found.units_before(inside, end=end)

    def offset(self, position: int, end: bool = False) -> int:
        """The text offset of a document position; between blocks the next one, with ``end`` the last."""
        if not self.segments:
            return 0
        found = self._segment_at(position, self._positions)
        if position > found.end_position and not end and found is not self.segments[-1]:
            return found.end_offset + 1
        return found.offset + found.characters_before(position - found.position)

    @cached_property
    def _offsets(self) -> list[int]:
        return [segment.offset for segment in self.segments]

    @cached_property
    def _positions(self) -> list[int]:
        return [segment.position for segment in self.segments]

    def _segment_at(self, where: int, starts: list[int]) -> _Segment:
        return self.segments[max(bisect_right(starts, where) - 1, 0)]


@lru_cache(maxsize=8)
def flatten(doc: Node) -> FlatText:
    """The flat text of a document; kept for the last few documents, which never change."""
    segments: list[_Segment] = []
    offset = 0
    for block in text_blocks(doc):
        read = block.text
        if text := without_references(read):
            segments.append(_Segment(offset, block.position, text, read))
            offset += len(text) + 1
    return FlatText("\n".join(segment.text for segment in segments), tuple(segments))
