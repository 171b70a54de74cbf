"""The page of the design, for who builds Copydesk: its tokens, and every control in every state and theme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.errors import NotAllowed
from newsroom.web.pages import PageRequest, page

TOKENS: Final = Path(__file__).parents[1] / "static" / "newsroom" / "css" / "tokens.css"
THEMES = ("light", "dark")
MESSAGES = ("info", "success", "warning", "error")

_PART = re.compile(
    r"/\* (?P<title>[^*]{1,300}) \*/|^  --(?P<name>[\w-]{1,60}):(?P<value>[^;]{1,300});", re.MULTILINE
)


@dataclass(frozen=True)
class Group:
    """Tokens under one heading, as names without dashes and their values."""

    title: str
    tokens: list[tuple[str, str]]


@page
@require_safe
def design(request: PageRequest) -> HttpResponse:
    """For administrators. Raises :class:`~newsroom.errors.NotAllowed`."""
    if not request.user.is_superuser:
        raise NotAllowed(_("Only administrators can open this page."))
    context = {"groups": groups(), "themes": THEMES, "levels": MESSAGES}
    return render(request, "newsroom/design.html", context)


@cache
def groups() -> list[Group]:
    """The tokens in the order of their file, before what high contrast changes."""
    text = TOKENS.read_text("utf-8")
    found: list[Group] = []
    for part in _PART.finditer(text[text.index(":root") : text.index("[data-theme")]):
        if part["title"]:
            found.append(Group(part["title"].partition(".")[0], []))
        elif found:
            found[-1].tokens.append((part["name"], " ".join(part["value"].split())))
    return found
