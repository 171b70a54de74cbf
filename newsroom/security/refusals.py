"""Which refusals the security log has: a person who is signed in tried what they may not do or see."""

from __future__ import annotations

from django.http import HttpRequest

from newsroom.errors import NotAllowed, NotVisible
from newsroom.models import User
from newsroom.security.log import note
from newsroom.security.models import SecurityEvent

SECRETS = {"token", "key", "uidb64"}
"""Parts of addresses that must not be written down."""


def note_refusal(request: HttpRequest, error: Exception) -> None:
    """Write a refusal of access to the log; others, and those of strangers, are none of its business."""
    person = request.__dict__.get(
        "_cached_user"
    )  # a request that never read the person was refused to nobody
    if not isinstance(error, NotAllowed | NotVisible) or not isinstance(person, User):
        return
    note(
        SecurityEvent.Kind.REFUSED,
        person=person,
        request=request,
        method=request.method or "",
        page=_page(request),
        sentence=str(error),
    )


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None and SECRETS & set(match.kwargs):
        return match.route
    return request.path
