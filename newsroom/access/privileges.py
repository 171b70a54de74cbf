"""The privileges of a person, and the one rule about them.

Nobody grants a privilege they do not have, and nobody edits an account that has more than they have. Whoever
edits an account can sign in with it, so it counts with all its privileges: permissions, groups, and the role
on each desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom.errors import NotAllowed
from newsroom.models import Membership, User

Privilege = tuple[str | int, ...]
"""Such as ``("permission", 12)``, ``("group", 3)``, ``("role", 5, "editor")`` and ``("staff",)``."""

Role = Membership.Role
_INCLUDED = {
    Role.EDITOR: (Role.EDITOR, Role.READER, Role.WRITER, Role.VIEWER),
    Role.READER: (Role.READER, Role.VIEWER),
    Role.WRITER: (Role.WRITER, Role.VIEWER),
    Role.VIEWER: (Role.VIEWER,),
}
"""A role → the roles it includes, itself among them."""


class BeyondTheirOwn(NotAllowed):
    """Somebody would grant a privilege they do not have, or edit an account that has more than they have."""


@dataclass(frozen=True)
class Privileges:
    """``is_everything`` is true for superusers: it covers all privileges, and nothing else covers it."""

    held: frozenset[Privilege] = frozenset()
    is_everything: bool = False

    def covers(self, other: Privileges) -> bool:
        return self.is_everything or (not other.is_everything and other.held <= self.held)


def privileges_of(person: User | AnonymousUser) -> Privileges:
    """All privileges of an account, active or not. Three statements, once for each object."""
    if not isinstance(person, User):
        return Privileges()
    known: Privileges | None = person.__dict__.get("_privileges")
    if known is None:
        known = person.__dict__["_privileges"] = _read(person)
    return known


def _read(person: User) -> Privileges:
    if person.is_superuser or person.pk is None:
        return Privileges(is_everything=person.is_superuser)
    groups = list(person.groups.values_list("pk", flat=True))
    permissions = Permission.objects.filter(Q(user=person) | Q(group__in=groups)).values_list("pk", flat=True)
    held: set[Privilege] = {("group", pk) for pk in groups} | {("permission", pk) for pk in permissions}
    for desk, role in person.memberships.values_list("desk", "role"):
        held |= of_role(desk, role).held
    if person.is_staff:
        held.add(("staff",))
    if person.is_guest:
        held.add(("guest", person.pk))  # nobody else has the invitations of a guest
    return Privileges(frozenset(held))


def of_role(desk: int, role: str) -> Privileges:
    """The privileges of a role on a desk."""
    return Privileges(frozenset(("role", desk, str(one)) for one in _INCLUDED[Role(role)]))


def of_groups(groups: Iterable[Group]) -> Privileges:
    """The privileges of members of these groups."""
    held: set[Privilege] = set()
    for group in groups:
        held.add(("group", group.pk))
        held |= {("permission", pk) for pk in group.permissions.values_list("pk", flat=True)}
    return Privileges(frozenset(held))


def may_grant(actor: User | AnonymousUser, granted: Privileges) -> bool:
    return privileges_of(actor).covers(granted)


def may_edit_person(actor: User | AnonymousUser, person: User) -> bool:
    """Whether ``actor`` may change this account, and so come to act with it."""
    return privileges_of(actor).covers(privileges_of(person))


def require_grant(actor: User | AnonymousUser, granted: Privileges) -> None:
    """Raises :class:`BeyondTheirOwn`."""
    if not may_grant(actor, granted):
        raise BeyondTheirOwn(_("You can only grant permissions, groups and roles that you have yourself."))


def require_edit(actor: User | AnonymousUser, person: User) -> None:
    """Raises :class:`BeyondTheirOwn`."""
    if not may_edit_person(actor, person):
        raise BeyondTheirOwn(
            _("%(person)s has rights that you don’t have, so a superuser has to change this account.")
            % {"person": person}
        )
