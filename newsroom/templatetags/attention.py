"""The tiles of the administration's index page."""

from __future__ import annotations

from django import template
from django.template import Context

from newsroom.admin.attention import Tile, tiles

register = template.Library()


@register.simple_tag(takes_context=True)
def attention_tiles(context: Context) -> list[Tile]:
    return tiles(context["request"])
