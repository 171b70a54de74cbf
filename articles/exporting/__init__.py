"""Exports a Publication in the formats of ``FORMATS``, and verifies published texts against it.

``word`` also writes what is no publication: copy with its comments and tracked changes, and redlines.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Final, NamedTuple

from articles.exporting.content_types import DOCX, ODT
from articles.exporting.html import page
from articles.exporting.markdown import markdown
from articles.exporting.newsml import newsml
from articles.exporting.ninjs import ninjs
from articles.exporting.opendocument import clean_odt
from articles.exporting.publication import DRAFT_NOTICE, Publication
from articles.exporting.text import plain
from articles.exporting.verifying import Mismatch, is_office_file, verify
from articles.exporting.word import clean_docx
from newsroom.errors import DomainError

__all__ = [
    "DRAFT_NOTICE",
    "FORMATS",
    "Exported",
    "Format",
    "Mismatch",
    "Publication",
    "UnknownFormat",
    "export",
    "format_named",
    "from_json",
    "is_office_file",
    "to_json",
    "verify",
]

Exported = str | bytes
"""A file as it leaves: text, or the bytes of a format that is none."""


class Format(NamedTuple):
    """The function that writes a format, its content type, its file extension, and whether it is bytes."""

    write: Callable[[Publication], Exported]
    content_type: str
    extension: str
    is_binary: bool = False


_FORMATS: Final = {
    "html": Format(page, "text/html; charset=utf-8", "html"),
    "markdown": Format(markdown, "text/markdown; charset=utf-8", "md"),
    "text": Format(plain, "text/plain; charset=utf-8", "txt"),
    "docx": Format(clean_docx, DOCX, "docx", is_binary=True),
    "odt": Format(clean_odt, ODT, "odt", is_binary=True),
    "ninjs": Format(ninjs, "application/json", "json"),
    "newsml": Format(newsml, "application/vnd.iptc.g2.newsitem+xml; charset=utf-8", "xml"),
}
FORMATS: Final = tuple(_FORMATS)


class UnknownFormat(DomainError):
    """The format does not exist."""


def format_named(name: str) -> Format:
    """The format of that name. Raises :class:`UnknownFormat`."""
    if name not in _FORMATS:
        raise UnknownFormat(f"“{name}” is not an export format. Choose one of: {', '.join(FORMATS)}.")
    return _FORMATS[name]


def export(publication: Publication, fmt: str) -> Exported:
    """The publication in one of FORMATS. A draft is marked as one.

    Raises :class:`UnknownFormat`.
    """
    return format_named(fmt).write(publication)


def to_json(exported: Exported) -> str:
    """A file as JSON can hold it: bytes as their base 64."""
    return exported if isinstance(exported, str) else b64encode(exported).decode("ascii")


def from_json(stored: str, fmt: str) -> Exported:
    """The file that :func:`to_json` was given, which has this format."""
    return b64decode(stored) if format_named(fmt).is_binary else stored
