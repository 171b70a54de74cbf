"""Context that every template has."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from newsroom.models.newsroom import name_of_newsroom

THEMES = ("light", "dark", "auto")


def page(request: HttpRequest) -> dict[str, object]:
    """``theme`` is light, dark or auto; ``mail_kept_in_app`` says that mail is shown on a page, not sent;
    ``newsroom_name`` is the product's name until the newsroom has one."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "mail_kept_in_app": settings.MAIL_KEPT_IN_APP,
        "newsroom_name": name_of_newsroom(),
        "theme": theme if theme in THEMES else "auto",
    }
