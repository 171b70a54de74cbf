"""Lines that stand in cells → tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from articles.exporting.word.model import STEP, Line, Row, Table
from articles.exporting.word.names import TEXT_WIDTH, Element, add, tag
from articles.exporting.word.runs import Numbers, sign

_BORDERS: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def put_table(
    parent: Element,
    table: Table,
    lines: Sequence[Line],
    write: Callable[[Element, Line], None],
    numbers: Numbers,
    *,
    rtl: bool,
) -> None:
    """Put a table with these lines at the end of an element. In Word a paragraph has to follow it."""
    element = add(parent, "w:tbl")
    width = (TEXT_WIDTH - STEP * table.indent) // max(table.columns, 1)
    _properties(element, table, rtl=rtl)
    grid = add(element, "w:tblGrid")
    for _column in range(table.columns):
        add(grid, "w:gridCol").set(tag("w:w"), str(width))
    for row, in_row in groupby(lines, key=lambda line: line.cell and line.cell.row):
        if row is not None:
            _row(element, row, list(in_row), write, numbers, width)


def table_of(line: Line) -> Table | None:
    """The table that a line stands in."""
    return None if line.cell is None else line.cell.row.table


def _properties(element: Element, table: Table, *, rtl: bool) -> None:
    """In the order of the schema."""
    properties = add(element, "w:tblPr")
    if rtl:
        add(properties, "w:bidiVisual")
    width = add(properties, "w:tblW")
    width.set(tag("w:w"), "0")
    width.set(tag("w:type"), "auto")
    if table.indent:
        indent = add(properties, "w:tblInd")
        indent.set(tag("w:w"), str(STEP * table.indent))
        indent.set(tag("w:type"), "dxa")
    borders = add(properties, "w:tblBorders")
    for side in _BORDERS:
        border = add(borders, f"w:{side}", "single")
        for name, value in (("sz", "4"), ("space", "0"), ("color", "808080")):
            border.set(tag(f"w:{name}"), value)


def _row(
    table: Element,
    row: Row,
    lines: Sequence[Line],
    write: Callable[[Element, Line], None],
    numbers: Numbers,
    width: int,
) -> None:
    element = add(table, "w:tr")
    if row.is_head or row.inserted or row.deleted:
        properties = add(element, "w:trPr")
        if row.is_head:
            add(properties, "w:tblHeader")
        if row.inserted is not None:
            sign(add(properties, "w:ins"), row.inserted, numbers)
        if row.deleted is not None:
            sign(add(properties, "w:del"), row.deleted, numbers)
    count = 0
    for _cell, in_cell in groupby(lines, key=lambda line: line.cell):
        cell = _cell_element(element, width)
        for line in in_cell:
            write(cell, line)
        count += 1
    for _missing in range(count, row.table.columns):
        add(_cell_element(element, width), "w:p")


def _cell_element(row: Element, width: int) -> Element:
    cell = add(row, "w:tc")
    size = add(add(cell, "w:tcPr"), "w:tcW")
    size.set(tag("w:w"), str(width))
    size.set(tag("w:type"), "dxa")
    return cell
