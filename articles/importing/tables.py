"""Tables of files as the document holds them: each row with as many cells as the longest one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from prosemirror.model import Node

from articles.documents.schema import LIMITS, schema

TOO_LARGE: Final = (
    f"Tables with more than {LIMITS.table_columns:,} columns or {LIMITS.table_cells:,} cells "
    "became paragraphs, one per row"
)


def cell_of(paragraphs: Sequence[Node], *, header: bool = False) -> Node:
    """A cell of these paragraphs; of none, an empty one."""
    return schema.node("table_cell", {"header": header}, list(paragraphs) or [schema.node("paragraph")])


def table_of(rows: Sequence[tuple[Sequence[Node], dict[str, str | None]]]) -> Node:
    """The table of these rows, each with its cells and the suggestions that it comes or goes with."""
    columns = max(len(cells) for cells, _flags in rows)
    return schema.node(
        "table", None, [schema.node("table_row", flags, _filled(cells, columns)) for cells, flags in rows]
    )


def _filled(cells: Sequence[Node], columns: int) -> list[Node]:
    is_head = bool(cells) and all(cell.attrs["header"] for cell in cells)
    return [*cells, *(cell_of([], header=is_head) for _ in range(columns - len(cells)))]
