"""Lists of words that checks of consistency know, from ``vocabulary.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

_LISTS: Final[dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """The words of one list. ``KeyError`` when there is none of that name."""
    return frozenset(_LISTS[name].split())
