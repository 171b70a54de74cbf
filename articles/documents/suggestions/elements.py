"""Where suggestions stand on a node, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from prosemirror.model import Mark, Node

from articles.documents.schema import schema

INSERTION: Final = schema.marks["insertion"]
DELETION: Final = schema.marks["deletion"]
FORMATTING: Final = schema.marks["formatting"]
MARKS: Final = (INSERTION, DELETION, FORMATTING)
FLAGS: Final = ("inserted", "deleted", "retyped", "rewrapped")
"""The attributes of blocks that hold a suggestion."""
FLOWING: Final = frozenset({"paragraph", "heading"})
"""Blocks whose words join the text block before when their opening goes."""


def author_of(suggestion: str) -> int:
    """Whose suggestion it is, by its id; 0 is nobody known."""
    return int(suggestion.partition(".")[0])


def mark_id(node: Node, kind: object) -> str | None:
    """The suggestion of a mark of this type on an inline node."""
    found = next((mark for mark in node.marks if mark.type is kind), None)
    return str(found.attrs["suggestion"]) if found else None


def flag(node: Node, name: str) -> str | None:
    """The suggestion that an attribute of a block holds."""
    value = node.attrs.get(name)
    return str(value).partition(" ")[0] if value else None


def whole_flag(block: Node, name: str) -> str | None:
    """The suggestion that a block comes or goes with; of a table that may be one of those on all its rows."""
    if block.type.name != "table" or block.attrs[name]:
        return flag(block, name)
    rows = [flag(row, name) for row in block.children]
    return rows[0] if all(rows) else None


def own_ids(node: Node) -> Iterator[str]:
    """The suggestions on the node itself."""
    for mark in node.marks:
        if mark.type in MARKS:
            yield str(mark.attrs["suggestion"])
    for name in FLAGS:
        if found := flag(node, name):
            yield found


_ids: WeakKeyDictionary[Node, frozenset[str]] = WeakKeyDictionary()
"""Nodes never change, and an edit shares all but one block with the document before it."""
_NONE: Final[frozenset[str]] = frozenset()


def ids_in(node: Node) -> frozenset[str]:
    """The suggestions on the node and within it."""
    known = _ids.get(node)
    if known is None:
        found = set(own_ids(node))
        for child in node.children:
            found |= set(own_ids(child)) if child.is_inline else ids_in(child)
        known = _ids[node] = frozenset(found) if found else _NONE
    return known


def suggestion_ids(doc: Node) -> frozenset[str]:
    """The ids of all suggestions in the document."""
    return ids_in(doc)


def has_suggestions(doc: Node) -> bool:
    """Whether anything is proposed in the document."""
    return bool(ids_in(doc))


def plain_marks(marks: list[Mark]) -> list[Mark]:
    """The marks without those of suggestions."""
    return [mark for mark in marks if mark.type not in MARKS]
