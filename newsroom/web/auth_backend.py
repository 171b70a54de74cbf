"""Who can sign in: the staff. A guest uses a link, even if they have a password, and the demo accounts, whose
password is public, cannot sign in to production."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from newsroom.limiting import limits
from newsroom.limiting.limits import Limit, TooManyAttempts
from newsroom.models import User
from newsroom.security.log import note
from newsroom.security.models import SecurityEvent

GUESSES_AT_AN_ACCOUNT = Limit("sign-in-here", 10, timedelta(minutes=15))
"""By one client for one address, so that a stranger elsewhere cannot lock people out of their accounts."""
GUESSES_OF_A_CLIENT = Limit("sign-in-client", 50, timedelta(minutes=15))
"""For any addresses. Successful sign-ins do not count, because a whole newsroom may be one client."""
GUESSES_FROM_ANYWHERE = Limit("sign-in-account", 100, timedelta(hours=1))
"""For one address, by any number of clients."""


def may_sign_in(person: User) -> bool:
    """Whether this is an account in use, by whatever means its person signs in."""
    return person.is_active and not person.is_guest and not person.is_shut_out


class Accounts(ModelBackend):
    """Django's own check, with limits on guessing. It also ends sessions of people who may not sign in now.

    The answer, and the time it takes, are the same whether the account exists or not.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **other: Any,
    ) -> User | None:
        """Count an attempt, then check the password, so that concurrent guesses all count.

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
        try:
            for limit, subject in counted:
                limits.use(limit, *subject, now=timezone.now())
        except TooManyAttempts:
            note(SecurityEvent.Kind.THROTTLED, request=request, address=address)
            raise
        person = super().authenticate(request, username, password, **other)
        if person is not None:
            for limit, subject in counted:
                limits.give_back(limit, *subject)
        return person

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return super().user_can_authenticate(user) and (not isinstance(user, User) or may_sign_in(user))
