"""Mails about a person's credentials: the link to a new password, and what changed, from where."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.accounts import browsers, mail
from newsroom.accounts.mail import Change
from newsroom.models import AccountMail, User

CHANGES = {
    "account/email/password_changed": Change.PASSWORD_CHANGED,
    "account/email/password_reset": Change.PASSWORD_RESET,
    "account/email/password_set": Change.PASSWORD_SET,
    "mfa/email/totp_activated": Change.TOTP_ADDED,
    "mfa/email/totp_deactivated": Change.TOTP_REMOVED,
    "mfa/email/recovery_codes_generated": Change.RECOVERY_CODES_MADE,
    "mfa/email/webauthn_added": Change.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": Change.PASSKEY_REMOVED,
}
"""What allauth calls its mail → what changed."""


def send_reset(person: User, link: str) -> None:
    """Write the mail with the link to a new password, in the caller's transaction.

    ``person`` may be unsaved, for an address without an account.
    """
    mail.send(
        person.email,
        AccountMail.Kind.PASSWORD_RESET,
        {"link": link},
        person if person.pk else None,
        good_until=timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


def credentials_changed(person: User, message: str, request: HttpRequest) -> None:
    """Notify the person, in the caller's transaction. ``message``: what allauth calls its mail."""
    change = CHANGES.get(message)
    if change is not None:
        facts = {"change": change, "device": _device(request)}
        mail.send(person.email, AccountMail.Kind.CREDENTIALS_CHANGED, facts, person)


def account_edited(person: User, *, former_address: str, former_password: str) -> None:
    """Notify the person, in the caller's transaction, of what an administrator changed about their sign-in.

    A changed address is told to the former one, too: it may not be its owner who wanted that.
    """
    if former_password != person.password:
        _notify(person, person.email, Change.PASSWORD_SET)
    if former_address != person.email:
        for address in (former_address, person.email):
            _notify(person, address, Change.ADDRESS_CHANGED)


def _notify(person: User, address: str, change: Change) -> None:
    mail.send(address, AccountMail.Kind.CREDENTIALS_CHANGED, {"change": change, "device": ""}, person)


def _device(request: HttpRequest) -> str:
    program = browsers.program(request.META.get("HTTP_USER_AGENT", ""))
    address = request.META.get("REMOTE_ADDR", "")
    return _("%(program)s at %(address)s") % {"program": program, "address": address} if address else program
