"""The rows of tables in Markdown, whose cells are divided by bars."""

from __future__ import annotations

import re
from typing import Final

from articles.importing.text.parsing import Markers

_DELIMITER_ROW: Final = re.compile(r"\s*+(?:\|\s*+)?:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+(?:\|\s*+)?")
_BETWEEN_CELLS: Final = re.compile(r"(?<!\\)\|")


def delimiter_row(content: str, markers: Markers) -> int:
    """The number of the line that divides header and rows, if the paragraph is a table; else 0."""
    if "|" not in content or "-" not in content:
        return 0
    lines = [markers.without(line) for line in content.split("\n")]
    for number, line in enumerate(lines[1:], start=1):
        if "|" in line and _DELIMITER_ROW.fullmatch(line) and "|" in lines[number - 1]:
            return number
    return 0


def cells_of(line: str, markers: Markers) -> list[str]:
    """The cells of a row, at least one. A marker that a cell has no words for goes to the one beside it."""
    cells = [cell.strip(" \t") for cell in _BETWEEN_CELLS.split(line.strip(" \t"))]
    first = cells.pop(0) if len(cells) > 1 and not markers.without(cells[0]) else ""
    last = cells.pop() if len(cells) > 1 and not markers.without(cells[-1]) else ""
    cells[0], cells[-1] = first + cells[0], cells[-1] + last
    for number in range(1, len(cells)):
        if markers.alone(cells[number]):
            cells[number - 1] += cells[number]
            cells[number] = ""
    return cells


def on_one_line(cells: list[str]) -> str:
    """Cells divided by lines; empty ones at the end are left out."""
    while cells and not cells[-1]:
        cells.pop()
    return " |".join(f" {cell}" if cell else "" for cell in cells).strip(" ")
