"""Measure, and write BENCHMARKS.md."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from newsroom.command import ActCommand


class Command(ActCommand):
    opens_database = False
    help = "Measure the acts of a working day on a PostgreSQL of its own, and write BENCHMARKS.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only",
            choices=("ratios", "lists"),
            action="append",
            default=[],
            help="write these chapters anew",
        )
        parser.add_argument(
            "--stories", type=int, default=100_000, help="how many the largest newsroom of the lists has"
        )

    def act(self, **options: Any) -> int:
        chapters = [word for name in options["only"] for word in ("--only", name)]
        command = [sys.executable, "-m", "tests.benchmarks", *chapters, "--stories", str(options["stories"])]
        return subprocess.call(command, cwd=settings.BASE_DIR)
