"""Measure, and write BENCHMARKS.md."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings

from newsroom.command import ActCommand


class Command(ActCommand):
    opens_database = False
    help = "Measure the acts of a working day on a PostgreSQL of its own, and write BENCHMARKS.md."
    requires_system_checks: list[str] = []

    def act(self, **options: Any) -> int:
        return subprocess.call([sys.executable, "-m", "tests.benchmarks"], cwd=settings.BASE_DIR)
