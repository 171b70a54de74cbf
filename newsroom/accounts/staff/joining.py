"""Accepting an invitation to the staff. A link works once, and looking at it uses nothing up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from newsroom.access import privileges
from newsroom.accounts import mail
from newsroom.accounts.staff.grants import InvitationImpossible, add, grant_of
from newsroom.accounts.staff.invitations import clean_name
from newsroom.errors import Conflict, DomainError, NotFound
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit
from newsroom.models import StaffInvitation, User
from newsroom.security import log as security

ACCEPTING = Limit("staff-invitations-accepted", 30, timedelta(hours=1))
"""Attempts with one link. Each that gets as far as the password costs a hash."""
ASKING_AGAIN = Limit("staff-invitations-asked", 3, timedelta(days=1))
State = StaffInvitation.State
Event = security.Kind


class PasswordRefused(DomainError):
    """This password is not good enough."""


class LinkUnknown(NotFound):
    """No invitation has this link; a newer one may have replaced it."""


class LinkUsed(Conflict):
    """This invitation was accepted already and its account can sign in; or its address has an account."""


class LinkOver(Conflict):
    """This invitation expired or was withdrawn. ``may_ask``: its bearer may ask for a new one."""

    def __init__(self, message: str, *, may_ask: bool) -> None:
        super().__init__(message)
        self.may_ask = may_ask


def look(token: str, *, now: datetime) -> StaffInvitation:
    """The invitation of a link. Looking uses nothing up.

    One that was accepted is good again until it expires while its account has neither a password nor a
    passkey: its person meant to add a passkey and did not. Raises :class:`LinkUnknown`, :class:`LinkUsed`
    and :class:`LinkOver`.
    """
    return _require_good(_by_token(token), now=now)


def accept(token: str, *, name: str, password: str | None, now: datetime) -> User:
    """Make the account, or bring back the inactive one of that address, with everything promised.

    Without a ``password`` the account has none: the caller signs its person in, who adds a passkey. Raises
    :class:`LinkUnknown`, :class:`LinkUsed`, :class:`LinkOver`, :class:`PasswordRefused`,
    :class:`InvitationImpossible` (about the name, or an account that needs a password) and
    :class:`~newsroom.limiting.limits.TooManyAttempts`.
    """
    invitation = look(token, now=now)
    limits.use(ACCEPTING, invitation.pk, now=now)
    name = clean_name(name)
    if not name:
        raise InvitationImpossible(_("Enter your name, as your colleagues know it."), field="name")
    if password is not None:
        _require_good_password(password, User(email=invitation.address, name=name))
    with transaction.atomic():
        row = _require_good(StaffInvitation.objects.select_for_update().get(pk=invitation.pk), now=now)
        person = _account(row, name, password)
        if row.accepted_at is None:
            add(person, grant_of(row), by=row.invited_by)
            row.accepted_at, row.person = now, person
            row.save(update_fields=["accepted_at", "person"])
        security.record(
            security.Kind.INVITATION, person=person, address=row.address, what="accepted", now=now
        )
    return person


def ask_again(token: str, *, now: datetime) -> None:
    """Whoever has a link that expired asks for a new one: who invited them is told, or the administrators.

    Says nothing of what came of it. Raises :class:`~newsroom.limiting.limits.TooManyAttempts`.
    """
    invitation = StaffInvitation.objects.with_token(token).first()
    if invitation is None or invitation.state_at(now) != State.EXPIRED:
        return
    limits.use(ASKING_AGAIN, invitation.pk, now=now)
    with transaction.atomic():
        for person in _who_is_asked(invitation):
            facts = {"address": invitation.address, "name": invitation.name}
            mail.send(person.email, mail.Kind.INVITATION_ASKED, facts, person, now=now)


def _require_good_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages)) from error


def _by_token(token: str) -> StaffInvitation:
    found = StaffInvitation.objects.with_token(token).select_related("invited_by").first()
    if found is None:
        raise LinkUnknown(
            _("This link doesn’t work. If you were invited more than once, use the link in the latest email.")
        )
    return found


def _require_good(invitation: StaffInvitation, *, now: datetime) -> StaffInvitation:
    state = invitation.state_at(now)
    if state == State.ACCEPTED:
        if now < invitation.expires_at and _has_no_way_in(invitation.person):
            return invitation
        raise LinkUsed(_("This invitation was accepted already. Sign in with your password or passkey."))
    if state == State.WITHDRAWN:
        raise LinkOver(_("This invitation was withdrawn. Ask the person who invited you."), may_ask=False)
    if state == State.EXPIRED:
        raise LinkOver(_("This invitation has expired."), may_ask=True)
    if User.objects.filter(email__iexact=invitation.address, is_guest=False, is_active=True).exists():
        raise _has_account()
    if not _is_still_granted(invitation):
        raise LinkOver(
            _("The person who invited you can no longer do that. Ask an administrator for a new invitation."),
            may_ask=False,
        )
    return invitation


def _has_account() -> LinkUsed:
    return LinkUsed(_("This address has an account already. Sign in with your password or passkey."))


def _has_no_way_in(person: User | None) -> bool:
    """Whether this account was made for a passkey, and nothing was added."""
    if person is None or not person.is_active or person.has_usable_password():
        return False
    return not Authenticator.objects.filter(user=person).exists()


def _is_still_granted(invitation: StaffInvitation) -> bool:
    inviter = invitation.invited_by
    if inviter is None:
        return True
    return inviter.is_active and privileges.may_grant(inviter, grant_of(invitation).privileges)


def _account(invitation: StaffInvitation, name: str, password: str | None) -> User:
    """The new account, the one this invitation made, or the inactive one of its address, with its history."""
    accounts = User.objects.select_for_update().filter(is_guest=False)
    if invitation.person_id is None:
        known = accounts.filter(email__iexact=invitation.address).first()
    else:
        known = accounts.get(pk=invitation.person_id)
    if known is None:
        try:
            with transaction.atomic():
                return User.objects.create_user(invitation.address, password, name=name)
        except IntegrityError as error:
            raise _has_account() from error
    if password is None and Authenticator.objects.filter(user=known).exists():
        raise InvitationImpossible(
            _("Your account has a second factor already. Set a password for it."), field="password"
        )
    known.is_active, known.name = True, name
    known.set_password(password)
    known.save()
    return known


def _who_is_asked(invitation: StaffInvitation) -> Iterable[User]:
    inviter = invitation.invited_by
    if inviter is not None and inviter.is_active and _is_still_granted(invitation):
        return [inviter]
    return User.objects.at_work().filter(is_superuser=True).order_by("pk")[:5]
