"""Tables: their rows and cells, and what of those was put in or taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from articles.documents.schema import LIMITS
from articles.importing.annotated.model import Block, Cell, Row, Table
from articles.importing.annotated.report import Report
from articles.importing.annotated.tracking import Place, Tracked, Tracker
from articles.importing.word.changes import change_of
from articles.importing.word.content import content
from articles.importing.word.names import Element, child, child_value, is_on, name, number

_TABLE_CHANGES: Final = frozenset(
    {"tblPrChange", "tblGridChange", "trPrChange", "tcPrChange", "tblPrExChange", "cellMerge"}
)


class TableReader:
    """Reads tables; ``blocks`` reads what is in a cell, ``aside`` what stands between rows and cells."""

    def __init__(
        self,
        tracker: Tracker,
        report: Report,
        blocks: Callable[[Iterable[Element], list[Block], Place], None],
        aside: Callable[[Element, str], None],
    ) -> None:
        self._tracker = tracker
        self._report = report
        self._blocks = blocks
        self._aside = aside

    def read(self, element: Element, place: Place) -> Table:
        """Read a ``w:tbl``."""
        table = Table()
        self._looks(element)
        for found in content(element, place.depth):
            if name(found) == "tr":
                table.rows.append(self._row(found, place.further()))
            else:
                self._aside(found, name(found))
        return table

    def _row(self, element: Element, place: Place) -> Row:
        row, properties = Row(), child(element, "trPr")
        place = replace(place, tracked=self._whole(properties, ("ins", "del"), place.tracked))
        self._looks(element)
        head = child(properties, "tblHeader")
        row.header = head is not None and is_on(head)
        row.skipped = _columns(properties, "gridBefore", least=0)
        for found in content(element, place.depth):
            if name(found) == "tc":
                row.cells.append(self._cell(found, place.further()))
            else:
                self._aside(found, name(found))
        row.inserted, row.deleted = self._tracker.keys(place.tracked, 1)
        return row

    def _cell(self, element: Element, place: Place) -> Cell:
        cell, properties, around = Cell(), child(element, "tcPr"), place.tracked
        place = replace(place, tracked=self._whole(properties, ("cellIns", "cellDel"), place.tracked))
        if place.tracked != around:
            self._report.tell("Inserted and deleted cells became suggestions on their words")
        self._looks(element)
        cell.span = _columns(properties, "gridSpan", least=1)
        cell.merged = cell.span > 1 or child(properties, "vMerge") is not None
        self._blocks(content(element, place.depth), cell.blocks, place.further())
        cell.inserted, cell.deleted = self._tracker.keys(place.tracked, 1)
        return cell

    def _whole(self, properties: Element | None, names: tuple[str, str], around: Tracked) -> Tracked:
        """Whose insertion or deletion a row or cell is as a whole."""
        put_in, taken_out = (child(properties, kind) for kind in names)
        return Tracked(
            around.ins if put_in is None else change_of(put_in),
            around.dele if taken_out is None else change_of(taken_out),
            around.into,
            around.away,
        )

    def _looks(self, element: Element) -> None:
        """Tracked changes of how a table, row or cell looks."""
        for properties in element:
            if name(properties).endswith("Pr") or name(properties) in ("tblGrid", "tblPrEx"):
                for found in properties:
                    if name(found) in _TABLE_CHANGES:
                        self._report.change("table")


def _columns(properties: Element | None, wanted: str, *, least: int) -> int:
    """How many columns a property counts; never more than make a table too wide."""
    counted = number(child_value(properties, wanted))
    return min(max(counted or least, least), LIMITS.table_columns + 1)
