"""The buttons of a toolbar: each an icon with a name, which is shown once the button is in a menu."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.templatetags.icons import icon as icon_of
from newsroom.templatetags.shortcuts import SHORTCUTS, aria_keys, keys

register = template.Library()


@register.simple_tag
def tool(command: str, name: str, *, title: str = "", icon: str = "", opens: str = "") -> SafeString:
    """The button of a command of the editor, with its keys where it has some.

    ``title`` and ``icon``: where they are not the name and that of the command. ``opens``: what it opens, as
    ``aria-haspopup`` has it (https://www.w3.org/TR/wai-aria-1.2/#aria-haspopup).
    """
    popup = format_html(' aria-haspopup="{}"', opens) if opens else ""
    has_keys = command in SHORTCUTS
    shortcut = format_html(' aria-keyshortcuts="{}"', aria_keys(command)) if has_keys else ""
    return format_html(
        '<button type="button" data-command="{}"{} title="{}"{}>{}<span class="tool-name">{}</span></button>',
        command,
        popup,
        f"{title or name} ({keys(command)})" if has_keys else title or name,
        shortcut,
        icon_of(icon or command),
        name,
    )
