"""Rate limits in the database, which hold for all processes together.

This is the generic cell rate algorithm: each use moves a moment ahead by the time in which one use is
restored. The limit is reached when the moment would be further ahead than the whole period. So a limit needs
one row, however often it is tried, and says to the second when it may be used again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.errors import DomainError
from newsroom.limiting.models import Allowance


class TooManyAttempts(DomainError):
    """The limit is reached."""

    status = 429

    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limit:
    """At most ``most`` uses ``within`` a period, by each subject."""

    name: str
    most: int
    within: timedelta

    @property
    def step(self) -> timedelta:
        return self.within / self.most


def use(limit: Limit, *subject: object, now: datetime, count: int = 1) -> None:
    """Count one use, or ``count`` of them. Raises :class:`TooManyAttempts`.

    It locks the limit's row. Inside a transaction a rollback undoes the use.
    """
    digest = _digest(*subject)
    with transaction.atomic():
        fresh = Allowance(limit=limit.name, subject=digest, used_until=now)
        Allowance.objects.bulk_create([fresh], ignore_conflicts=True)
        row = Allowance.objects.select_for_update().get(limit=limit.name, subject=digest)
        used_until = max(row.used_until, now)
        if row.used_until > now + limit.within:
            used_until = now  # written by a clock that was ahead
        wait = used_until + count * limit.step - (now + limit.within)
        if wait > timedelta():
            raise TooManyAttempts(_sentence(wait), retry_after=wait)
        row.used_until = used_until + count * limit.step
        row.save(update_fields=["used_until"])


def give_back(limit: Limit, *subject: object) -> None:
    """Undo one use that turned out not to be limited."""
    with transaction.atomic():
        rows = Allowance.objects.select_for_update()
        row = rows.filter(limit=limit.name, subject=_digest(*subject)).first()
        if row is not None:
            row.used_until -= limit.step
            row.save(update_fields=["used_until"])


def forget(*, now: datetime) -> None:
    """Delete the rows of limits that are unused again."""
    Allowance.objects.filter(used_until__lt=now).delete()


def _digest(*subject: object) -> str:
    joined = "\0".join(map(str, subject))
    return hashlib.sha256(f"{settings.SECRET_KEY}\0{joined}".encode("utf-8", "replace")).hexdigest()


def _sentence(wait: timedelta) -> str:
    seconds = wait.total_seconds()
    if seconds <= 90:
        count = max(1, round(seconds))
        when = ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}
    elif seconds <= 90 * 60:
        count = -int(-seconds // 60)
        when = ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    else:
        count = -int(-seconds // 3600)
        when = ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    return _("Too many attempts. Try again in %(time)s.") % {"time": when}
