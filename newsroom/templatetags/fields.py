"""Renders form fields in Python: Django renders a template for each option of a list."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, cast

from django import template
from django.forms import BoundField, ChoiceField
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
    return mark_safe(  # noqa: S308 - values and labels were escaped
        f'<select name="{field.html_name}" id="{field.auto_id}"{disabled}>{options}</select>'
    )
