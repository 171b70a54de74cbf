"""The count of unread items beside the way to the inbox."""

from __future__ import annotations

from django import template
from django.template import Context

from reviews.notifications.inbox import unread_count

register = template.Library()
MOST_SHOWN = 99


@register.simple_tag(takes_context=True)
def unread(context: Context) -> str:
    """How many items the reader of this page has not read; empty when there are none."""
    count = unread_count(context["user"])
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count or "")
