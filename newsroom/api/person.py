"""Who asks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from newsroom.models import User


def person_of(request: HttpRequest) -> User:
    """The person signed in; the interface lets nobody else in."""
    return cast("User", request.user)
