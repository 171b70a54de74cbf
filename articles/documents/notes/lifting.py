"""Takes the markers out of a parsed document and gives each note the passage it is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosemirror.model import Fragment, Mark, Node

from articles.documents.anchors import Passage, anchor_at
from articles.documents.notes import passages
from articles.documents.notes.model import LiftedNote, Note, Scan, Span
from articles.documents.text import REFERENCE, text_blocks, wide_characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """A document without markers, and its notes on their passages, in the order of the text.

    ``unplaced`` holds the notes of a document without a single word to put them on; ``spans`` the positions
    between which each of the pairs of other markers stood.
    """

    doc: Node
    notes: tuple[tuple[Note, Passage], ...]
    unplaced: tuple[Note, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a marker stood: which text block of the parsed document, and characters before it."""

    block: int
    offset: int


class _Block:
    """A text block of the clean document: its words, and where it stands.

    A reference to a footnote is no word that a note could be about: it is read as a space.
    """

    def __init__(self, position: int, text: str) -> None:
        self.text = text = text.replace(REFERENCE, " ")
        self.first = len(text) - len(text.lstrip())
        self._position = position
        self._wide = wide_characters(text)

    def place(self, offset: int) -> int:
        """The position in the document of a character of the block."""
        return self._position + offset + bisect_left(self._wide, offset)


@dataclass(slots=True)
class _Stripping:
    """What was met on the way through the parsed document."""

    markers: dict[int, None]
    places: dict[str, _Place] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    blocks: int = 0


def lift(doc: Node, scan: Scan, *, filler: str = "", spans: Sequence[tuple[str, str]] = ()) -> Lifted:
    """Remove the scan's markers from the document, and the blocks that held nothing else.

    A note whose marker the parser did not carry over is put on the first words of the document. ``filler`` is
    one more character to remove: it stands in blocks that hold no marker and are to go as well. ``spans`` are
    pairs of markers that are no notes', each in front of its words and behind them.
    """
    characters = {
        character for note in scan.notes for character in (note.marker, note.end_marker) if character
    }
    if not characters:
        return Lifted(doc=doc, notes=())
    others = (character for pair in spans for character in pair)
    state = _Stripping(dict.fromkeys(map(ord, [*characters, *filler, *others])))
    clean = _stripped(doc, state) or doc
    blocks = [_Block(block.position, block.text) for block in text_blocks(clean)]
    ordinals = {ordinal: index for index, ordinal in enumerate(state.kept)}
    kept = [ordinal for ordinal in state.kept if ordinal >= 0]
    notes, unplaced = [], []
    for lifted in scan.notes:
        found = _passage(lifted, state.places, ordinals, blocks, kept)
        if found is None:
            unplaced.append(lifted.note)
            continue
        block, (start, end) = found
        passage = anchor_at(clean, block.place(start), block.place(end))
        notes.append((lifted.note, passage))
    between = tuple(_between(pair, state.places, ordinals, blocks, kept) for pair in spans)
    return Lifted(doc=clean, notes=tuple(notes), unplaced=tuple(unplaced), spans=between)


def _stripped(node: Node, state: _Stripping) -> Node | None:
    """The node without markers, or None when it held nothing else and may go."""
    if node.inline_content:
        return _text_block(node, state)
    if node.is_leaf:
        return node.type.create(_without(node.attrs, state), None, node.marks) if node.attrs else node
    children = [child for child in (_stripped(child, state) for child in node.children) if child is not None]
    if node.type.name == "table_row" and node.text_content.strip() and not any(map(_has_text, children)):
        _forget(children, state)
        return None
    lost = node.child_count - len(children)
    if not lost:
        return node.copy(Fragment.from_(children)) if node.child_count else node
    if children and node.type.valid_content(Fragment.from_(children)):
        return node.copy(Fragment.from_(children))
    if node.type.name == "table_cell":
        state.kept.append(-1)
        return node.copy(Fragment.from_(node.type.schema.nodes["paragraph"].create()))
    return _refilled(node, children, state)


def _refilled(node: Node, children: list[Node], state: _Stripping) -> Node | None:
    """A container that may not be so empty: gone if nothing is left in it, else with an empty paragraph.

    That of a document stands before its footnotes.
    """
    paragraph = node.type.schema.nodes["paragraph"].create()
    if node.type.name != "doc" and not any(_has_text(child) for child in children):
        _forget(children, state)
        return None
    if node.type.name == "doc":
        first = sum(child.type.name != "footnote" for child in children)
        state.kept.insert(first, state.blocks if first == len(children) else -1)
        return node.copy(Fragment.from_([*children[:first], paragraph, *children[first:]]))
    first = len(list(_ordinals_within(children)))
    state.kept.insert(len(state.kept) - first, -1)
    return node.copy(Fragment.from_([paragraph, *children]))


def _forget(gone: list[Node], state: _Stripping) -> None:
    """Of the blocks kept last, those that are in these nodes are gone as well."""
    if count := len(list(_ordinals_within(gone))):
        del state.kept[-count:]


def _has_text(node: Node) -> bool:
    return node.is_leaf or bool(node.text_content.strip()) or any(_has_text(child) for child in node.children)


def text_blocks_of(node: Node) -> Iterator[Node]:
    """The node itself if it holds text, else the text blocks within it."""
    if node.inline_content:
        yield node
    else:
        yield from (block.node for block in text_blocks(node))


def _ordinals_within(children: list[Node]) -> Iterator[Node]:
    for child in children:
        yield from text_blocks_of(child)


def _text_block(node: Node, state: _Stripping) -> Node | None:
    ordinal = state.blocks
    state.blocks += 1
    offset, marked = 0, False
    children: list[Node] = []
    for child in node.children:
        if child.text is None:
            children.append(child)
            offset += 1
            continue
        kept: list[str] = []
        for character in child.text:
            if ord(character) in state.markers:
                state.places.setdefault(character, _Place(ordinal, offset))
                marked = True
            else:
                kept.append(character)
                offset += 1
        if kept:
            children.append(node.type.schema.text("".join(kept), _marks(child.marks, state)))
    if (
        marked
        and not any(child.text is None or child.text.strip() for child in children)
        and node.type.name not in ("headline", "footnote")
    ):
        return None
    state.kept.append(ordinal)
    return node.copy(Fragment.from_(children)) if marked else node


def _marks(marks: list[Mark], state: _Stripping) -> list[Mark]:
    return [mark.type.create(_without(mark.attrs, state)) if mark.attrs else mark for mark in marks]


def _without(attributes: Mapping[str, Any], state: _Stripping) -> dict[str, Any]:
    return {
        name: value.translate(state.markers) if isinstance(value, str) else value
        for name, value in attributes.items()
    }


def _passage(
    lifted: LiftedNote,
    places: dict[str, _Place],
    ordinals: dict[int, int],
    blocks: list[_Block],
    kept: list[int],
) -> tuple[_Block, Span] | None:
    """The block and the words in it that a note is about, or None when the document has no words."""
    place = places.get(lifted.marker)
    if place is None:
        return _nearby(blocks, 0)
    if place.block not in ordinals:
        return _nearby(blocks, bisect_left(kept, place.block))
    block = blocks[ordinals[place.block]]
    span = _in_block(lifted, place, places.get(lifted.end_marker), block)
    return (block, span) if span else _nearby(blocks, ordinals[place.block])


def _between(
    pair: tuple[str, str],
    places: dict[str, _Place],
    ordinals: dict[int, int],
    blocks: list[_Block],
    kept: list[int],
) -> Span:
    """The positions of a pair of markers; of one whose block is gone, the border to what is left."""
    found: list[int] = []
    for character, opens in zip(pair, (True, False), strict=True):
        place = places.get(character)
        index = ordinals.get(place.block) if place else 0
        if place is not None and index is not None:
            found.append(blocks[index].place(place.offset))
            continue
        after = bisect_left(kept, place.block) if place else 0
        behind = [ordinals[ordinal] for ordinal in kept[max(after - 1, 0) : after]]
        before = [ordinals[ordinal] for ordinal in kept[after : after + 1]]
        if (opens and before) or not behind:
            found.append(blocks[before[0]].place(0) if before else 1)
        else:
            found.append(blocks[behind[0]].place(len(blocks[behind[0]].text)))
    return found[0], found[1]


def _in_block(lifted: LiftedNote, place: _Place, end: _Place | None, block: _Block) -> Span | None:
    text = block.text
    if lifted.end_marker and end:
        within = passages.enclosed(text, place.offset, end.offset if end.block == place.block else len(text))
        if within:
            return within
    at_start = place.offset <= block.first
    if lifted.alone:
        return passages.first_sentence(text) if at_start else passages.last_sentence(text, place.offset)
    if at_start:
        return passages.first_words(text, place.offset)
    return passages.followed(text, place.offset, lifted.note) or passages.first_words(text, place.offset)


def _nearby(blocks: list[_Block], index: int) -> tuple[_Block, Span] | None:
    """The last sentence before a block, or else the first from there on."""
    for number in range(index - 1, -1, -1):
        if span := passages.last_sentence(blocks[number].text):
            return blocks[number], span
    for number in range(index, len(blocks)):
        if span := passages.first_sentence(blocks[number].text):
            return blocks[number], span
    return None
