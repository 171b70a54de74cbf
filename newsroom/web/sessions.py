"""Sessions that stay valid when the secret key is rotated.

A session stores a digest of the person's password, made with the secret key. When an earlier key made it,
Django renews it and gives the session a new key; other requests of the same page still send the old one, and
would be signed out. This module renews the digest alone.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from newsroom.models import User


def renew_digest(session: SessionBase) -> bool:
    """Replace a session's digest that was made with an earlier key by one of the present key.

    Returns whether it changed; the caller saves the session. One statement, and none while there is one key.
    """
    digest = session.get(HASH_SESSION_KEY)
    if not settings.SECRET_KEY_FALLBACKS or not digest:
        return False
    person = User.objects.filter(pk=str(session.get(SESSION_KEY))).first()
    if person is None or constant_time_compare(digest, present := person.get_session_auth_hash()):
        return False
    if not any(constant_time_compare(digest, past) for past in person.get_session_auth_fallback_hash()):
        return False
    session[HASH_SESSION_KEY] = present
    return True


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """The person who is signed in, read once for each request."""
    known: User | AnonymousUser | None = request.__dict__.get("_cached_user")
    if known is None:
        renew_digest(request.session)
        known = request.__dict__["_cached_user"] = get_user(request)
    return known


class SignedInMiddleware(AuthenticationMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]
