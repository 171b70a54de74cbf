"""Writing the security log.

:func:`record` belongs to the act: it writes in the act's transaction, and the act fails if it cannot be
written. :func:`note` is for what has to go on whatever happens, such as a sign-in or a download: a failure is
logged, and nobody notices. Passwords, changes of roles and of accounts are recorded by
:mod:`newsroom.security.watching` wherever they are saved, as are sign-ins and sign-outs: do not record them
again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Unpack, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.utils import timezone
from simple_history.models import HistoricalRecords

from newsroom.limiting import limits
from newsroom.limiting.limits import Limit, TooManyAttempts
from newsroom.models import User
from newsroom.security.models import LONGEST_FACT, Facts, SecurityEvent

logger = logging.getLogger(__name__)

Kind = SecurityEvent.Kind
HOUR = timedelta(hours=1)
FROM_A_PERSON = {Kind.REFUSED: Limit("security-refused", 60, HOUR)}
"""Events of one person that are written. More than these say nothing new."""
FROM_A_CLIENT = {
    Kind.SIGN_IN_FAILED: Limit("security-failed", 200, HOUR),
    Kind.THROTTLED: Limit("security-throttled", 6, HOUR),
}
"""Events from one network address that are written."""
FROM_ANYBODY = {
    Kind.SIGN_IN_FAILED: Limit("security-failed-all", 2_000, HOUR),
    Kind.THROTTLED: Limit("security-throttled-all", 2_000, HOUR),
}
"""Events from all addresses together: strangers cannot fill the disk."""
FORGOTTEN_AT_ONCE = 5_000
"""Rows that one statement deletes."""


def record(
    kind: SecurityEvent.Kind,
    *,
    person: User | None = None,
    request: HttpRequest | None = None,
    address: str = "",
    now: datetime | None = None,
    **facts: Unpack[Facts],
) -> SecurityEvent | None:
    """Write an event; ``None`` when there were too many of its kind within the hour.

    ``person`` is the account it is about: the one who is signed in, unless another is named. Without
    ``request`` the one that is being answered counts, if there is one.
    """
    request = request if request is not None else current_request()
    moment = now or timezone.now()
    actor = _signed_in(request)
    about = person if person is not None else actor
    by = actor if actor is not None and about is not None and actor.pk != about.pk else None
    client = request.META.get("REMOTE_ADDR") or "" if request is not None else ""
    if not _is_within_bounds(kind, about, client, now=moment):
        return None
    return SecurityEvent.objects.create(
        moment=moment,
        kind=kind,
        person=about,
        person_name=_short(about or ""),
        by=by,
        by_name=_short(by or ""),
        address=_short(address),
        client=_short(client)[:64],
        facts=_readable(facts),
    )


def note(
    kind: SecurityEvent.Kind,
    *,
    person: User | None = None,
    request: HttpRequest | None = None,
    address: str = "",
    now: datetime | None = None,
    **facts: Unpack[Facts],
) -> None:
    """Write an event as :func:`record` does, and go on if it cannot be written."""
    try:
        with transaction.atomic():
            record(kind, person=person, request=request, address=address, now=now, **facts)
    except DatabaseError as error:
        logger.warning("An event of the security log (%s) could not be written: %s", kind, error)


def forget(*, now: datetime) -> int:
    """Delete events that are older than ``SECURITY_LOG_KEPT``; 0 keeps all. Returns how many went."""
    if not settings.SECURITY_LOG_KEPT:
        return 0
    over = SecurityEvent.objects.filter(moment__lt=now - settings.SECURITY_LOG_KEPT)
    oldest = list(over.order_by("moment").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    return SecurityEvent.objects.filter(pk__in=oldest).delete()[0]


def current_request() -> HttpRequest | None:
    """The request that is being answered; ``None`` in the worker and at the command line."""
    return cast("HttpRequest | None", getattr(HistoricalRecords.context, "request", None))


def _signed_in(request: HttpRequest | None) -> User | None:
    user: User | AnonymousUser | None = getattr(request, "user", None)
    return user if isinstance(user, User) or getattr(user, "pk", None) else None  # type: ignore[return-value]


def _is_within_bounds(kind: SecurityEvent.Kind, person: User | None, client: str, *, now: datetime) -> bool:
    counted: list[tuple[Limit, tuple[object, ...]]] = []
    if kind in FROM_A_PERSON:
        counted.append((FROM_A_PERSON[kind], (person.pk if person is not None else 0,)))
    if kind in FROM_A_CLIENT:
        counted.append((FROM_A_CLIENT[kind], (client,)))
    if kind in FROM_ANYBODY:
        counted.append((FROM_ANYBODY[kind], ()))
    try:
        for limit, subject in counted:
            limits.use(limit, *subject, now=now)
    except TooManyAttempts:
        return False
    return True


def _short(value: object) -> str:
    """Text that every database stores: without NUL, and short."""
    return str(value).replace("\x00", "\ufffd").encode("utf-8", "replace").decode()[:LONGEST_FACT]


def _readable(facts: Mapping[str, Any]) -> dict[str, str | int]:
    return {
        name: value if isinstance(value, int) else _short(value) for name, value in facts.items() if value
    }
