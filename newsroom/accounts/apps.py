"""django-allauth's list of a person's sessions, without its receivers.

They read every session of a person, one by one, at each sign-in. Here :mod:`newsroom.accounts.browsers`
writes the rows.
"""

from __future__ import annotations

from importlib import import_module

from allauth.usersessions.apps import UserSessionsConfig


class SignedInBrowsers(UserSessionsConfig):
    def ready(self) -> None:
        for module in ("browsers", "credentials.watching", "recent"):
            import_module(f"newsroom.accounts.{module}")  # connects to signals, and reads models
