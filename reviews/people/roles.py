"""What a person does on each of their desks, in words."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from newsroom.models import Desk, Membership, User
from reviews.models import Stage

Role = Membership.Role
DESCRIPTIONS = MappingProxyType(
    {
        Role.VIEWER: _("You can read every story of the desk."),
        Role.WRITER: _("You can start stories, edit your own and answer queries on them."),
        Role.READER: _("You can read every story of the desk, suggest changes, and ask and answer queries."),
        Role.EDITOR: _(
            "You can edit every story of the desk, assign queries and move stories between stages."
        ),
    }
)


@dataclass(frozen=True)
class DeskRole:
    """A person's part in a desk. ``signs``: the names of the stages they sign off, in order."""

    desk: Desk
    role: str
    description: str
    signs: tuple[str, ...]


def roles_of(person: User) -> list[DeskRole]:
    """The parts of a person, desk by desk. Two statements."""
    signs: dict[int, list[str]] = {}
    stages = Stage.objects.signed_by(person).order_by("desk", "position")
    for desk, name in stages.values_list("desk", "name"):
        signs.setdefault(desk, []).append(name)
    return [
        DeskRole(
            desk=part.desk,
            role=part.get_role_display(),
            description=str(DESCRIPTIONS[Role(part.role)]),
            signs=tuple(signs.get(part.desk_id, ())),
        )
        for part in person.memberships.select_related("desk").order_by("desk__name")
    ]
