"""Footnotes: which reference belongs to which note, and their numbers, which are never stored.

A footnote is a block at the end of the document, a reference one inline node, and both have the same id. The
number of a footnote is the place of its first reference in the copy. Edits that were made at the same time
can leave a reference without its note, or a note that nothing refers to: neither has a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

from prosemirror.model import Fragment, Node

from articles.documents.sequences import Vocabulary, matches
from articles.documents.text import block_words, piece_text, text_blocks

UNKNOWN: Final = "?"
"""What is shown as the number of a reference without a note, and of a note without a reference."""

_NONE: Final[tuple[str, ...]] = ()
_references: WeakKeyDictionary[Node, tuple[str, ...]] = WeakKeyDictionary()
"""Nodes never change, and an edit shares all but one block with the document before it."""


@dataclass(frozen=True)
class Footnotes:
    """The footnotes of a document. ``notes`` are the blocks by id, of several with one id the first.

    ``numbers`` are the numbers by id, in order. ``surplus`` are blocks that nothing refers to.
    """

    notes: Mapping[str, Node]
    numbers: Mapping[str, int]
    references: tuple[str, ...]
    surplus: tuple[Node, ...]

    def label(self, id: str) -> str:
        """The number as it is shown, at a reference and at the note."""
        return str(self.numbers.get(id, UNKNOWN))

    @property
    def numbered(self) -> Iterator[tuple[int, Node]]:
        """The notes in the order of their numbers."""
        return ((number, self.notes[id]) for id, number in self.numbers.items())

    @cached_property
    def without_note(self) -> tuple[str, ...]:
        """The ids of references that have no note, each once."""
        return tuple(id for id in dict.fromkeys(self.references) if id not in self.notes)


def footnotes_in(doc: Node) -> Footnotes:
    """The footnotes of a document, read in linear time."""
    notes: dict[str, Node] = {}
    surplus: list[Node] = []
    for block in footnote_blocks(doc):
        if id_of(block) in notes:
            surplus.append(block)
        else:
            notes[id_of(block)] = block
    references = reference_ids(doc)
    known = (id for id in dict.fromkeys(references) if id in notes)
    numbers = {id: number for number, id in enumerate(known, start=1)}
    surplus += [block for id, block in notes.items() if id not in numbers]
    return Footnotes(notes, numbers, references, tuple(surplus))


def footnote_blocks(doc: Node) -> list[Node]:
    """The footnotes at the end of a document, in the order in which they are there."""
    return [block for block in doc.children if block.type.name == "footnote"]


def positions_of(doc: Node) -> Iterator[tuple[Node, int]]:
    """Each reference and each footnote, with the position where it begins."""
    yield from _positions(doc, 0)


def _positions(node: Node, start: int) -> Iterator[tuple[Node, int]]:
    for child in node.children:
        if is_reference(child) or child.type.name == "footnote":
            yield child, start
        elif not child.is_leaf and has_references(child):
            yield from _positions(child, start + 1)
        start += child.node_size


def id_of(node: Node) -> str:
    """The id of a footnote or of a reference."""
    return str(node.attrs["id"])


def is_reference(node: Node) -> bool:
    """Whether this is a reference to a footnote."""
    return node.type.name == "footnote_reference"


def reference_ids(node: Node) -> tuple[str, ...]:
    """The ids of the references within a node, in order."""
    found = _references.get(node)
    if found is None:
        ids: list[str] = []
        for child in node.children:
            if is_reference(child):
                ids.append(id_of(child))
            elif not child.is_inline:
                ids += reference_ids(child)
        found = _references[node] = tuple(ids) if ids else _NONE
    return found


def has_references(node: Node) -> bool:
    """Whether the node has a reference to a footnote in it."""
    return bool(reference_ids(node))


def numbered_text(doc: Node) -> str:
    """As :func:`articles.documents.text.plain_text`, with the numbers of footnotes in square brackets."""
    label = footnotes_in(doc).label
    texts = []
    for block in text_blocks(doc):
        pieces = block.node.children
        words = "".join(f"[{label(id_of(one))}]" if is_reference(one) else piece_text(one) for one in pieces)
        if words.strip():
            is_note = block.node.type.name == "footnote"
            texts.append(f"[{label(id_of(block.node))}] {words}" if is_note else words)
    return "\n\n".join(texts)


def with_ids_of(doc: Node, earlier: Node) -> Node:
    """The document with the ids that its footnotes have in an earlier version.

    A file does not keep ids. Notes with the same words, and those between them one by one, are the same.
    """
    new, old = footnote_blocks(doc), footnote_blocks(earlier)
    vocabulary = Vocabulary()
    spelled, spelled_old = (vocabulary.spell(map(block_words, blocks)) for blocks in (new, old))
    ids: dict[str, str] = {}
    at = at_old = 0
    for match in [*matches(spelled, spelled_old), None]:
        end, end_old = (match.old, match.new) if match else (len(new), len(old))
        if end - at == end_old - at_old:
            ids |= _paired(new[at:end], old[at_old:end_old])
        if match:
            at, at_old = end + match.size, end_old + match.size
            ids |= _paired(new[end:at], old[end_old:at_old])
    return renamed(doc, _apart(doc, ids, {id_of(block) for block in old}))


def _paired(new: list[Node], old: list[Node]) -> dict[str, str]:
    return {id_of(one): id_of(other) for one, other in zip(new, old, strict=True)}


def _apart(doc: Node, ids: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    """Other ids for what would have one that belongs to another note."""
    all_ids = dict.fromkeys([*map(id_of, footnote_blocks(doc)), *reference_ids(doc)])
    free = unused_ids({*taken, *all_ids})
    return {id: ids.get(id) or (next(free) if id in taken else id) for id in all_ids}


def unused_ids(taken: set[str]) -> Iterator[str]:
    """Ids that are not taken: 1, 2, 3 …"""
    number = 0
    while True:
        number += 1
        if str(number) not in taken:
            yield str(number)


def renamed(doc: Node, ids: Mapping[str, str]) -> Node:
    """The document with other ids for its footnotes and their references."""
    return _renamed(doc, {old: new for old, new in ids.items() if old != new}) if ids else doc


def _renamed(node: Node, ids: Mapping[str, str]) -> Node:
    if node.type.name == "footnote" or is_reference(node):
        id = ids.get(id_of(node))
        return node if id is None else node.type.create({**node.attrs, "id": id}, node.content, node.marks)
    if node.is_leaf or (node.inline_content and not has_references(node)):
        return node
    children = [_renamed(child, ids) for child in node.children]
    return node.copy(Fragment.from_array(children))
