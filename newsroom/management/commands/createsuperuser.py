"""Make an administrator, as Django does."""

from __future__ import annotations

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    """An address is unique among accounts, which Django cannot tell from the field."""

    username_is_unique = True
