"""What a document cannot hold, told to the person who brought the copy."""

from __future__ import annotations

from typing import Final

TABLES: Final = "Tables became paragraphs, one per row"


class Losses:
    """Collects sentences while copy is read; like things become one sentence that names each of them."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = {}

    def add(self, happened: str, detail: str = "") -> None:
        """``happened`` is a sentence without its full stop, ``detail`` what it happened to."""
        details = self._found.setdefault(happened, {})
        if detail:
            details[detail] = None

    def sentences(self) -> tuple[str, ...]:
        """One sentence for each thing that happened, in the order in which it first did."""
        return tuple(
            f"{happened}: {', '.join(details)}." if details else f"{happened}."
            for happened, details in self._found.items()
        )
