"""Who is signed in by a session's cookie, in one statement, for what is answered often and before Django.

A session is one person's for as long as it lasts, so whose it is needs reading but once. Whether it still
lasts, whether the person may still sign in and which part they have in each desk is read every time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from newsroom import sql
from newsroom.models import Membership, User
from newsroom.web.auth_backend import Accounts
from newsroom.web.sessions import renew_digest

MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Owner:
    """Whose a session is; ``digest`` is that of the password it was begun with."""

    person: int
    digest: str


remembered: dict[str, Owner] = {}
"""The owners of sessions that were looked at, by the key of the session."""


def signed_in(key: str | None, *, now: datetime) -> User | None:
    """The person whose session this is, with their part in each desk; ``None`` for nobody."""
    if not key:
        return None
    owner = remembered.get(key)
    return (owner and _returning(key, owner, now)) or _newly_read(key)


def _returning(key: str, owner: Owner, now: datetime) -> User | None:
    rows = sql.person_of_session(key, owner.person, now=now)
    person: User | None = rows[0] if rows else None
    if person is None or not _holds(owner, person):
        return None
    person.desk_roles = {row.desk: row.role for row in rows if row.desk is not None}
    return person


def _holds(owner: Owner, person: User) -> bool:
    """Whether they may still sign in, and with the password the session was begun with."""
    may_sign_in = Accounts().user_can_authenticate(person)
    return may_sign_in and constant_time_compare(owner.digest, person.get_session_auth_hash())


def still_signed_in(keys: Collection[str], *, now: datetime) -> dict[str, User]:
    """Of many sessions those that still last, with their people. Three statements, however many."""
    last = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    owners = {key: owner for key in last if (owner := remembered.get(key))}
    people = User.objects.in_bulk({owner.person for owner in owners.values()})
    roles: dict[int, dict[int, str]] = {pk: {} for pk in people}
    for user, desk, role in Membership.objects.filter(user__in=people).values_list("user", "desk", "role"):
        roles[user][desk] = role
    found = {}
    for key in last:
        owner = remembered.get(key)
        person = people.get(owner.person) if owner else None
        if owner and person and _holds(owner, person):
            person.desk_roles = roles[person.pk]
        else:
            person = _newly_read(key)  # forgotten here, or renewed elsewhere
        if person is not None:
            found[key] = person
    return found


def _newly_read(key: str) -> User | None:
    request = HttpRequest()
    request.session = SessionStore(key)
    if renew_digest(request.session):
        request.session.save(must_create=False)
    person = get_user(request)
    if not isinstance(person, User):
        return None
    if len(remembered) >= MOST_REMEMBERED:
        remembered.clear()
    remembered[key] = Owner(person.pk, request.session[HASH_SESSION_KEY])
    return person
