"""How the tables of words are written down: as running text, a language or a family a line."""

from __future__ import annotations


def listed(text: str, separator: str | None = None) -> frozenset[str]:
    """The words of a table, or with a separator its phrases."""
    return frozenset(part.strip() for part in text.split(separator) if part.strip())
