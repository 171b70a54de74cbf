"""The copy as published, for pages that only show it."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.documents.footnotes import numbered_text
from articles.models import Document, Revision
from newsroom.errors import DomainError


def clean_text(source: Document | Revision, *, language: str, direction: str) -> SafeString:
    """The clean text of the whole copy, a paragraph for each block, without pending suggestions."""
    try:
        text = numbered_text(source.published())
    except (DomainError, ValueError) as problem:
        return format_html('<p class="errornote">{}</p>', problem)
    blocks = format_html_join("", "<p>{}</p>", ((block,) for block in text.split("\n\n")))
    return format_html('<div class="copy" lang="{}" dir="{}">{}</div>', language, direction, blocks)
