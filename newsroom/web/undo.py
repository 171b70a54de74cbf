"""The button that takes an act back, beside the sentence that says that it was done.

It is a form like any other: it posts to an act of its own, which checks access again. Nothing is kept for it
but its address and its fields, which travel with the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

MARK = "undo:"
"""Begins the extra tags of a message that has one."""


@dataclass(frozen=True)
class Undo:
    """``address`` is a path of this site. ``part`` is the selector of what htmx gets in the answer, such as
    ``#query-3``; empty for an act that is answered with a page."""

    address: str
    fields: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    def as_tag(self) -> str:
        query = urlencode([*self.fields.items(), ("part", self.part)])
        return f"{MARK}{self.address}?{query}"


def undo_in(tag: str | None) -> Undo | None:
    """The way back that :meth:`Undo.as_tag` made; ``None`` for other tags."""
    if not (tag and tag.startswith(MARK)):
        return None
    split = urlsplit(tag.removeprefix(MARK))
    fields = dict(parse_qsl(split.query, keep_blank_values=True))
    return Undo(split.path, fields, fields.pop("part", ""))
