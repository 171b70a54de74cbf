"""Exports a Publication as HTML, Markdown, text or ninjs, and verifies published texts against it."""

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
    """The function that writes a format, its content type, and its file extension."""

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
    """The format does not exist."""


def format_named(name: str) -> Format:
    """The format of that name. Raises :class:`UnknownFormat`."""
    if name not in _FORMATS:
        raise UnknownFormat(f"“{name}” is not an export format. Choose one of: {', '.join(FORMATS)}.")
    return _FORMATS[name]


def export(publication: Publication, fmt: str) -> str:
    """The publication in one of FORMATS. A draft is marked as one.

    Raises :class:`UnknownFormat`.
    """
    return format_named(fmt).write(publication)
