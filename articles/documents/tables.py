"""The shape of a table: rows of cells, each of which holds paragraphs.

A row that people suggest or edit at once may have fewer cells than another: whoever draws or writes a table
fills it up with empty cells at its end.
"""

from __future__ import annotations

from collections.abc import Sequence

from prosemirror.model import Node

from articles.documents.allowed import LIMITS
from articles.documents.text import block_words


def columns_of(table: Node) -> int:
    """How many cells the longest row has."""
    return max(row.child_count for row in table.children)


def table_fits(rows: int, columns: int) -> bool:
    """Whether a table may have so many rows, each with as many cells as the longest."""
    return columns <= LIMITS.table_columns and rows * columns <= LIMITS.table_cells


def count_tables(node: Node) -> int:
    """How many tables are in a document, or in a part of one."""
    if node.type.name == "table":
        return 1
    return 0 if node.inline_content else sum(map(count_tables, node.children))


def cell_text(cell: Node) -> str:
    """The words of a cell in one line."""
    return " ".join(" ".join(block_words(block) for block in cell.children).split())


def row_text(row: Node) -> str:
    """The words of a row in one line, its cells divided by bars."""
    cells = [cell_text(cell) for cell in row.children]
    return " | ".join(cells) if any(cells) else ""


def headers_of(row: Node) -> list[bool]:
    """Which cells of the row are headers."""
    return [bool(cell.attrs["header"]) for cell in row.children]


def has_header_row(table: Node) -> bool:
    """Whether every cell of the first row is a header."""
    return all(headers_of(table.child(0)))


def scope_of(headers: Sequence[bool], number: int) -> str:
    """What a header cell names: ``row`` when it is the first of its row and others are none, else ``col``.

    ``headers`` says which cells of the row are headers, ``number`` is that of the cell.
    """
    return "row" if number == 0 and not all(headers) else "col"
