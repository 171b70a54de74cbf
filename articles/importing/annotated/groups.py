"""Items of lists, lines of quotations and cells of tables, together as they belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from articles.importing.annotated.model import ListPlace, Table
from articles.importing.annotated.openings import Line


@dataclass(eq=False)
class List:
    """A list that is being filled: items, each with its line and the lists below it."""

    place: ListPlace
    order: int
    items: list[tuple[Line, list[List]]] = field(default_factory=list)


@dataclass(eq=False)
class Quote:
    """Paragraphs of one quotation."""

    lines: list[Line]


@dataclass(eq=False)
class TableLines:
    """The paragraphs in the cells of one table."""

    table: Table
    lines: list[Line]


def grouped(lines: Sequence[Line]) -> Iterator[Line | List | Quote | TableLines]:
    """The lines with those of one list, quotation or table together."""
    counts: dict[tuple[str, int], int] = {}
    stack: list[List] = []
    quote: Quote | None = None
    table: TableLines | None = None
    for line in lines:
        if line.cell is not None:
            stack.clear()
            quote = None
            if table is None or table.table is not line.cell.table:
                table = TableLines(line.cell.table, [])
                yield table
            table.lines.append(line)
            continue
        if line.shape.item is not None:
            quote = None
            opened = _into_list(line, line.shape.item, stack, counts)
            if opened is not None:
                yield opened
            continue
        stack.clear()
        if line.shape.kind != "quote":
            quote = None
            yield line
        elif quote is not None:
            quote.lines.append(line)
        else:
            quote = Quote([line])
            yield quote


def _into_list(
    line: Line, place: ListPlace, stack: list[List], counts: dict[tuple[str, int], int]
) -> List | None:
    """Put an item into the lists that are open; a new list outside all others, if that is what it needs."""
    level = min(place.level, len(stack))
    del stack[level + 1 :]
    if len(stack) > level and (stack[level].place.list, stack[level].place.ordered) != (
        place.list,
        place.ordered,
    ):
        del stack[level:]
    opened = None
    key = place.list, place.level
    if len(stack) == level:
        fresh = List(place, counts.get(key, place.start))
        if stack:
            stack[-1].items[-1][1].append(fresh)
        else:
            opened = fresh
        stack.append(fresh)
    stack[level].items.append((line, []))
    counts[key] = stack[level].order + len(stack[level].items)
    for deeper in range(place.level + 1, 9):
        counts.pop((place.list, deeper), None)
    return opened
