"""The copy as a line of blocks, each with the lists and quotations it stands in, and back.

A block that was moved into a list or quotation, or out of one, says with ``rewrapped`` what it was in:
``<suggestion> <shared> doc/bullet_list/list_item``, of which ``shared`` says how many levels the block before
stood in, too. Put back, blocks that were in one list are in one again, whatever was put in between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from prosemirror.model import Fragment, Node, NodeType

from articles.documents.schema import schema
from articles.documents.suggestions.elements import flag, whole_flag

CONTAINERS: Final = frozenset({"blockquote", "bullet_list", "ordered_list", "list_item"})
"""Blocks that hold blocks. Those left empty vanish."""
_LISTS: Final = frozenset({"bullet_list", "ordered_list"})


class Container(NamedTuple):
    """A list, item or quotation around a block, and where it begins; -1 for one that is to be made."""

    type: NodeType
    attrs: Mapping[str, Any]
    at: int = -1


@dataclass(frozen=True)
class Line:
    """A block that holds no other blocks, or a table, and what is around it, outermost first.

    ``shared`` is how many of these the line before stands in, too; ``start`` is where the block begins, -1
    once it was moved.
    """

    block: Node
    within: tuple[Container, ...]
    shared: int
    start: int


def restored(doc: Node, meant: Callable[[str | None], bool]) -> Node:
    """The document with the blocks whose rewrapping is meant back in what they were in."""
    lines = list(lines_of(doc))
    if not any(meant(flag(line.block, "rewrapped")) for line in lines):
        return doc
    back: list[Line] = []
    standing: int | None = None
    for line in lines:
        if meant(flag(line.block, "rewrapped")):
            back.append(_put_back(line.block))
            if standing is not None:
                _make_way(back, standing)
        else:
            back.append(line)
        if whole_flag(line.block, "inserted") is None:
            standing = len(back) - 1
    return doc.copy(_nested(back))


def lines_of(doc: Node) -> Iterator[Line]:
    """The blocks of the document that hold no others, in order."""
    before: tuple[Container, ...] = ()
    for block, within, start in _blocks(doc, (), 0):
        yield Line(block, within, _common(before, within, lambda a, b: a.at == b.at), start)
        before = within


def _blocks(
    parent: Node, within: tuple[Container, ...], start: int
) -> Iterator[tuple[Node, tuple[Container, ...], int]]:
    for child in parent.children:
        if child.type.name in CONTAINERS:
            yield from _blocks(child, (*within, Container(child.type, child.attrs, start)), start + 1)
        else:
            yield child, within, start
        start += child.node_size


def _same_type(one: Container, other: Container) -> bool:
    return one.type is other.type


def _common(
    one: Sequence[Container], other: Sequence[Container], same: Callable[[Container, Container], bool]
) -> int:
    count = 0
    while count < min(len(one), len(other)) and same(one[count], other[count]):
        count += 1
    return count


def _put_back(block: Node) -> Line:
    _suggestion, shared, path = str(block.attrs["rewrapped"]).split(" ")
    within = tuple(_container(name) for name in path.split("/")[1:])
    return Line(without_place(block), within, int(shared), -1)


def without_place(block: Node) -> Node:
    """The block, saying nothing of what it was in."""
    if block.attrs.get("rewrapped") is None:
        return block
    return block.type.create({**block.attrs, "rewrapped": None}, block.content, block.marks)


def _container(name: str) -> Container:
    kind, _colon, order = name.partition(":")
    return Container(schema.nodes[kind], {"order": int(order)} if order else {})


def _make_way(lines: list[Line], standing: int) -> None:
    """What keeps the last line out of the list it shared goes to the end of the item before it."""
    last, shared = lines[standing], lines[-1].shared
    between = lines[standing + 1 : -1]
    if all(min(line.shared, _common(line.within, last.within, _same_type)) >= shared for line in between):
        return
    for at in range(standing + 1, len(lines) - 1):
        lines[at] = replace(lines[at], within=last.within, shared=len(last.within))


def _nested(lines: Sequence[Line]) -> Fragment:
    """The blocks in what they stand in; what cannot hold them is left out."""
    top: list[Node] = []
    around: list[tuple[Container, list[Node]]] = []

    def close(depth: int) -> None:
        while len(around) > depth:
            container, content = around.pop()
            holder = around[-1][1] if around else top
            holder.append(container.type.create(container.attrs, Fragment.from_array(content)))

    for line in lines:
        opened = [container for container, _content in around]
        depth = _common(opened, line.within[: line.shared], _same_type)
        fresh = _fitting(line.within[depth:], line.block)
        in_list = depth > 0 and opened[depth - 1].type.name in _LISTS
        makes_item = bool(fresh) and fresh[0].type.name == "list_item"
        close(depth - 1 if in_list and not makes_item else depth)
        around += [(container, []) for container in fresh]
        (around[-1][1] if around else top).append(line.block)
    close(0)
    return Fragment.from_array(top)


def _fitting(within: Sequence[Container], block: Node) -> list[Container]:
    """A list item begins with a paragraph: lists whose new item would not are left out."""

    def unfit(at: int) -> bool:
        if at >= len(within) or within[at].type.name != "list_item":
            return False
        return at < len(within) - 1 or block.type.name != "paragraph"

    return [
        container
        for at, container in enumerate(within)
        if not unfit(at) and not (container.type.name in _LISTS and unfit(at + 1))
    ]
