"""What every template may ask for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


THEMES = ("light", "dark", "auto")


def page(request: HttpRequest) -> dict[str, object]:
    """``mail_kept_in_app``: mail is kept and shown on a page instead of being sent. ``theme``: light, dark, auto."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "mail_kept_in_app": settings.MAIL_KEPT_IN_APP,
        "theme": theme if theme in THEMES else "auto",
    }
