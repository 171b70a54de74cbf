"""What mail providers post to us, through anymail, which has checked by then that it is from them.

Whatever a message holds, it is kept and the provider hears that it is: what is answered with an error is
posted again for days, and others may wait behind it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from anymail.signals import inbound, tracking
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import Error, transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.models import User
from reviews.inbound import posted, receiving
from reviews.inbound.parsing.reading import cleaned
from reviews.models import InboundMail
from reviews.notifications import bounces

logger = logging.getLogger(__name__)

FOR_GOOD = frozenset({"bounced", "rejected"})
EMPTY_RETURN_PATH = b"Return-Path: <>\r\n"
"""Tells a report from an answer, as a mail server would."""
WRONG_ADDRESS = frozenset({"invalid", "bounced"})


def answer(
    request: HttpRequest, view: Callable[..., HttpResponseBase], *, holds_mail: bool
) -> HttpResponseBase:
    """Answer a post of the provider, as anymail's view does.

    Raises :class:`~django.core.exceptions.BadRequest` for a post that is not proven to be the provider's. A
    proven one with a mail is always kept: if it cannot be read, it is quarantined as it came.
    """
    try:
        _prove(request, view)
    except SuspiciousOperation:
        raise
    except Exception as error:
        raise BadRequest(_("This post cannot be read.")) from error
    try:
        if holds_mail and (messages := posted.whole_messages(request)):
            _take_whole(messages)
            return HttpResponse()
        if holds_mail and posted.has_long_headers(request):
            _quarantine(request, _("its headers are too long for any email"))
            return HttpResponse()
        return view(request)
    except (SuspiciousOperation, Error):
        raise
    except Exception as error:
        logger.exception("A post of the mail provider cannot be read.")
        if not holds_mail:
            raise BadRequest(_("This post cannot be read.")) from error
        _quarantine(request, str(error))
        return HttpResponse()


@receiver(inbound, dispatch_uid="reviews.inbound.take_message")
def take_message(*, event: Any, **_: Any) -> None:
    """A mail that the provider posts in pieces. An error of the database makes it post it again later."""
    message = event.message
    receiving.receive(
        as_bytes(message),
        channel=InboundMail.Channel.WEBHOOK,
        envelope_to=str(message.envelope_recipient or ""),
        now=timezone.now(),
    )


@receiver(tracking, dispatch_uid="reviews.inbound.note_return")
def note_return(*, event: Any, **_: Any) -> None:
    """A mail of ours that came back: for good when the provider says so of the address."""
    if event.event_type not in FOR_GOOD or event.reject_reason not in WRONG_ADDRESS or _may_pass(event):
        return
    address = cleaned(str(event.recipient or ""))
    person = User.objects.filter(email__iexact=address, is_active=True).order_by("is_guest").first()
    if person is not None:
        reason = cleaned(str(event.mta_response or event.description or ""))
        bounces.stop(person, reason=reason, now=timezone.now())


def as_bytes(message: Any) -> bytes:
    """The message as it would travel, though its pieces need not fit together.

    Anymail keeps by itself who sent it, which tells a report from an answer.
    """
    try:
        raw = bytes(message.as_bytes())
    except Exception:  # the library promises nothing about what does not fit together
        raw = str(message.as_string()).encode("utf-8", "replace")
    return EMPTY_RETURN_PATH + raw if message.envelope_sender == "" else raw


def _prove(request: HttpRequest, view: Any) -> None:
    """Have the provider's proof looked at before anything else is. The view looks at it again."""
    if request.method == "POST":
        view.view_class(**view.view_initkwargs).run_validators(request)


def _take_whole(messages: Iterable[posted.Posted]) -> None:
    """Anymail has nothing to read in them, and would take long over some."""
    with transaction.atomic():
        for message in messages:
            raw = EMPTY_RETURN_PATH + message.raw if message.is_bounce else message.raw
            receiving.receive(
                raw, channel=InboundMail.Channel.WEBHOOK, envelope_to=message.recipient, now=timezone.now()
            )


def _quarantine(request: HttpRequest, why: str) -> None:
    reason = _("The mail provider sent an unreadable post (%(error)s).") % {"error": why}
    receiving.quarantine(request.body, channel=InboundMail.Channel.WEBHOOK, reason=reason, now=timezone.now())


def _may_pass(event: Any) -> bool:
    """Postmark tells of full mailboxes by the same name as of wrong addresses, but for its own."""
    return isinstance(event.esp_event, dict) and event.esp_event.get("Type") == "SoftBounce"
