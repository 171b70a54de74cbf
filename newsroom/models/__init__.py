"""The kernel's models: the newsroom, its people and desks, and mails about accounts."""

from newsroom.models.accounts import AccountMail
from newsroom.models.immutable import CannotBeChanged, Immutable, ImmutableQuerySet
from newsroom.models.leased import Leased
from newsroom.models.newsroom import Newsroom
from newsroom.models.people import Alias, Desk, Membership, User
from newsroom.models.renewing import renew
from newsroom.models.staff_invitations import InvitedRole, StaffInvitation

__all__ = [
    "AccountMail",
    "Alias",
    "CannotBeChanged",
    "Desk",
    "Immutable",
    "ImmutableQuerySet",
    "InvitedRole",
    "Leased",
    "Membership",
    "Newsroom",
    "StaffInvitation",
    "User",
    "renew",
]
