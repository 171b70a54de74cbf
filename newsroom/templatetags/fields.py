"""Renders form fields in Python: Django renders a template for each option of a list."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, cast

from django import template
from django.forms import BoundField, ChoiceField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def select(field: BoundField) -> SafeString:
    """A list of choices with the chosen one selected."""
    choices = cast("Iterable[tuple[Any, Any]]", cast("ChoiceField", field.field).choices)
    chosen = field.value()
    chosen = "" if chosen is None else str(chosen)
    options = "".join(
        f'<option value="{escape(str(value))}"{" selected" if str(value) == chosen else ""}>'
        f"{escape(str(label))}</option>"
        for value, label in choices
    )
    disabled = " disabled" if field.field.disabled else ""
    attributes = f"{disabled}{wrong(field)}"
    return mark_safe(  # noqa: S308 - values and labels were escaped
        f'<select name="{field.html_name}" id="{field.auto_id}"{attributes}>{options}</select>'
    )


@register.simple_tag
def wrong(field: BoundField) -> SafeString:
    """The attributes of a field that is written by hand: none, or that it is wrong, and where it says why.

    Where is ``includes/error.html``; Django writes them on the fields that it draws.
    """
    if not field.errors:
        return SafeString()
    return format_html(' aria-invalid="true" aria-describedby="{}_error"', field.auto_id)
