"""What an invitation promises, and giving it to an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from newsroom.access import privileges
from newsroom.access.privileges import Privileges
from newsroom.errors import DomainError
from newsroom.models import Desk, Membership, StaffInvitation, User


class InvitationImpossible(DomainError):
    """Nobody can be invited like this. ``field``: the field of a form that it is about, or empty."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Grant:
    """What an invitation promises."""

    roles: Sequence[tuple[Desk, str]] = ()
    groups: Sequence[Group] = ()
    is_administrator: bool = False

    @property
    def privileges(self) -> Privileges:
        held = privileges.of_groups(self.groups).held
        for desk, role in self.roles:
            held |= privileges.of_role(desk.pk, role).held
        return Privileges(held, is_everything=self.is_administrator)

    def phrases(self) -> list[str]:
        """One sentence part for each role, group and right, in the order in which they are read."""
        roles = [
            _("%(role)s, %(desk)s") % {"role": Membership.Role(role).label, "desk": desk}
            for desk, role in self.roles
        ]
        groups = [_("sign-off: %(group)s") % {"group": group} for group in self.groups]
        return [*roles, *groups, *([_("administrator")] if self.is_administrator else [])]


def grant_of(invitation: StaffInvitation) -> Grant:
    """What it promises, from its rows."""
    roles = [(one.desk, one.role) for one in invitation.roles.select_related("desk")]
    return Grant(roles, list(invitation.groups.all()), invitation.is_administrator)


def add(person: User, grant: Grant, *, by: User | None) -> None:
    """Give an account what an invitation promises. A role that it has on a desk is left to its own page.

    Raises :class:`InvitationImpossible` when it has another role there and ``by`` may not edit the account.
    """
    held = dict(person.memberships.values_list("desk_id", "role"))
    for desk, role in grant.roles:
        if held.get(desk.pk, role) != role:
            _require_change(person, desk, held[desk.pk], by=by)
        if held.get(desk.pk) != role:
            Membership.objects.update_or_create(user=person, desk=desk, defaults={"role": role})
    person.groups.add(*grant.groups)
    if grant.is_administrator and not person.is_superuser:
        person.is_staff = person.is_superuser = True
        person.save(update_fields=["is_staff", "is_superuser"])
    for known in ("desk_roles", "group_ids", "_privileges"):
        person.__dict__.pop(known, None)


def _require_change(person: User, desk: Desk, role: str, *, by: User | None) -> None:
    if by is not None and not privileges.may_edit_person(by, person):
        raise InvitationImpossible(
            _("%(person)s is %(role)s on %(desk)s already.")
            % {"person": person, "role": Membership.Role(role).label, "desk": desk},
            field="roles",
        )
