"""When a person wants mail, and who stands in for them: theirs to say, with its history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.errors import DomainError
from newsroom.models import Membership, User
from reviews.models import Hours, Notification, Subscription
from reviews.models.hours import WEEKDAYS, WORKING_DAYS
from reviews.schedule import handovers

State = Notification.State
DEFAULT_DIGEST_AT = time(8)
ABSENCE = ("away_from", "away_until", "deputy")
"""What decides who answers and resolves, beside when mail is sent."""


class HoursRefused(DomainError):
    """No clock goes like that."""


@dataclass(frozen=True)
class HoursChoice:
    """What a person sets for their clock; times of day are on it, moments are absolute."""

    time_zone: str = ""
    digest_at: time | None = None
    digest_days: str = WORKING_DAYS
    only_digest: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    pressing_in_quiet: bool = False
    away_from: datetime | None = None
    away_until: datetime | None = None
    deputy: User | None = None


def stored_hours(person: User) -> Hours:
    """Read a person's hours from the database; the newsroom's for somebody who has set none."""
    return Hours.objects.filter(person=person).select_related("deputy").first() or Hours(person=person)


def set_hours(person: User, wanted: HoursChoice, *, now: datetime, how: str = "") -> None:
    """Store what a person wants, unless it is stored already. Mail that is held is looked at again.

    A deputy who is named, or is one no longer, is notified, as are the person and the editors. ``how`` goes
    into the history.
    """
    _set(person, wanted, now=now, how=how)


def set_mail_hours(person: User, wanted: HoursChoice, *, now: datetime, how: str) -> None:
    """The same for somebody who came by the link in a mail. It changes when mail is sent and nothing else:
    whatever is wanted of absence and deputy, who answers and resolves in whose place stays as it is.

    ``how`` goes into the history.
    """
    _set(person, wanted, now=now, how=how, only_mail=True)


def _set(person: User, wanted: HoursChoice, *, now: datetime, how: str, only_mail: bool = False) -> None:
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(
            pk=person.pk
        )  # two clicks at once wait for each other
        hours = stored_hours(person)
        if only_mail:
            wanted = replace(wanted, **{name: getattr(hours, name) for name in ABSENCE})
        _check(person, wanted, current=hours.deputy)
        deputy_before = hours.deputy
        before = {name: getattr(hours, name) for name in wanted.__dataclass_fields__}
        if before == {name: getattr(wanted, name) for name in before}:
            return
        if not hours.is_away(now) or hours.deputy != wanted.deputy:
            hours.deputy_notified_at = None
        for name in before:
            setattr(hours, name, getattr(wanted, name))
        _save(hours, how=how, now=now)
        if deputy_before != wanted.deputy:
            for deputy, is_named in ((deputy_before, False), (wanted.deputy, True)):
                if deputy is not None:
                    handovers.notify_named(person, deputy, is_named=is_named, now=now)


def set_digest(person: User, *, wanted: bool, now: datetime, how: str = "") -> None:
    """Begin or end the digest, and leave everything else."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        hours = stored_hours(person)
        if (hours.digest_at is not None) == wanted:
            return
        hours.digest_at = (settings.DIGEST_AT or DEFAULT_DIGEST_AT) if wanted else None
        _save(hours, how=how, now=now)


def deputies_for(person: User) -> list[User]:
    """Who can stand in: everybody else who may speak on a desk of theirs, by name."""
    desks = Membership.objects.filter(user=person).values("desk")
    parts = Membership.objects.speaking().filter(desk__in=desks).exclude(user=person)
    colleagues = User.objects.filter(is_active=True, is_guest=False, pk__in=parts.values("user"))
    return list(colleagues.order_by("name"))


def _save(hours: Hours, *, how: str, now: datetime) -> None:
    hours._change_reason = how  # type: ignore[attr-defined]
    hours.save()
    rows = Notification.objects.filter(recipient=hours.person)
    if hours.digest_at is None:
        rows.filter(state=State.DIGEST).update(state=State.INBOX_ONLY)
    held = rows.filter(state=State.PENDING, attempts=0, not_before__gt=now + settings.MAIL_WINDOW)
    held.update(not_before=now)  # whether it still has to wait is decided when it is due


def _check(person: User, wanted: HoursChoice, *, current: User | None) -> None:
    """``current`` is the deputy so far, who may have left the desk since."""
    if wanted.time_zone and wanted.time_zone not in available_timezones():
        raise HoursRefused(_("Choose a time zone from the list."))
    if not set(wanted.digest_days) <= set(WEEKDAYS) or (wanted.digest_at and not wanted.digest_days):
        raise HoursRefused(_("Choose at least one day for the digest."))
    in_digest = wanted.only_digest or _has_kinds_in_digest(person)
    if in_digest and wanted.digest_at is None:
        raise HoursRefused(_("Choose a time for the digest: some of your emails are sent with it."))
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        raise HoursRefused(_("Set both a start and an end time."))
    if (wanted.away_from is None) != (wanted.away_until is None):
        raise HoursRefused(_("Set both a start and an end date."))
    if wanted.away_from and wanted.away_until and wanted.away_from >= wanted.away_until:
        raise HoursRefused(_("The end date is before the start date."))
    if wanted.deputy is not None and wanted.deputy not in (current, *deputies_for(person)):
        raise HoursRefused(_("Choose someone on one of your desks to cover for you."))


def _has_kinds_in_digest(person: User) -> bool:
    return Subscription.objects.filter(person=person, choice=Subscription.Choice.DIGEST).exists()
