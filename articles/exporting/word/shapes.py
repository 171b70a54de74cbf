"""What paragraphs are in Word: their styles, the lists they are items of, what they were before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from prosemirror.model import Node

from articles.exporting.publication import whole_number
from articles.exporting.word.model import PLAIN, Numbered, Shape

DEEPEST: Final = 8
"""Levels of lists that Word has, counted from 0."""
_STYLES: Final = {
    "headline": "Heading1",
    "standfirst": "Subtitle",
    "pull_quote": "IntenseQuote",
    "caption": "Caption",
    "horizontal_rule": "Rule",
}
_LISTS: Final = frozenset({"bullet_list", "ordered_list"})


class Container(NamedTuple):
    """A quotation, list or item around a paragraph; ``list`` is the number of a list in the file.

    ``key`` tells one from another of its kind.
    """

    name: str
    list: int
    key: int


Around = tuple[Container, ...]


class ListStart(NamedTuple):
    """The level that a list is at, from 0, and its first number; none where it has bullets."""

    level: int
    number: int | None


@dataclass
class Lists:
    """The lists of a file in order; the first is number 1."""

    starts: list[ListStart] = field(default_factory=list)
    _keys: int = 0

    def opened(self, name: str, around: Sequence[Container], start: int = 1) -> Container:
        """A container of its own within these."""
        self._keys += 1
        if name not in _LISTS:
            return Container(name, 0, self._keys)
        level = min(sum(found.name in _LISTS for found in around), DEEPEST)
        self.starts.append(ListStart(level, start if name == "ordered_list" else None))
        return Container(name, len(self.starts), self._keys)

    def of_node(self, node: Node, around: Sequence[Container]) -> Container:
        """The container that a node of the document is, within these."""
        ordered = node.type.name == "ordered_list"
        return self.opened(node.type.name, around, whole_number(node, "order") if ordered else 1)

    def before_move(self, path: str, shared: int, before: Around) -> Around:
        """What a moved block was in, as ``rewrapped`` says it; ``before`` is around the block in front of it.

        The first ``shared`` of these are the ones that block was in, too.
        """
        names = path.split("/")[1:]
        same = 0
        while same < min(shared, len(before), len(names)) and before[same].name == names[same].split(":")[0]:
            same += 1
        found = list(before[:same])
        for name in names[same:]:
            kind, _colon, start = name.partition(":")
            found.append(self.opened(kind, found, int(start or 1)))
        return tuple(found)


def shape_of(block: Node, around: Around, *, begins_item: bool) -> Shape:
    """The shape of a block that stands in these containers."""
    level = f" {whole_number(block, 'level')}" if block.type.name == "heading" else ""
    return shape_named(block.type.name + level, around, begins_item=begins_item)


def shape_named(name: str, around: Around, *, begins_item: bool) -> Shape:
    """The shape of a block with this name, ``heading 2`` for instance.

    What is in a quotation has its style, what begins an item of a list is that, and what follows in the item
    is indented like it.
    """
    lists = [found for found in around if found.name in _LISTS]
    kind, _space, level = name.partition(" ")
    style = f"Heading{level}" if kind == "heading" else _STYLES.get(kind, "")
    if begins_item and lists and not style:
        ordered = lists[-1].name == "ordered_list"
        item = Numbered(lists[-1].list, min(len(lists) - 1, DEEPEST))
        return Shape("ListNumber" if ordered else "ListBullet", item)
    if not style and any(found.name == "blockquote" for found in around):
        style = "Quote"
    elif not style and lists:
        style = "ListContinue"
    return Shape(style, None, min(len(lists), DEEPEST + 1)) if style or lists else PLAIN
