"""The entries that a new stylebook may begin with, from ``starters.toml``; off where newsrooms differ."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from articles.documents.style.model import Case, Entry, Form, Level


@lru_cache(maxsize=1)
def starting_entries() -> list[Entry]:
    """The entries, in the order in which they are shown."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return [
        Entry(
            name=entry["name"],
            pattern=entry["pattern"],
            suggestion=entry.get("suggestion"),
            reason=entry["reason"],
            form=Form(entry.get("form", Form.WORDS)),
            level=Level(entry.get("level", Level.HINT)),
            case=Case(entry.get("case", Case.ANY)),
            exceptions=tuple(entry.get("exceptions", ())),
            wrong=tuple(entry["wrong"]),
            right=tuple(entry["right"]),
            language=entry["language"],
            active=entry.get("active", True),
        )
        for entry in data["entry"]
    ]
