"""A span of the copy, as somebody chose it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """The copy from ``start`` to ``end``, UTF-16 positions in the document as it was at ``version``.

    Who has no editor names ``words`` instead, which the copy has in one place: then there are no positions.
    """

    start: int = 0
    end: int = 0
    version: int = 0
    words: str | None = None

    @classmethod
    def reading(cls, words: str) -> Span:
        """The one place where the copy reads like this."""
        return cls(words=words)
