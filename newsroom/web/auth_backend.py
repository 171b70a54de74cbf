"""Who can sign in: people of the house. A guest comes by a link, whatever password they might have, and
the demo's people, whose password everybody knows, are shut out of production."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from newsroom.limiting import limits
from newsroom.limiting.limits import Limit
from newsroom.models import User

GUESSES_AT_AN_ACCOUNT = Limit("sign-in-here", 10, timedelta(minutes=15))
"""Of one client at one address, so that nobody is locked out of their own account by somebody elsewhere."""
GUESSES_OF_A_CLIENT = Limit("sign-in-client", 50, timedelta(minutes=15))
"""At whatever addresses; sign-ins that succeed do not count, as a whole house may be one client."""
GUESSES_FROM_ANYWHERE = Limit("sign-in-account", 100, timedelta(hours=1))
"""At one address, from however many clients."""


class Accounts(ModelBackend):
    """Django's own check, with limits to guessing. It also ends the sessions of who may no longer sign in.

    What is said, and how long it takes, is the same whether there is such an account or not.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **other: Any,
    ) -> User | None:
        """Each attempt is counted before the password is looked at, so that guesses at one time all count.

        Raises :class:`~newsroom.limiting.limits.TooManyAttempts`.
        """
        if username is None or password is None:
            return None
        client = request.META.get("REMOTE_ADDR", "") if request is not None else ""
        address = username.strip().lower()
        counted = (
            (GUESSES_OF_A_CLIENT, (client,)),
            (GUESSES_AT_AN_ACCOUNT, (client, address)),
            (GUESSES_FROM_ANYWHERE, (address,)),
        )
        for limit, subject in counted:
            limits.use(limit, *subject, now=timezone.now())
        person = super().authenticate(request, username, password, **other)
        if person is not None:
            for limit, subject in counted:
                limits.give_back(limit, *subject)
        return person

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        may = super().user_can_authenticate(user)
        return may and not (isinstance(user, User) and (user.is_guest or user.is_shut_out))
