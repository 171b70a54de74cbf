"""What of a file could not be kept, counted while it is read and told in a sentence for each kind."""

from __future__ import annotations

from collections import Counter
from typing import Final

from articles.importing.losses import Losses
from newsroom.shortening import on_one_line

_LONGEST: Final = 80
_MOST_NAMED: Final = 50
"""So many things of one kind are named."""
_CHANGES: Final = {
    "look": "{n} of fonts, sizes or colours",
    "shape": "{n} of spacing, indents or alignment",
    "table": "{n} of the look of a table",
    "section": "{n} of the page",
    "numbering": "{n} of the look of numbers",
}


class Report:
    """Collects what a document cannot hold."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._named: Counter[str] = Counter()
        self._changes: Counter[str] = Counter()
        self._counted: Counter[tuple[str, str]] = Counter()

    def tell(self, happened: str, detail: str = "") -> None:
        """A sentence without its full stop, and what it happened to."""
        self._named[happened] += bool(detail)
        if detail and self._named[happened] > _MOST_NAMED:
            self._losses.add(happened, "…")
        else:
            self._losses.add(happened, on_one_line(detail, _LONGEST))

    def change(self, kind: str) -> None:
        """A tracked change that has no counterpart here: accepted as it stands."""
        self._changes[kind] += 1

    def count(self, one: str, many: str) -> None:
        """One more of something of which the number is told; ``many`` has ``{n}`` for it."""
        self._counted[one, many] += 1

    def finish(self) -> None:
        """Tell what was counted."""
        for (one, many), n in self._counted.items():
            self._losses.add(one if n == 1 else many.format(n=n))
        if self._changes:
            self._losses.add(
                "Tracked changes that a story cannot hold were taken as accepted: "
                + ", ".join(_CHANGES[kind].format(n=n) for kind, n in self._changes.items())
            )
