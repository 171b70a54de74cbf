"""Stylebooks for tests, made as on a working day."""

from __future__ import annotations

from articles.documents.style.model import Entry, Level
from newsroom.models import Desk, User
from reviews.models import StyleEntry
from reviews.stylebook import entries
from tests.factories import NOW


def make_entry(desk: Desk, by: User, pattern: str = "Arab governments", **fields) -> StyleEntry:
    """An entry that is live and blocks, unless ``fields`` say something else."""
    given = {
        "name": pattern,
        "pattern": pattern,
        "suggestion": "Gulf governments",
        "level": Level.BLOCKS,
        **fields,
    }
    return entries.add(desk, Entry(**given), by=by, now=NOW)
