"""The person of a session cookie, in one statement, for frequent requests that are answered before Django.

The owner of a session never changes, so it is read once and cached. Whether the session still lasts, whether
the person may still sign in, and which role they have on each desk is read every time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from newsroom import sql
from newsroom.models import Membership, User
from newsroom.web.auth_backend import Accounts
from newsroom.web.sessions import is_due, keep_alive, renew_digest

MOST_CACHED = 10_000


@dataclass(frozen=True)
class SessionOwner:
    """The owner of a session. ``digest`` is that of the password with which it began."""

    person: int
    digest: str


owner_cache: dict[str, SessionOwner] = {}
"""Key of a session → its owner."""
used_at: dict[str, datetime] = {}
"""Key of a session → when it was made to last longer here because its person typed."""


def signed_in(key: str | None, *, now: datetime) -> User | None:
    """The person whose session this is, with their role on each desk. ``None`` for nobody."""
    if not key:
        return None
    owner = owner_cache.get(key)
    return (owner and _from_cache(key, owner, now)) or _from_database(key)


def typed(key: str, *, now: datetime) -> None:
    """Have the session last, as its person types. Two statements now and then."""
    before = used_at.get(key)
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if before is not None and not is_due(before + idle, now=now):
        return
    if len(used_at) >= MOST_CACHED:
        used_at.clear()
    used_at[key] = now
    keep_alive(key, now=now)


def _from_cache(key: str, owner: SessionOwner, now: datetime) -> User | None:
    rows = sql.person_of_session(key, owner.person, now=now)
    person: User | None = rows[0] if rows else None
    if person is None or not _is_valid(owner, person):
        return None
    person.desk_roles = {row.desk: row.role for row in rows if row.desk is not None}
    return person


def _is_valid(owner: SessionOwner, person: User) -> bool:
    """Whether the person may still sign in, with the password with which the session began."""
    may_sign_in = Accounts().user_can_authenticate(person)
    return may_sign_in and constant_time_compare(owner.digest, person.get_session_auth_hash())


def still_signed_in(keys: Collection[str], *, now: datetime) -> dict[str, User]:
    """The people of those sessions that still last, by key. Three statements, however many."""
    live_keys = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    owners = {key: owner for key in live_keys if (owner := owner_cache.get(key))}
    people = User.objects.in_bulk({owner.person for owner in owners.values()})
    roles: dict[int, dict[int, str]] = {pk: {} for pk in people}
    for user, desk, role in Membership.objects.filter(user__in=people).values_list("user", "desk", "role"):
        roles[user][desk] = role
    found = {}
    for key in live_keys:
        owner = owner_cache.get(key)
        person = people.get(owner.person) if owner else None
        if owner and person and _is_valid(owner, person):
            person.desk_roles = roles[person.pk]
        else:
            person = _from_database(key)  # not in the cache, or renewed by another process
        if person is not None:
            found[key] = person
    return found


def _from_database(key: str) -> User | None:
    request = HttpRequest()
    request.session = SessionStore(key)
    if renew_digest(request.session):
        request.session.save(must_create=False)
    person = get_user(request)
    if not isinstance(person, User):
        return None
    if len(owner_cache) >= MOST_CACHED:
        owner_cache.clear()
    owner_cache[key] = SessionOwner(person.pk, request.session[HASH_SESSION_KEY])
    return person
