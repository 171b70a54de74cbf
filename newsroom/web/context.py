"""Context that every template has."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark", "auto")


def page(request: HttpRequest) -> dict[str, object]:
    """``theme`` is light, dark or auto; ``mail_kept_in_app`` says that mail is shown on a page, not sent."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "mail_kept_in_app": settings.MAIL_KEPT_IN_APP,
        "theme": theme if theme in THEMES else "auto",
    }
