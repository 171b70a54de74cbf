"""Entries as a table of comma-separated values, as spreadsheets read and write it.

One line an entry; several exceptions or examples are lines within a cell. A cell that a spreadsheet would
take for a formula gets an apostrophe in front (OWASP, “CSV Injection”), which is taken off again on reading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, TypeVar

from articles.documents.style.model import Case, Entry, EntryRefused, Form, Level, Settled
from articles.documents.style.validation import check_entry

_Member = TypeVar("_Member", Form, Level, Case)
COLUMNS: Final = [
    "name",
    "pattern",
    "form",
    "suggestion",
    "reason",
    "level",
    "case",
    "exceptions",
    "wrong",
    "right",
    "language",
    "active",
    "settled_story",
    "settled_query",
    "settled_on",
]
DELETE: Final = "(delete)"
"""The suggestion to leave the words out; an empty cell suggests nothing."""
MOST_ENTRIES: Final = 10_000
MOST_CHARACTERS: Final = 4_000_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_YES: Final = {"yes", "true", "1", "on", ""}
_NO: Final = {"no", "false", "0", "off"}


def write_table(entries: Iterable[Entry]) -> str:
    """The entries as CSV with a line of headings, lines ended by CR LF (RFC 4180)."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_safe(cell) for cell in _cells(entry)])
    return written.getvalue()


def _cells(entry: Entry) -> list[str]:
    settled = entry.settled
    return [
        entry.name,
        entry.pattern,
        entry.form.value,
        DELETE if entry.suggestion == "" else entry.suggestion or "",
        entry.reason,
        entry.level.value,
        entry.case.value,
        "\n".join(entry.exceptions),
        "\n".join(entry.wrong),
        "\n".join(entry.right),
        entry.language,
        "yes" if entry.active else "no",
        settled.story if settled else "",
        str(settled.query) if settled else "",
        settled.on.isoformat() if settled else "",
    ]


def _safe(cell: str) -> str:
    """The cell with an apostrophe in front of a formula, or of an apostrophe that would be taken off."""
    needs = cell.startswith(_FORMULA) or (cell[:1] == "'" and cell[1:].startswith((*_FORMULA, "'")))
    return "'" + cell if needs else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*_FORMULA, "'")) else cell


def read_table(text: str) -> list[Entry]:
    """The entries of a table with commas or semicolons, each checked. ``name`` and ``pattern`` are needed.

    Raises :class:`EntryRefused` that names the line.
    """
    entries: list[Entry] = []
    for _line, found in read_rows(text):
        if isinstance(found, EntryRefused):
            raise found
        entries.append(found)
    check_names(entries)
    return entries


def read_rows(text: str) -> Iterator[tuple[int, Entry | EntryRefused]]:
    """As :func:`read_table`, each entry or what is wrong with it, behind the number of its line.

    Raises :class:`EntryRefused` where the table as a whole cannot be read.
    """
    if len(text) > MOST_CHARACTERS:
        raise EntryRefused(f"A list can have at most {MOST_CHARACTERS:,} characters. Split it in two.")
    text = text.removeprefix("\ufeff")
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    count = 0
    try:
        columns = [cell.strip().lower() for cell in next(reader, [])]
        _check_columns(columns)
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, _entry_or_refusal(columns, row, reader.line_num)
                count += 1
            if count > MOST_ENTRIES:
                raise EntryRefused(f"A list can have at most {MOST_ENTRIES:,} entries. Split it in two.")
    except csv.Error as error:
        raise EntryRefused(f"Line {reader.line_num} isn’t a line of a table.") from error


def _entry_or_refusal(columns: list[str], row: list[str], line: int) -> Entry | EntryRefused:
    try:
        return _entry(columns, row, line)
    except EntryRefused as refused:
        return refused


def check_names(entries: Iterable[Entry]) -> None:
    """Refuse two entries of one name. Raises :class:`EntryRefused`."""
    names: set[str] = set()
    for entry in entries:
        if entry.name in names:
            raise EntryRefused(f"Two entries have the name “{entry.name}”. Rename one of them.")
        names.add(entry.name)


def _check_columns(columns: list[str]) -> None:
    for column in columns:
        if column not in COLUMNS:
            raise EntryRefused(f"There is no column “{column[:60]}”. The columns are {', '.join(COLUMNS)}.")
    if not {"name", "pattern"} <= set(columns):
        raise EntryRefused("The first line has to name the columns, with “name” and “pattern” among them.")


def _entry(columns: list[str], row: list[str], line: int) -> Entry:
    if len(row) > len(columns):
        raise EntryRefused(f"Line {line} has more cells than there are columns.")
    cells = dict(zip(columns, map(_plain, row), strict=False))
    try:
        entry = _read(cells)
        check_entry(entry)
    except EntryRefused as refused:
        raise EntryRefused(f"Line {line}: {refused}") from refused
    return entry


def _read(cells: dict[str, str]) -> Entry:
    suggestion = cells.get("suggestion", "")
    return Entry(
        name=cells.get("name", ""),
        pattern=cells.get("pattern", ""),
        suggestion="" if suggestion == DELETE else suggestion or None,
        reason=cells.get("reason", ""),
        form=choice(Form, cells.get("form", ""), Form.WORDS),
        level=choice(Level, cells.get("level", ""), Level.HINT),
        case=choice(Case, cells.get("case", ""), Case.ANY),
        exceptions=_lines(cells.get("exceptions", "")),
        wrong=_lines(cells.get("wrong", "")),
        right=_lines(cells.get("right", "")),
        language=cells.get("language", ""),
        active=_is_active(cells.get("active", "")),
        settled=settled_of(
            cells.get("settled_story", ""), cells.get("settled_query", ""), cells.get("settled_on", "")
        ),
    )


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(line for line in cell.replace("\r\n", "\n").split("\n") if line.strip())


def choice(kind: Callable[[str], _Member], value: str, default: _Member) -> _Member:
    """A member by its value, or the default when it is empty. Raises :class:`EntryRefused`."""
    if not value:
        return default
    try:
        return kind(value)
    except ValueError as error:
        members = ", ".join(type(default))
        raise EntryRefused(f"“{value[:60]}” isn’t one of {members}.") from error


def _is_active(cell: str) -> bool:
    if cell.lower() not in _YES | _NO:
        raise EntryRefused(f"An entry is active or not: “yes” or “no”, and not “{cell[:60]}”.")
    return cell.lower() in _YES


def settled_of(story: str, query: str, on: str) -> Settled | None:
    """The query that settled an entry; None when nothing is said. Raises :class:`EntryRefused`."""
    if not (story or query or on):
        return None
    try:
        return Settled(query=int(query[:12]), story=story, on=date.fromisoformat(on))
    except ValueError as error:
        raise EntryRefused("A settled query has a number and a date as in 2026-05-04.") from error
