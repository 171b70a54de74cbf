"""``manage.py rotate_key``: a new secret key for an installation that keeps its own."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom import configuration


class Command(BaseCommand):
    help = (
        "Make a new secret key in the data directory and keep the earlier ones behind it: sessions, links "
        "and addresses that were made with them still hold. Restart Copydesk afterwards."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get("SECRET_KEY"):
            raise CommandError(
                "The secret key comes from SECRET_KEY: put a new one there, and the one before first in "
                "SECRET_KEY_FALLBACKS."
            )
        configuration.rotate_key(settings.VAR)
        self.stdout.write("There is a new secret key. Restart Copydesk to use it; nobody is signed out.")
