"""Files that a browser is to save, and the security log's note of each that leaves."""

from __future__ import annotations

from typing import TypeVar, Unpack

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

from newsroom.models import User
from newsroom.security.log import note
from newsroom.security.models import Facts, SecurityEvent

R = TypeVar("R", bound=HttpResponseBase)


def download(content: str | bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file under this name, whatever letters are in it."""
    return saved_as(HttpResponse(content, content_type=content_type), name)


def saved_as(response: R, name: str) -> R:
    """The response as a file under this name."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}"
    return response


def note_export(request: HttpRequest, *, person: User | None = None, **facts: Unpack[Facts]) -> None:
    """Write to the security log that something was exported. Call it once there is something to send.

    ``person`` is named where nobody is signed in, as for guests.
    """
    note(SecurityEvent.Kind.EXPORTED, request=request, person=person, **facts)
