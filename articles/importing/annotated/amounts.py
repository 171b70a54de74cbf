"""How much a story may hold, counted while it is read, before it fills the memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from articles.documents.allowed import LIMITS
from articles.importing.annotated.tracking import TooDeep, TooLong
from articles.importing.packages import too_deep, too_long

_MOST_PARAGRAPHS: Final = 50_000
"""Empty ones too, which a story leaves out."""
_MOST_PIECES: Final = 300_000


@contextmanager
def within_limits(label: str) -> Iterator[None]:
    """Refuse a file of that name in which more is found than a story may hold. Raises ImportFailed."""
    try:
        yield
    except (TooDeep, RecursionError) as error:
        raise too_deep(label) from error
    except TooLong as error:
        raise too_long(label) from error


class Amounts:
    """Counts paragraphs, pieces of text and their characters; raises :class:`TooLong`."""

    def __init__(self) -> None:
        self._paragraphs = self._pieces = self._characters = 0

    def paragraph(self) -> None:
        """One more paragraph."""
        self._paragraphs += 1
        if self._paragraphs > _MOST_PARAGRAPHS:
            raise TooLong

    def text(self, text: str) -> None:
        """Some more text; its line breaks and what stands between them are pieces of their own."""
        self._pieces += sum(1 + bool(line) for line in text.split("\n")) - 1
        self._characters += len(text)
        if self._characters > LIMITS.document_bytes or self._pieces > _MOST_PIECES:
            raise TooLong
