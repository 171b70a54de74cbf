"""Sessions: valid when the secret key is rotated, and over when nobody used them for ``SESSION_IDLE``.

A session stores a digest of the person's password, made with the secret key. When an earlier key made it,
Django renews it and gives the session a new key; other requests of the same page still send the old one, and
would be signed out. This module renews the digest alone.

A page that is opened is use, and so is anything that is sent. What an open page asks for by itself is not, or
a forgotten tab would keep its person signed in. The cookie outlives the session, whose row says when it ends.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware as sessions
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.http import http_date

from newsroom.models import User

COOKIE_LASTS = 30 * 24 * 3600
"""Seconds. After these one signs in again, however often one was there."""
STEP = 1 / 24
"""The part of the idle time after which a session that is used is made to last longer."""


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


def keep_alive(key: str, *, now: datetime) -> None:
    """Have a session last for ``SESSION_IDLE`` from now. Two statements, which leave its data alone."""
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if Session.objects.filter(session_key=key, expire_date__gt=now).update(expire_date=now + idle):
        UserSession.objects.filter(session_key=key).update(last_seen_at=now)


def is_due(ends_at: datetime, *, now: datetime) -> bool:
    """Whether so much of a session's time has gone by that it is worth a statement."""
    return (ends_at - now).total_seconds() < settings.SESSION_COOKIE_AGE * (1 - STEP)


def _is_use(request: HttpRequest) -> bool:
    if request.path.startswith("/api/"):
        return False
    return request.method == "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


class SessionMiddleware(sessions.SessionMiddleware):
    """Django's, with a cookie that lasts longer than the session."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie["max-age"]:
            cookie["max-age"] = COOKIE_LASTS
            cookie["expires"] = http_date(time.time() + COOKIE_LASTS)
        return response


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """The person who is signed in, read once for each request."""
    known: User | AnonymousUser | None = request.__dict__.get("_cached_user")
    if known is None:
        renew_digest(request.session)
        known = request.__dict__["_cached_user"] = get_user(request)
        ends_at: datetime | None = getattr(request.session, "ends_at", None)
        key, now = request.session.session_key, timezone.now()
        if known.is_authenticated and ends_at and key and is_due(ends_at, now=now) and _is_use(request):
            keep_alive(key, now=now)
    return known


class SignedInMiddleware(AuthenticationMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]
