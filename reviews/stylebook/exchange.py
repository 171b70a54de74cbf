"""Stylebooks as files: what an import would do, row by row, and the formats of export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from articles.documents.style.model import Entry, EntryRefused
from articles.documents.style.tables import read_rows, write_table
from articles.documents.style.vale import read_documents, write_yaml
from newsroom.models import Desk
from reviews.models import StyleEntry

MOST_CHARACTERS: Final = 500_000
"""Of a list that is read on a page, which keeps it while it is looked at."""
FORMATS: Final[dict[str, tuple[Callable[[Iterable[Entry]], str], str]]] = {
    "csv": (write_table, "text/csv; charset=utf-8"),
    "yml": (write_yaml, "application/yaml; charset=utf-8"),
}
"""Each with what writes it, and its content type."""
_YAML: Final = re.compile(r"^\s*(?:---|extends\s*:)", re.MULTILINE)


class Fate(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Row:
    """A row of a list: its line, or the number of its document, and its entry, or why there is none."""

    number: int
    fate: Fate
    entry: Entry | None = None
    sentence: str = ""


def read(desk: Desk, text: str) -> list[Row]:
    """What importing a list into a desk's stylebook would do. One statement.

    Raises :class:`EntryRefused` where the list as a whole cannot be read.
    """
    if not text.strip():
        raise EntryRefused(_("Upload a list, or paste one."))
    if len(text) > MOST_CHARACTERS:
        raise EntryRefused(
            _("A list can have at most %(count)s characters here. Split it in two.")
            % {"count": f"{MOST_CHARACTERS:,}"}
        )
    known = {row.name: row.entry for row in StyleEntry.objects.filter(desk=desk)}
    rows, seen = [], set[str]()
    for number, found in read_documents(text) if _YAML.search(text) else read_rows(text):
        if isinstance(found, EntryRefused):
            rows.append(Row(number, Fate.REFUSED, sentence=str(found)))
        elif found.name in seen:
            sentence = _("The name “%(name)s” is in the list twice.") % {"name": found.name}
            rows.append(Row(number, Fate.REFUSED, sentence=sentence))
        else:
            seen.add(found.name)
            rows.append(Row(number, _fate(found, known.get(found.name)), found))
    if not rows:
        raise EntryRefused(_("There is no entry in this list."))
    return rows


def _fate(entry: Entry, known: Entry | None) -> Fate:
    if known is None:
        return Fate.NEW
    return Fate.SAME if known == entry else Fate.CHANGED


def accepted(rows: Iterable[Row]) -> list[Entry]:
    """The entries that an import would write."""
    return [row.entry for row in rows if row.entry is not None and row.fate is not Fate.SAME]
