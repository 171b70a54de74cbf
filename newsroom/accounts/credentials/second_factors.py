"""Letting people in again who lost their authenticator app, their passkeys and their recovery codes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from newsroom.access import privileges
from newsroom.accounts import mail
from newsroom.accounts.mail import Change
from newsroom.models import AccountMail, User
from newsroom.security.log import Kind, record


@transaction.atomic
def remove_all(person: User, *, by: User) -> int:
    """Remove every second factor of a person, so that their password alone signs them in, and notify them.

    Returns how many there were. Raises :class:`~newsroom.access.privileges.BeyondTheirOwn` unless ``by``
    may edit the account.
    """
    privileges.require_edit(by, person)
    removed: int = Authenticator.objects.filter(user=person).delete()[0]
    if removed:
        record(Kind.CREDENTIALS, person=person, what="second factors", removed="all")
        facts = {"change": Change.SECOND_FACTORS_REMOVED, "device": ""}
        mail.send(person.email, AccountMail.Kind.CREDENTIALS_CHANGED, facts, person)
    return removed
