"""Shortens long texts in templates."""

from __future__ import annotations

from django import template

from newsroom import shortening

register = template.Library()


@register.filter
def shortened(text: str, most: int) -> str:
    """At most so many characters, the last of them an ellipsis where there were more."""
    return shortening.shortened(str(text), most)


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last name."""
    return shortening.initials(str(name))
