"""Mail that came in: kept first, each once, then judged and acted on, each in one transaction.

A channel only keeps (:func:`receive`), so nothing is lost when anything after it fails. The worker takes what
waits (:func:`work`). An attempt is counted before it is made: a message that kills its reader is put aside
after a few, and meanwhile others pass it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.messaging.jobs import enqueue
from newsroom.outages import outage
from newsroom.outbox import LEASE, is_implausible
from reviews.inbound import deciding
from reviews.inbound.deciding import Verdict
from reviews.inbound.parsing import reading
from reviews.inbound.parsing.reading import cleaned
from reviews.models import InboundMail

logger = logging.getLogger(__name__)

MOST_BYTES = 16 * 1024 * 1024
"""Of a message that is kept; of a larger one the beginning, which has its words, without its files. Files
grow by three eighths on the way, and what :mod:`~reviews.inbound.parsing.reply_text` keeps must fit."""
MOST_HEADER_BYTES = 256 * 1024
MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=1)
BATCH = 50
REASON_LENGTH, SUBJECT_LENGTH, ID_LENGTH, RECIPIENTS_LENGTH, SENDER_LENGTH = 500, 300, 300, 8_000, 254
RAW_KEPT = timedelta(days=60)
ADDRESSED_BY = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "X-Envelope-To")

Clock = Callable[[], datetime]
State = InboundMail.State


@dataclass(frozen=True)
class Worked:
    """``taken``: messages settled in this run. ``more``: time was up before all were."""

    taken: int
    more: bool


def receive(
    raw: bytes, *, channel: InboundMail.Channel, now: datetime, envelope_to: str = ""
) -> InboundMail | None:
    """Keep a message and have it looked at; ``None`` when it is kept already.

    ``envelope_to``: to whom it was delivered, where the channel knows. No content makes this fail: a message
    that cannot even be kept with its headers is kept as bytes alone, and put aside. Raises
    :class:`django.db.Error` when the database cannot keep anything just now.
    """
    try:
        return _keep(raw, _described(raw, envelope_to), channel=channel, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if outage(error):  # whoever brings it is to try again
            raise
        logger.exception("The headers of an incoming message cannot be saved.")
        return quarantine(raw, channel=channel, reason=_plain(error), now=now)


def quarantine(raw: bytes, *, channel: InboundMail.Channel, reason: str, now: datetime) -> InboundMail | None:
    """Keep bytes that nothing can be made of, for the administration; ``None`` when they are kept already."""
    described = {"key": hashlib.sha256(raw).hexdigest(), "state": State.QUARANTINED, "settled_at": now}
    return _keep(raw, {**described, "reason": cleaned(reason)[:REASON_LENGTH]}, channel=channel, now=now)


def _keep(
    raw: bytes, described: dict[str, Any], *, channel: InboundMail.Channel, now: datetime
) -> InboundMail | None:
    kept = {"size": len(raw), "raw": raw[:MOST_BYTES], "received_at": now, "not_before": now}
    with transaction.atomic():
        row, is_new = InboundMail.objects.get_or_create(
            key=described["key"], defaults={**described, **kept, "channel": channel}
        )
        if is_new:
            enqueue("reviews.take_mail")
    return row if is_new else None


def _described(raw: bytes, envelope_to: str) -> dict[str, Any]:
    """What a row says of a message, from its headers."""
    headers = reading.read_headers(raw[:MOST_HEADER_BYTES])
    delivered_to = " ".join(cleaned(envelope_to).split())
    recipients = "\n".join(filter(None, (delivered_to, *headers.headers(*ADDRESSED_BY))))
    return {
        "key": _key(headers, raw),
        "message_id": headers.message_id[:ID_LENGTH],
        "sender": headers.sender[:SENDER_LENGTH],
        "recipients": recipients[:RECIPIENTS_LENGTH],
        "subject": headers.subject[:SUBJECT_LENGTH],
    }


def work(*, seconds: float, clock: Clock = timezone.now) -> Worked:
    """Take what waits, oldest first, for about so many seconds."""
    end = time.monotonic() + seconds
    taken = 0
    while ids := list(InboundMail.objects.due(clock()).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for pk in ids:
            if time.monotonic() >= end:
                return Worked(taken, more=True)
            taken += take(pk, now=clock())
    return Worked(taken, more=False)


def take(pk: int, *, now: datetime) -> bool:
    """Judge one message and act on it. False when it is somebody else's, or has to wait for another try."""
    row = InboundMail.objects.due(now).defer("raw").filter(pk=pk).first()
    if row is None:
        return False
    claimed = InboundMail.objects.due(now).filter(pk=pk, attempts=row.attempts)
    if row.attempts >= MOST_ATTEMPTS:
        reason = _("The worker crashed on every attempt to read this.")
        return bool(claimed.update(state=State.QUARANTINED, reason=reason, settled_at=now))
    # The attempts are the token, and this is the lease; it need not be renewed, as the row is locked for as
    # long as the message is being settled.
    if not claimed.update(attempts=F("attempts") + 1, not_before=now + LEASE):
        return False
    try:
        return _settle(pk, now=now)
    except Exception as error:
        if outage(error):
            raise
        logger.exception("Incoming mail %s cannot be processed.", pk)
        _note_failure(pk, error, attempts=row.attempts + 1, now=now)
        return False


def take_again(ids: Iterable[int], *, now: datetime) -> int:
    """Have messages that were refused or put aside judged anew. Says how many there were."""
    with transaction.atomic():
        again = InboundMail.objects.filter(
            pk__in=list(ids), state__in=[State.REFUSED, State.QUARANTINED], raw__isnull=False
        )
        count = again.update(state=State.WAITING, attempts=0, not_before=now, reason="", settled_at=None)
        if count:
            enqueue("reviews.take_mail")
    return count


def delete_old(*, now: datetime) -> int:
    """Delete the bytes of what refused and quarantined messages held, after two months. Says of how many."""
    old = InboundMail.objects.exclude(state=State.WAITING).filter(received_at__lt=now - RAW_KEPT)
    return old.filter(raw__isnull=False).update(raw=None)


def correct_times(*, now: datetime) -> None:
    """Take what waits for a moment that only a clock that was ahead can have named."""
    pauses = [timedelta(), *(pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 1))]
    too_late = InboundMail.objects.filter(is_implausible(now, pauses), state=State.WAITING)
    if too_late.exists():
        too_late.update(not_before=now)


def pause_after(attempts: int) -> timedelta:
    """How long a message waits after so many attempts: a minute, then four, up to an hour."""
    pause: timedelta = FIRST_PAUSE * 4 ** (attempts - 1)
    return pause


def _settle(pk: int, *, now: datetime) -> bool:
    """Whatever the message asks for and what became of it are written together, or neither."""
    with transaction.atomic():
        row = InboundMail.objects.select_for_update(of=("self",)).get(pk=pk)
        if row.state != State.WAITING:
            return False
        verdict = deciding.decide(row, is_whole=row.size <= MOST_BYTES, now=now)
        _write(row, verdict, now=now)
    return True


def _write(row: InboundMail, verdict: Verdict, *, now: datetime) -> None:
    row.state, row.reason, row.settled_at = verdict.state, cleaned(verdict.reason)[:REASON_LENGTH], now
    row.text = verdict.text
    row.person, row.article = verdict.person, verdict.article
    if verdict.state in (State.TAKEN, State.IGNORED):
        row.raw = None
    row.save()


def _note_failure(pk: int, error: Exception, *, attempts: int, now: datetime) -> None:
    reason = _plain(error)
    waiting = InboundMail.objects.filter(pk=pk, state=State.WAITING)
    if attempts >= MOST_ATTEMPTS:
        waiting.update(state=State.QUARANTINED, reason=reason, settled_at=now)
    else:
        waiting.update(reason=reason, not_before=now + pause_after(attempts))


def _plain(error: Exception) -> str:
    """An error as the administration reads it."""
    return cleaned(f"{type(error).__name__}: {error}")[:REASON_LENGTH]


def _key(headers: reading.Incoming, raw: bytes) -> str:
    """The same Message-ID of the same sender is the same message: nobody else's can stand in its way."""
    identity = f"{headers.message_id}\n{headers.sender}".encode() if headers.message_id else raw
    return hashlib.sha256(identity).hexdigest()
