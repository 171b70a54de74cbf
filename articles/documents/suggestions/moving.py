"""Steps that move blocks into lists and quotations or out of them, and leave the blocks themselves alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import ReplaceAroundStep, Step

from articles.documents.suggestions.containers import Container, Line, lines_of, without_place


def moving_steps(old: Node, new: Node) -> Iterator[Step]:
    """From one document to another with the same blocks in the same order; none when it has others.

    What blocks say that they were in may differ.

    From the last block to the first, each into what it is to be in, together with those behind it that are in
    the same. Every step leaves a valid document.
    """
    olds, news = list(lines_of(old)), list(lines_of(new))
    if len(olds) != len(news) or not all(map(_same, olds, news)):
        return
    parted = False
    for at in reversed(range(len(olds))):
        joins = news[at + 1].shared if at + 1 < len(news) else 0
        if not _is_elsewhere(olds[at], news[at]) and not (parted and joins):
            parted = False
            continue
        before = olds[at - 1] if at else None
        yield _moved(olds[at], news[at], before, joins, parted=parted)
        parted = True


def _same(old: Line, new: Line) -> bool:
    return without_place(old.block).eq(without_place(new.block))


def _is_elsewhere(old: Line, new: Line) -> bool:
    def kinds(line: Line) -> list[tuple[object, dict[str, object]]]:
        return [(container.type, dict(container.attrs)) for container in line.within]

    return old.shared != new.shared or kinds(old) != kinds(new)


def _moved(old: Line, new: Line, before: Line | None, joins: int, *, parted: bool) -> Step:
    """``joins`` is how many levels the block behind shares; ``parted``, that it was moved away already."""
    depth, shared = len(old.within), old.shared
    end = old.start + old.block.node_size
    if before is None or not shared:
        start, closing = old.start - depth, None
    else:
        start = before.start + before.block.node_size + len(before.within) - shared
        closing = _nested(before.within[:shared])
    behind = end + depth + joins if parted else end + depth - joins
    opening = _nested(new.within)
    content = Fragment.from_array([node for node in (closing, opening) if node is not None])
    insert = 2 * shared + len(new.within) - shared
    return ReplaceAroundStep(start, behind, old.start, end, Slice(content, shared, joins), insert, True)


def _nested(within: Sequence[Container]) -> Node | None:
    inner: Node | None = None
    for container in reversed(within):
        inner = container.type.create(container.attrs, inner)
    return inner
