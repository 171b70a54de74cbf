"""One sentence about what a suggestion would change. It is the same everywhere."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

LONGEST_QUOTE = 80  # characters


class Proposed(Protocol):
    """A pending change of the document engine, or the row of one that was decided."""

    @property
    def kind(self) -> str: ...
    @property
    def inserted(self) -> str: ...
    @property
    def deleted(self) -> str: ...
    @property
    def formatted(self) -> str: ...
    @property
    def note(self) -> str: ...


def sentence(change: Proposed) -> str:
    """Such as: Replace “6.50” with “7.00”."""
    old, new = quoted(change.deleted), quoted(change.inserted)
    match change.kind:
        case "replacement" if old and new:
            return _("Replace “%(old)s” with “%(new)s”") % {"old": old, "new": new}
        case "insertion" | "replacement" if new:
            return _("Insert “%(new)s”") % {"new": new}
        case "deletion" | "replacement" if old:
            return _("Delete “%(old)s”") % {"old": old}
        case "insertion":
            return _("Insert %(thing)s") % {"thing": change.note}
        case "deletion":
            return _("Delete %(thing)s") % {"thing": change.note}
        case "join":
            return _("Join with the previous paragraph")
        case "formatting":
            words = quoted(change.formatted)
            return _("Format “%(words)s”: %(note)s") % {"words": words, "note": change.note}
    return _("Start a new paragraph")


def quoted(words: str) -> str:
    """The words on one line, without the middle of a long text."""
    line = " ".join(words.split()) or words.replace("\n", " ")
    return (
        line
        if len(line) <= LONGEST_QUOTE
        else f"{line[: LONGEST_QUOTE - 21].rstrip()} … {line[-18:].lstrip()}"
    )
