"""The kernel's rows: people and desks."""

from newsroom.models.immutable import Immutable, ImmutableError, ImmutableQuerySet
from newsroom.models.people import Desk, Membership, User
from newsroom.models.renewing import renew

__all__ = ["Desk", "Immutable", "ImmutableError", "ImmutableQuerySet", "Membership", "User", "renew"]
