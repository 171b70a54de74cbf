"""Files that a browser is to save."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.encoding import escape_uri_path


def download(content: str | bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file under this name, whatever letters are in it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}"
    return response
