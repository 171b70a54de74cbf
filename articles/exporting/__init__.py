"""Copy leaves: a Publication → HTML, Markdown, text or ninjs, and published words are checked against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from articles.exporting.html import page
from articles.exporting.markdown import markdown
from articles.exporting.ninjs import ninjs
from articles.exporting.publication import DRAFT_NOTICE, Publication
from articles.exporting.text import plain
from articles.exporting.verifying import Mismatch, verify
from newsroom.errors import DomainError

__all__ = [
    "DRAFT_NOTICE",
    "FORMATS",
    "Format",
    "Mismatch",
    "Publication",
    "UnknownFormat",
    "export",
    "format_named",
    "verify",
]


class Format(NamedTuple):
    """How a publication is written, and what the file is to whoever takes it."""

    write: Callable[[Publication], str]
    content_type: str
    extension: str


_FORMATS: Final = {
    "html": Format(page, "text/html; charset=utf-8", "html"),
    "markdown": Format(markdown, "text/markdown; charset=utf-8", "md"),
    "text": Format(plain, "text/plain; charset=utf-8", "txt"),
    "ninjs": Format(ninjs, "application/json", "json"),
}
FORMATS: Final = tuple(_FORMATS)


class UnknownFormat(DomainError):
    """There is no such format."""


def format_named(name: str) -> Format:
    """The one of FORMATS. Raises :class:`UnknownFormat`."""
    if name not in _FORMATS:
        raise UnknownFormat(f"“{name}” is not an export format. Choose one of: {', '.join(FORMATS)}.")
    return _FORMATS[name]


def export(publication: Publication, fmt: str) -> str:
    """The publication in one of FORMATS; a draft is marked as one for whoever reads it.

    Raises :class:`UnknownFormat`.
    """
    return format_named(fmt).write(publication)
