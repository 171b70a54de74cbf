"""Looking for notes in what has been published, or is about to be: any text, Markdown or HTML on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Final

from articles.documents.notes import Suspicion, find_suspects
from articles.importing.decoding import decode
from articles.importing.htmltext import html_texts

_MARKDOWN: Final = frozenset({".md", ".markdown"})
_HTML: Final = frozenset({".html", ".htm", ".xhtml"})


def is_html(filename: str) -> bool:
    """Whether a file of this name is read as a page."""
    return PurePath(filename).suffix.lower() in _HTML


def scan_published(data: bytes, *, filename: str) -> list[Suspicion]:
    """Every certain or suspected note in a file, with the line it stands on.

    In HTML the words are read as a reader would, and with them titles, descriptions and comments; code in
    ``pre`` is not.
    Raises ImportFailed for what is no text.
    """
    text = decode(data, filename=filename).text
    if not is_html(filename):
        markdown = PurePath(filename).suffix.lower() in _MARKDOWN
        return list(find_suspects(text, markup="markdown" if markdown else "text"))
    found = []
    for piece in html_texts(text):
        if "pre" in piece.path:
            continue
        words = f"<!-- {piece.text} -->" if piece.kind == "comment" else piece.text
        found += [replace(suspicion, line=piece.line) for suspicion in find_suspects(words)]
    return found
