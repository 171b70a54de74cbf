"""Sessions that outlive the secret key they were begun under.

A session keeps a digest of its person's password, made with the secret key. Django renews one that was made
with an earlier key by giving the session a new number, which the other requests of the same page, sent with
the old one, do not know: they would be signed out. Here the digest alone is renewed.
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
    """Have the session keep the digest of the present key when it has that of an earlier one.

    Says whether it was changed; the caller saves it. One statement, and none while there is one key.
    """
    kept = session.get(HASH_SESSION_KEY)
    if not settings.SECRET_KEY_FALLBACKS or not kept:
        return False
    person = User.objects.filter(pk=str(session.get(SESSION_KEY))).first()
    if person is None or constant_time_compare(kept, present := person.get_session_auth_hash()):
        return False
    if not any(constant_time_compare(kept, past) for past in person.get_session_auth_fallback_hash()):
        return False
    session[HASH_SESSION_KEY] = present
    return True


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """Who is signed in, read once for each request."""
    known: User | AnonymousUser | None = request.__dict__.get("_cached_user")
    if known is None:
        renew_digest(request.session)
        known = request.__dict__["_cached_user"] = get_user(request)
    return known


class SignedInMiddleware(AuthenticationMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]
