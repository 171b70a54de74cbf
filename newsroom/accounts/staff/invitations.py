"""Inviting people to the staff: by whom, to what, and what comes of it.

Nobody grants more than they have, when they invite and still when the invitation is accepted. A link works
once; the row holds only the digest of its token. A guest may have the same address: guests are other rows,
and stay.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.access import privileges
from newsroom.accounts import mail
from newsroom.accounts.staff.grants import Grant, InvitationImpossible, add, grant_of
from newsroom.errors import Conflict, NotAllowed, NotFound
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit
from newsroom.models import InvitedRole, Membership, StaffInvitation, User
from newsroom.models.people import LONGEST_ADDRESS
from newsroom.models.staff_invitations import digest_of
from newsroom.security import log as security

LIFETIME = timedelta(days=7)
NAME_LENGTH = 120
INVITATIONS_BY = Limit("staff-invitations-by", 100, timedelta(hours=1))
INVITATIONS_TO = Limit("staff-invitations-to", 10, timedelta(days=1))
"""To one address, by everybody together: nobody is to be pestered by us."""
Kind = mail.Kind


@dataclass(frozen=True)
class Invited:
    """What came of it: an invitation, or the account of that address, which has its new roles at once."""

    invitation: StaffInvitation | None = None
    person: User | None = None


# --- who may


def may_invite(actor: User | AnonymousUser) -> bool:
    """Administrators, and editors of a desk for what they have themselves."""
    if not isinstance(actor, User) or not actor.is_active or actor.is_guest:
        return False
    return actor.is_superuser or Membership.Role.EDITOR in actor.desk_roles.values()


def visible_to(actor: User | AnonymousUser) -> QuerySet[StaffInvitation]:
    """The invitations that a person sees, the latest first: administrators all, editors those to their desks.

    With roles, groups and whoever invited: three statements, however many.
    """
    if not isinstance(actor, User) or not may_invite(actor):
        return StaffInvitation.objects.none()
    found = StaffInvitation.objects.select_related("invited_by", "mail")
    found = found.prefetch_related("roles__desk", "groups")
    if actor.is_superuser:
        return found
    edited = [desk for desk, role in actor.desk_roles.items() if role == Membership.Role.EDITOR]
    return found.filter(roles__desk__in=edited).distinct()


def find(actor: User | AnonymousUser, pk: int) -> StaffInvitation:
    """An invitation that this person sees. Raises :class:`~newsroom.errors.NotFound`."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such invitation."))
    return found


# --- inviting


def invite(*, by: User | None, address: str, name: str = "", grant: Grant, now: datetime) -> Invited:
    """Invite somebody, who is mailed a link. ``by`` is ``None`` at the command line and while setting up.

    An account of that address that is active gets its roles at once, and a mail that says so. Whoever was
    invited before is invited anew, to what this invitation says: the earlier link ends. Raises
    :class:`InvitationImpossible`, :class:`~newsroom.errors.NotAllowed` and
    :class:`~newsroom.limiting.limits.TooManyAttempts`.
    """
    if by is not None:
        _require_grant(by, grant)
        limits.use(INVITATIONS_BY, by.pk, now=now)
    address, name = _clean_address(address), clean_name(name)
    if not grant.roles and not grant.is_administrator and not (by is None or by.is_superuser):
        raise InvitationImpossible(_("Choose a role on at least one desk."), field="roles")
    limits.use(INVITATIONS_TO, address.lower(), now=now)
    with transaction.atomic():
        account = User.objects.select_for_update().filter(email__iexact=address, is_guest=False).first()
        if account is not None and account.is_active:
            add(account, grant, by=by)
            facts = {"by": _name_of(by), "roles": grant.phrases()}
            mail.send(account.email, Kind.ROLES_ADDED, facts, account, now=now)
            return Invited(person=account)
        if account is not None and by is not None:
            privileges.require_edit(by, account)
        return Invited(invitation=_write(by, address, name, grant, now=now))


def send_again(invitation: StaffInvitation, *, by: User, now: datetime) -> None:
    """Mail a new link, good for another week; the earlier one ends. Raises what :func:`invite` raises."""
    _require_grant(by, grant_of(invitation))
    limits.use(INVITATIONS_BY, by.pk, now=now)
    limits.use(INVITATIONS_TO, invitation.address.lower(), now=now)
    with transaction.atomic():
        row = _locked(invitation)
        _require_open(row)
        row.invited_by = by
        _send(row, by=by, now=now)


def withdraw(invitation: StaffInvitation, *, by: User, now: datetime) -> None:
    """End it: its link works no more. Raises :class:`~newsroom.errors.NotAllowed` and
    :class:`~newsroom.errors.Conflict`."""
    _require_grant(by, grant_of(invitation))
    with transaction.atomic():
        row = _locked(invitation)
        if row.withdrawn_at is None:
            _require_open(row)
            row.withdrawn_at = now
            row.save(update_fields=["withdrawn_at"])
            _record(row, what="withdrawn", now=now)
    invitation.withdrawn_at = row.withdrawn_at


def withdraw_all_by(inviter: User, *, now: datetime) -> int:
    """End what somebody who leaves has invited others to. Returns how many there were."""
    return StaffInvitation.objects.open().filter(invited_by=inviter).update(withdrawn_at=now)


# --- parts of these


def _require_grant(by: User, grant: Grant) -> None:
    if not may_invite(by):
        raise NotAllowed(_("Only desk editors and administrators can invite people."))
    privileges.require_grant(by, grant.privileges)


def _require_open(row: StaffInvitation) -> None:
    if row.accepted_at is not None:
        raise Conflict(_("%(person)s has accepted already.") % {"person": row})
    if row.withdrawn_at is not None:
        raise Conflict(_("This invitation was withdrawn. Invite %(person)s again.") % {"person": row})


def _locked(invitation: StaffInvitation) -> StaffInvitation:
    return StaffInvitation.objects.select_for_update().get(pk=invitation.pk)


def _clean_address(address: str) -> str:
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        sentence = _("“%(address)s” is not an email address.") % {"address": address}
        raise InvitationImpossible(sentence, field="address") from error
    if len(address) > LONGEST_ADDRESS:
        raise InvitationImpossible(_("This email address is too long."), field="address")
    return User.objects.normalize_email(address)


def clean_name(name: str) -> str:
    """The name without stray spaces. Raises :class:`~newsroom.accounts.staff.grants.InvitationImpossible`."""
    name = " ".join(name.replace("\x00", "").split())
    if len(name) > NAME_LENGTH:
        raise InvitationImpossible(_("This name is too long."), field="name")
    return name


def _write(by: User | None, address: str, name: str, grant: Grant, *, now: datetime) -> StaffInvitation:
    StaffInvitation.objects.open().filter(address__iexact=address).update(withdrawn_at=now)
    row = StaffInvitation(
        address=address,
        name=name,
        is_administrator=grant.is_administrator,
        invited_by=by,
        created_at=now,
        expires_at=now + LIFETIME,
        token_digest=digest_of(secrets.token_urlsafe()),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("%(address)s was just invited by someone else.") % {"address": address}) from error
    InvitedRole.objects.bulk_create(
        InvitedRole(invitation=row, desk=desk, role=role) for desk, role in grant.roles
    )
    row.groups.set(grant.groups)
    _send(row, by=by, now=now)
    return row


def _send(row: StaffInvitation, *, by: User | None, now: datetime) -> None:
    """A new token, and the mail with it. Only the mail has it, until it is sent."""
    token = secrets.token_urlsafe(32)
    row.token_digest, row.expires_at = digest_of(token), now + LIFETIME
    roles = grant_of(row).phrases()
    link = settings.COPYDESK_URL + reverse("accept_invitation", args=[token])
    facts = {"link": link, "by": _name_of(by), "roles": roles}
    row.mail = mail.send(row.address, Kind.INVITATION, facts, good_until=row.expires_at, now=now)
    row.save()
    _record(row, what="invited", added=", ".join(roles), now=now)


def _record(row: StaffInvitation, *, what: str, added: str = "", now: datetime) -> None:
    security.record(security.Kind.INVITATION, address=row.address, what=what, added=added, now=now)


def _name_of(by: User | None) -> str:
    return str(by) if by is not None else _("An administrator")
