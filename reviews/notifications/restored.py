"""What a restored database would send a second time.

Rows that waited when the backup was made may have been sent by the time it is restored; nobody can know.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.models import AccountMail
from reviews.models import Answer, Delivery, Digest, Notification

OUTBOXES: tuple[Manager[Any], ...] = (
    Notification.objects,
    Digest.objects,
    Answer.objects,
    AccountMail.objects,
    Delivery.objects,
)


def hold_back(*, made_at: datetime) -> int:
    """Give up what waited to be sent at that moment; the admin tries it again. Says how many rows."""
    when = f"{timezone.localtime(made_at):%Y-%m-%d %H:%M}"
    reason = _("On hold: waiting when the backup of %(when)s was made; may have been sent since.")
    return _settle(("pending", "sending"), state="dead", last_error=reason % {"when": when})


def go_on() -> int:
    """Nothing was sent since: what was being sent just then is sent. Says how many rows."""
    return _settle(("sending",), state="pending")


def _settle(states: tuple[str, ...], **now: str) -> int:
    with transaction.atomic():
        return sum(
            outbox.filter(state__in=states).update(**now, lease_until=None, lease_token=None)
            for outbox in OUTBOXES
        )
