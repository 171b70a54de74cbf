"""What mail providers post to us, through anymail, which has checked by then that it is from them."""

from __future__ import annotations

from typing import Any

from anymail.signals import inbound, tracking
from django.dispatch import receiver
from django.utils import timezone

from newsroom.models import User
from reviews.inbound import taking
from reviews.models import InboundMail
from reviews.notifications import returns

FOR_GOOD = frozenset({"bounced", "rejected"})
WRONG_ADDRESS = frozenset({"invalid", "bounced"})


@receiver(inbound, dispatch_uid="reviews.inbound.take_message")
def take_message(*, event: Any, **_: Any) -> None:
    """A mail that came in. An error makes the provider post it again later."""
    message = event.message
    taking.receive(
        as_bytes(message),
        door=InboundMail.Door.WEBHOOK,
        envelope_to=message.envelope_recipient or "",
        now=timezone.now(),
    )


@receiver(tracking, dispatch_uid="reviews.inbound.note_return")
def note_return(*, event: Any, **_: Any) -> None:
    """A mail of ours that came back: for good when the provider says so of the address."""
    if event.event_type not in FOR_GOOD or event.reject_reason not in WRONG_ADDRESS or _may_pass(event):
        return
    person = User.objects.filter(email__iexact=event.recipient or "", is_active=True).first()
    if person is not None:
        returns.stop(person, reason=event.mta_response or event.description or "", now=timezone.now())


def as_bytes(message: Any) -> bytes:
    """The message as it would travel. Some providers post it in pieces, which need not fit together.

    Anymail keeps by itself who sent it, which tells a report from an answer.
    """
    try:
        raw = bytes(message.as_bytes())
    except (LookupError, ValueError):
        raw = str(message.as_string()).encode("utf-8", "replace")
    return b"Return-Path: <>\r\n" + raw if message.envelope_sender == "" else raw


def _may_pass(event: Any) -> bool:
    """Postmark tells of full mailboxes by the same name as of wrong addresses, but for its own."""
    return isinstance(event.esp_event, dict) and event.esp_event.get("Type") == "SoftBounce"
