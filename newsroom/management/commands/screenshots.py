"""Take the README's pictures anew."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from newsroom.command import ActCommand


class Command(ActCommand):
    opens_database = False
    help = "Take the pictures in docs/pictures from the demo newsroom, in a real browser."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="names of the pictures; all if left out")
        parser.add_argument(
            "--every-page",
            metavar="FOLDER",
            help="every page instead, at all widths, into this folder",
        )

    def act(self, **options: Any) -> int:
        wanted = ["--every-page", options["every_page"]] if options["every_page"] else options["names"]
        command = [sys.executable, "-m", "tests.screenshots", *wanted]
        return subprocess.call(command, cwd=settings.BASE_DIR)
