"""Renders the added and removed runs of a block.

It is written in Python, because a comparison of months of work has thousands of runs. Everything that a
person typed goes through :func:`html.escape`.
"""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles.documents.compare import BlockChange, Run
from articles.history.attribution import Author, CreditedRun

register = template.Library()

_ELEMENTS = {"added": "ins", "removed": "del"}


@register.simple_tag
def runs(block: BlockChange) -> SafeString:
    """The words of a block, with what was added and removed, by whom, and other changes.

    A reference to a footnote is its number, which also begins the footnote.
    """
    number = f"{escape(block.label)}. " if block.label else ""
    return mark_safe(number + "".join(map(_run, block.runs)))  # noqa: S308 - what people typed was escaped


def _run(run: Run) -> str:
    text = f"<sup>{escape(run.label)}</sup>" if run.label else escape(run.text)
    author = run.author if isinstance(run, CreditedRun) else None
    if element := _ELEMENTS.get(run.kind):
        credit = _credit(run, author) if isinstance(run, CreditedRun) and author else ("", "")
        text = f"<{element}{credit[0]}>{text}</{element}>{credit[1]}"
    elif run.note:
        text = f'<span class="noted">{text}</span>'
    return f'{text}<small class="run-note" dir="auto">{escape(run.note)}</small>' if run.note else text


def _credit(run: CreditedRun, author: Author) -> tuple[str, str]:
    """The attributes that name the author of a run, and the HTML after it."""
    description = escape(run.description)
    if run.is_others:
        return f' class="others" title="{description}"', ""
    colour = f"person-{author.colour}"
    badge = f'<small class="initials {colour}" aria-hidden="true">{escape(author.initials)}</small>'
    behind = f'<span class="unseen"> ({description}) </span>{badge if run.ends else ""}'
    return f' class="{colour}" title="{description}"', behind
