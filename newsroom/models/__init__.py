"""The kernel's rows: people and desks."""

from newsroom.models.immutable import Immutable, ImmutableError, ImmutableQuerySet
from newsroom.models.people import Desk, Membership, User

__all__ = ["Desk", "Immutable", "ImmutableError", "ImmutableQuerySet", "Membership", "User"]
