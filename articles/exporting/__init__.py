"""Copy leaves: a Publication → HTML, Markdown, text or ninjs, and published words are checked against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

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
    "Mismatch",
    "Publication",
    "UnknownFormat",
    "export",
    "published_text",
    "verify",
]

_WRITE: Final[dict[str, Callable[[Publication], str]]] = {
    "html": page,
    "markdown": markdown,
    "text": plain,
    "ninjs": ninjs,
}
FORMATS: Final = tuple(_WRITE)


class UnknownFormat(DomainError):
    """There is no such format."""


def export(publication: Publication, fmt: str) -> str:
    """The publication in one of FORMATS; a draft is marked as one for whoever reads it."""
    if fmt not in _WRITE:
        raise UnknownFormat(f"There is no format “{fmt}”; choose one of {', '.join(FORMATS)}.")
    return _WRITE[fmt](publication)


def published_text(publication: Publication) -> str:
    """The words as they are published, as plain text."""
    return plain(publication)
