"""The way back that a message brought with it."""

from __future__ import annotations

from django import template
from django.contrib.messages.storage.base import Message

from newsroom.web.undo import Undo, undo_in

register = template.Library()


@register.filter
def way_back(message: Message) -> Undo | None:
    return undo_in(message.extra_tags)
