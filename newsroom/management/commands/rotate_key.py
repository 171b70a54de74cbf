"""``manage.py rotate_key``: a new secret key for an installation that keeps its own."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom import configuration


class Command(BaseCommand):
    help = (
        "Make a new secret key in the data directory and keep the earlier ones as fallbacks: existing "
        "sessions, links and addresses still work. Restart Copydesk afterwards."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get("SECRET_KEY"):
            raise CommandError(
                "The secret key comes from SECRET_KEY: set a new one there, and put the old one first in "
                "SECRET_KEY_FALLBACKS."
            )
        configuration.rotate_key(settings.VAR)
        self.stdout.write("New secret key made. Restart Copydesk to use it; everyone stays signed in.")
