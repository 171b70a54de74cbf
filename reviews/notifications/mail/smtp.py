"""Sending one mail, or keeping it: the last step. What goes wrong comes back as a value."""

from __future__ import annotations

import logging
import re
import smtplib
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from newsroom.errors import DomainError
from newsroom.models import User
from newsroom.models.newsroom import name_of_newsroom
from newsroom.outages import outage
from reviews.models import KeptMail, Notification
from reviews.notifications.mail.headers import one_line
from reviews.notifications.mail.mime import as_bytes
from reviews.notifications.mail.rendering import Mail

logger = logging.getLogger(__name__)
Made = TypeVar("Made")

MOST_MAILS, MOST_SECONDS = 100, 30.0
TOO_LARGE, CLOSING_DOWN = 552, 421
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
UNKNOWN_MAILBOX = re.compile(r"\b5\.(1\.[0-9]+|2\.1)\b")
"""No such mailbox, or one that is closed (RFC 3463); servers that do not say so may mean this mail alone."""


class DeliveryFailed(DomainError):
    """A mail did not get through.

    ``permanent``: trying again cannot help. ``server_down``: the mail server could not even be
    spoken to, so the next mail would fare no better now. ``wrong_address``: nobody is there.
    """

    def __init__(
        self, reason: str, *, permanent: bool, server_down: bool = False, wrong_address: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.server_down = server_down
        self.wrong_address = wrong_address


def deliver(mail: Mail, *, article_id: int | None, now: datetime) -> None:
    """Send the mail, or keep it where the run keeps its mail. Raises :class:`DeliveryFailed`."""
    if settings.MAIL_KEPT_IN_APP:
        _keep(mail, article_id=article_id, now=now)
    else:
        _send(mail, now=now)


def attempt(make: Callable[[], Mail], *, of: str, article_id: int | None, now: datetime) -> None:
    """Render a mail and deliver it; whatever goes wrong comes out as :class:`DeliveryFailed`, with why.

    What cannot be rendered is given up, as it would fail again; what cannot be delivered may be tried again.
    ``of`` names the row in the log. An outage is no fault of the mail, and is raised as it is.
    """
    mail = _or_failed(make, f"{of} cannot be rendered.", permanent=True)
    _or_failed(
        lambda: deliver(mail, article_id=article_id, now=now), f"{of} cannot be delivered.", permanent=False
    )


def _or_failed(work: Callable[[], Made], description: str, *, permanent: bool) -> Made:
    try:
        return work()
    except DeliveryFailed:
        raise
    except Exception as error:
        if outage(error):
            raise
        logger.exception(description)
        raise DeliveryFailed(f"{type(error).__name__}: {error}", permanent=permanent) from error


def disconnect() -> None:
    """End this thread's conversation with the mail server, if there is one."""
    _line.drop()


def kept_mail_for(user: User | AnonymousUser) -> QuerySet[KeptMail]:
    """The kept mails a person may read, newest first: their own; administrators read all."""
    if not isinstance(user, User) or not user.is_active:
        return KeptMail.objects.none()
    if user.is_superuser:
        return KeptMail.objects.all()
    return KeptMail.objects.filter(recipient=user.email)


def mail_waiting_for(user: User) -> datetime | None:
    """When the next mail to this person leaves, if one waits for what else happens."""
    waiting = Notification.objects.filter(recipient=user, state=Notification.State.PENDING)
    return waiting.order_by("not_before").values_list("not_before", flat=True).first()


def _keep(mail: Mail, *, article_id: int | None, now: datetime) -> None:
    """Keep a mail; keeping it again changes nothing."""
    mail_row = KeptMail(
        recipient=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers={name: value for name, value in mail.headers.items() if name != "Message-ID"},
        message_id=mail.message_id,
        article_id=article_id,
        sent_at=now,
    )
    KeptMail.objects.bulk_create([mail_row], ignore_conflicts=True)


class _Line(threading.local):
    """This thread's connection to the mail server: reused, but neither for long nor after trouble."""

    connection: EmailBackend | None = None
    opened = 0.0
    mails = 0

    def get(self) -> smtplib.SMTP:
        """Raises :class:`DeliveryFailed` when there is no server to talk to."""
        if self.mails >= MOST_MAILS or time.monotonic() - self.opened > MOST_SECONDS:
            self.drop()
        if self.connection is None:
            self.connection = self._open()
            self.opened, self.mails = time.monotonic(), 0
        self.mails += 1
        if self.connection.connection is None:
            raise smtplib.SMTPServerDisconnected
        return self.connection.connection

    def drop(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            _close(connection)

    @staticmethod
    def _open() -> EmailBackend:
        connection = EmailBackend(fail_silently=False)
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:  # a wrong password too: the operator can mend it
            _close(connection)
            raise DeliveryFailed(_server_reply(error), permanent=False, server_down=True) from error
        return connection


def _close(connection: EmailBackend) -> None:
    with suppress(smtplib.SMTPException, OSError):
        connection.close()


_line = _Line()


def _send(mail: Mail, *, now: datetime) -> None:
    _check_address(mail.to)
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        sender, to = _written(own), _written(mail.to)
        message = as_bytes(mail, sender=formataddr((one_line(name_of_newsroom()), sender)), to=to, now=now)
        _line.get().sendmail(mail.returns_to or sender, [to], message)
    except (smtplib.SMTPException, OSError) as error:
        _line.drop()
        raise _failure(error) from error
    except ValueError as error:  # an address or a character that no message can hold
        raise DeliveryFailed(_server_reply(error), permanent=True) from error


def _written(address: str) -> str:
    """As mail servers spell it: a domain may have letters that these do not know."""
    return address if PLAIN_ADDRESS.fullmatch(address) else sanitize_address(address, "utf-8")


def _check_address(address: str) -> None:
    """Django sends a mail without a recipient to nobody, and says nothing."""
    name, __, domain = address.rpartition("@")
    if not name or not domain or len(address.split()) != 1:
        raise DeliveryFailed(
            _("“%(address)s” is not an email address.") % {"address": address}, permanent=True
        )


def _failure(error: smtplib.SMTPException | OSError) -> DeliveryFailed:
    """What the server's answer means. Without a permanent answer to this very mail, try again."""
    codes = _codes(error)
    if isinstance(error, smtplib.SMTPSenderRefused):  # our own address or password, unless this is too large
        permanent = codes == {TOO_LARGE}
    elif isinstance(error, smtplib.SMTPNotSupportedError):  # an address in letters this server cannot take
        permanent = True
    else:
        permanent = bool(codes) and all(500 <= code < 600 for code in codes)
    reply = _server_reply(error)
    is_wrong = (
        permanent and isinstance(error, smtplib.SMTPRecipientsRefused) and bool(UNKNOWN_MAILBOX.search(reply))
    )
    return DeliveryFailed(
        reply, permanent=permanent, server_down=CLOSING_DOWN in codes, wrong_address=is_wrong
    )


def _codes(error: Exception) -> set[int]:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return {code for code, __ in error.recipients.values()}
        case smtplib.SMTPResponseException():
            return {error.smtp_code}
        case _:
            return set()


def _server_reply(error: Exception) -> str:
    """The server's own words, in one line."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            answers = error.recipients.values()
            return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in answers)
        case smtplib.SMTPResponseException():
            text = error.smtp_error
            return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        case _:
            return f"{type(error).__name__}: {error}"
