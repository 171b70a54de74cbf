"""The lines in the cells of a table → the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from prosemirror.model import Node

from articles.documents.schema import LIMITS
from articles.importing.annotated.groups import TableLines
from articles.importing.annotated.model import Cell, Row, Table
from articles.importing.annotated.openings import Line
from articles.importing.annotated.report import Report
from articles.importing.tables import TOO_LARGE, cell_of, table_of


def table_node(found: TableLines, block_of: Callable[[Line], Node]) -> Node:
    """The table with a paragraph for each of its lines. Rows without any words are left out."""
    cells: defaultdict[tuple[int, int], list[Node]] = defaultdict(list)
    for line in found.lines:
        if line.cell is not None:
            cells[line.cell.row, line.cell.cell].append(block_of(line))
    with_words = {row for row, _cell in cells}
    rows = []
    for number, row in enumerate(found.table.rows):
        if number in with_words:
            written = [cell_of([], header=row.header) for _ in range(row.skipped)]
            for at, cell in enumerate(row.cells):
                written.append(cell_of(cells[number, at], header=row.header))
                written += [cell_of([], header=row.header) for _ in range(cell.span - 1)]
            rows.append((written, {"inserted": row.inserted, "deleted": row.deleted}))
    return table_of(rows)


class Covered:
    """The columns of a table that a cell above reaches into: an empty cell stands there."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._column = 0

    def begin(self) -> None:
        """The next row begins."""
        self._column = 0

    def reach(self, cell: Cell, rows: int) -> None:
        """The cell that was just put into the row is so many rows high."""
        start, self._column = self._column, self._column + cell.span
        for column in range(start, min(self._column, LIMITS.table_columns)):
            self._rows[column] = rows - 1

    def fill(self, row: Row) -> None:
        """Put in what stands for cells above, up to the next column that is free."""
        while self._rows.get(self._column, 0) > 0:
            self._rows[self._column] -= 1
            row.cells.append(Cell(merged=True))
            self._column += 1


def tell_of_tables(lines: Sequence[Line], standing: Sequence[Line], report: Report) -> None:
    """What of tables could not be kept; ``standing`` are the lines that have words."""
    if _tables_of(lines) - _tables_of(standing):
        report.tell("Tables without any words were left out")
    if any(table.has_merged_cells for table in _tables_of(standing)):
        report.tell("Merged cells of tables were divided: the first has the words, the others are empty")
    if any(line.origin == "inner row" for line in standing):
        report.tell("Tables within tables became paragraphs, one per row")
    if any(line.origin == "row" for line in standing):
        report.tell(TOO_LARGE)


def _tables_of(lines: Sequence[Line]) -> set[Table]:
    return {line.cell.table for line in lines if line.cell}
