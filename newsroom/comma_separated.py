"""Comma-separated values (RFC 4180) of which no spreadsheet takes a cell for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """The rows as lines of a file."""
    written = io.StringIO()
    csv.writer(written).writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def _safe(cell: str) -> str:
    """A cell that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_BEGINS_A_FORMULA) else cell
