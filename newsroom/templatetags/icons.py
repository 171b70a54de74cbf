"""The icons of all pages, drawn in lines: fonts lack such characters, or draw them uneven."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ICONS: Final[dict[str, str]] = json.loads(Path(__file__).parents[1].joinpath("icons.json").read_text("utf-8"))
"""Name → SVG elements on a square of 16 by 16."""

_SQUARE = (
    '<svg class="glyph" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"'
    ' stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"'
    ' aria-hidden="true" focusable="false">'
)
_DRAWN: Final[dict[str, SafeString]] = {
    name: mark_safe(f"{_SQUARE}{elements}</svg>")  # noqa: S308 - from the file of the project
    for name, elements in ICONS.items()
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon by its name, hidden from screen readers: what it is on has words. Raises KeyError."""
    return _DRAWN[name]


@register.simple_tag
def icons() -> list[tuple[str, SafeString]]:
    """All icons by their names, for the page that shows them."""
    return sorted(_DRAWN.items())
