"""Who can sign in: people of the house. A guest comes by a link, whatever password they might have, and
the demo's people, whose password everybody knows, are shut out of production."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from newsroom.models import User


class Accounts(ModelBackend):
    """Django's own check, which also ends the sessions of whoever may no longer sign in."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        may = super().user_can_authenticate(user)
        return may and not (isinstance(user, User) and (user.is_guest or user.is_shut_out))
