"""Drawing what was added and removed in a block.

In Python, because a comparison of months of work has thousands of runs. Everything a person typed goes
through :func:`html.escape`.
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
    """The words of a block: what was added and removed, by whom, and what else became of them."""
    return mark_safe("".join(map(_run, block.runs)))  # noqa: S308 - what people typed was escaped


def _run(run: Run) -> str:
    text = escape(run.text)
    author = run.author if isinstance(run, CreditedRun) else None
    if element := _ELEMENTS.get(run.kind):
        credit = _credit(run, author) if isinstance(run, CreditedRun) and author else ("", "")
        text = f"<{element}{credit[0]}>{text}</{element}>{credit[1]}"
    elif run.note:
        text = f'<span class="noted">{text}</span>'
    return f'{text}<small class="run-note" dir="auto">{escape(run.note)}</small>' if run.note else text


def _credit(run: CreditedRun, author: Author) -> tuple[str, str]:
    """The attributes that say whose the run is, and what stands behind it unless it is to stay back."""
    said = escape(run.said)
    if run.is_others:
        return f' class="others" title="{said}"', ""
    colour = f"person-{author.colour}"
    badge = f'<small class="initials {colour}" aria-hidden="true">{escape(author.initials)}</small>'
    behind = f'<span class="unseen"> ({said}) </span>{badge if run.ends else ""}'
    return f' class="{colour}" title="{said}"', behind
