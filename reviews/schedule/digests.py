"""The digest of each morning: who gets one now. What it says is read when it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from newsroom.messaging.jobs import enqueue
from newsroom.models import Membership, User
from reviews.models import Digest, StoppedAddress, hours_of
from reviews.notifications.events import mail_domain

A_NIGHT = timedelta(hours=12)
"""Between two digests of a person lies at least this, should they move to another time zone."""


def write(*, now: datetime) -> int:
    """Write the digests that are due, each once a day. Called by the clock; says how many were new.

    Of two schedulers that come at once, the database lets one write each.
    """
    due = dict(_due(now))
    lately = Digest.objects.filter(person__in=due, created_at__range=(now - A_NIGHT, now + A_NIGHT))
    of_the_day = Digest.objects.filter(person__in=due, day__in=set(due.values()))
    had = set(lately.values_list("person", flat=True))
    had |= {person for person, day in of_the_day.values_list("person", "day") if due[person] == day}
    fresh = [
        Digest(
            person_id=person,
            day=day,
            message_id=f"<{uuid4().hex}@{mail_domain()}>",
            not_before=now,
            created_at=now,
        )
        for person, day in due.items()
        if person not in had
    ]
    if fresh:
        with transaction.atomic():
            Digest.objects.bulk_create(fresh, ignore_conflicts=True)
            enqueue("reviews.deliver")
    return len(fresh)


def _due(now: datetime) -> Iterator[tuple[int, date]]:
    """The people of the newsroom for whom it is that hour, each with the date on their own clock."""
    stopped = StoppedAddress.objects.active().values("address")
    people = User.objects.filter(
        is_active=True, is_guest=False, pk__in=Membership.objects.values("user")
    ).exclude(Exists(stopped.filter(address=Lower(OuterRef("email")))))
    for person in people.select_related("hours"):
        day = hours_of(person).digest_due(now)
        if day is not None:
            yield person.pk, day
