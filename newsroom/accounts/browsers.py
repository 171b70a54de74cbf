"""The browsers in which a person is signed in: one row for each session, written when it begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from newsroom.models import User
from newsroom.moments import moment
from newsroom.security.log import Kind, record

LONGEST_USER_AGENT = 200  # characters
PROGRAMS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox")),
    *(("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari")),
)
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - no address that anything listens at


@dataclass(frozen=True)
class Browser:
    """A signed-in browser, as its person sees it."""

    pk: int
    program: str
    address: str
    seen: str
    is_this: bool


@receiver(
    [user_logged_in, password_changed, password_set], dispatch_uid="newsroom.accounts.browsers.remember"
)
def remember(request: HttpRequest | None = None, user: User | None = None, **_kwargs: Any) -> None:
    """Write the row of a session that began, or got a new key because the password changed."""
    if request is None or user is None or not hasattr(request, "session"):
        return
    if not request.session.session_key:
        request.session.save()
    fields = {
        "user": user,
        "ip": request.META.get("REMOTE_ADDR") or UNKNOWN_ADDRESS,
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:LONGEST_USER_AGENT],
        "last_seen_at": timezone.now(),
    }
    UserSession.objects.update_or_create(session_key=request.session.session_key, defaults=fields)


def of(person: User, *, current: str | None, now: datetime) -> list[Browser]:
    """The browsers in which the person is signed in, this one first. Three statements, however many.

    ``current`` is the key of the session that asks. Rows of sessions that ended are deleted.
    """
    rows = list(UserSession.objects.filter(user=person).order_by("-last_seen_at", "-pk"))
    live = _live(person, [row.session_key for row in rows], now)
    if ended := [row.pk for row in rows if row.session_key not in live]:
        UserSession.objects.filter(pk__in=ended).delete()
    found = [_browser(row, current) for row in rows if row.session_key in live]
    return sorted(found, key=lambda one: not one.is_this)


def last_seen(people: Iterable[User]) -> dict[int, datetime]:
    """When each of these people, by key, last used a browser in which they are signed in. One statement."""
    rows = UserSession.objects.filter(user__in=people).order_by().values("user")
    return dict(rows.annotate(seen=Max("last_seen_at")).values_list("user", "seen"))


def _browser(row: UserSession, current: str | None) -> Browser:
    return Browser(
        row.pk,
        program(row.user_agent),
        "" if row.ip == UNKNOWN_ADDRESS else row.ip,
        moment(row.last_seen_at),
        is_this=row.session_key == current,
    )


def program(user_agent: str) -> str:
    """“Firefox on Windows”, as far as the browser says. Many name others, too, so the order decides."""
    name = next((name for sign, name in PROGRAMS if sign in user_agent), _("Unknown browser"))
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system} if system else name


def _live(person: User, keys: Collection[str], now: datetime) -> set[str]:
    """The keys of the sessions that last, and began with the present password."""
    digests = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    return {
        session.session_key
        for session in sessions
        if any(
            constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), digest)
            for digest in digests
        )
    }


@transaction.atomic
def end(person: User, *, but: str | None, only: int | None = None) -> int:
    """Sign the person out in every browser except that of the session ``but``, or in one alone.

    ``only`` is the key of that one's row. Returns how many sessions ended. Their open
    streams end within seconds.
    """
    rows = UserSession.objects.filter(user=person).exclude(session_key=but or "")
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person, session_key__in=keys).delete()
    if keys:
        record(Kind.SESSIONS_ENDED, person=person, count=len(keys))
    return len(keys)
