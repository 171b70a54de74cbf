"""Mails about accounts, written with the act and sent by the worker.

Upper layers render and deliver them (:mod:`reviews.notifications.account_mail`), like every other mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from newsroom.messaging.jobs import enqueue
from newsroom.models import AccountMail, User

Kind = AccountMail.Kind


class Change(StrEnum):
    """What changed, for ``CREDENTIALS_CHANGED``."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a change, no password
    PASSWORD_RESET = "password_reset"  # noqa: S105
    PASSWORD_SET = "password_set"  # noqa: S105
    ADDRESS_CHANGED = "address_changed"
    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    SECOND_FACTORS_REMOVED = "second_factors_removed"
    SIGN_IN_CONNECTED = "sign_in_connected"
    SIGN_IN_DISCONNECTED = "sign_in_disconnected"


def send(
    address: str,
    kind: str,
    facts: Mapping[str, object],
    person: User | None = None,
    *,
    good_until: datetime | None = None,
    now: datetime | None = None,
) -> AccountMail:
    """Write a mail in the caller's transaction. It leaves after commit.

    ``facts`` are JSON, and cleared once it was sent. By kind:

    - ``INVITATION``: ``link``, ``by`` (who invites), ``roles`` (one sentence part each)
    - ``INVITATION_ASKED``: ``address`` and ``name`` of whose invitation expired
    - ``ROLES_ADDED``: ``by``, ``roles``
    - ``PASSWORD_RESET`` and ``ADDRESS_CONFIRMATION``: ``link``
    - ``CREDENTIALS_CHANGED``: ``change`` (a :class:`Change`), and ``device`` if it is known: the browser and
      address it came from, as one sentence part

    A ``link`` is an absolute address. ``person`` is the account, if there is one; mail to one that was
    deactivated is not sent. After ``good_until`` the mail is given up, as its link has expired.
    """
    now = now or timezone.now()
    row = AccountMail.objects.create(
        kind=Kind(kind),
        address=address,
        person=person,
        facts=dict(facts),
        good_until=good_until,
        message_id=f"<{uuid4().hex}@{_domain()}>",
        not_before=now,
        created_at=now,
    )
    enqueue("reviews.deliver_account_mail")
    return row


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
