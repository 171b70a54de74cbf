"""The page of a mail. Mail programs read little of a style sheet, so its rules are put into the elements."""

from __future__ import annotations

from functools import cache

from css_inline import CSSInliner
from django.template.loader import render_to_string

SHEET = "reviews/mail/style.css"


def page(template: str, mail: object) -> str:
    """The template's page about ``mail``, with its styles in the elements.

    The rules of the dark stay a style sheet in the head, and keep their classes.
    """
    return inlined(render_to_string(template, {"mail": mail}))


def inlined(html: str) -> str:
    """A whole page with the rules of the style sheet in its elements."""
    return _inliner().inline(html)


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(extra_css=render_to_string(SHEET), keep_at_rules=True, load_remote_stylesheets=False)
