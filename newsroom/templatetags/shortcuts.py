"""The keyboard shortcuts of an act as pages name them, from the table that the browser code reads, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from django import template
from django.utils.translation import gettext as _

register = template.Library()

SHORTCUTS: Final[dict[str, list[str]]] = json.loads(
    Path(__file__).parents[1].joinpath("shortcuts.json").read_text("utf-8")
)
"""Act → its bindings. ``Mod`` is Cmd on a Mac, where the script names the keys anew, and Ctrl elsewhere."""


@register.simple_tag
def keys(*acts: str) -> str:
    """The bindings of each act for people: "Ctrl+Alt+M or F2"."""
    either = f" {_('or')} "
    return ", ".join(either.join(SHORTCUTS[act]).replace("Mod+", "Ctrl+") for act in acts)


@register.simple_tag
def aria_keys(act: str) -> str:
    """The bindings of an act as ``aria-keyshortcuts`` has them: "Control+Alt+M F2"."""
    return " ".join(SHORTCUTS[act]).replace("Mod+", "Control+")
