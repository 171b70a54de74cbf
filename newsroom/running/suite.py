"""Runs of the test suite, each on one database, and their outcomes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsroom.errors import Conflict
from newsroom.running.children import PROJECT

NEEDS_SERVICES = "journey or broker"
NO_TESTS_COLLECTED = 5
"""pytest's exit code."""


class EnvironmentBroken(Conflict):
    """The program that looks for the services that the tests need has failed."""


@dataclass(frozen=True)
class Services:
    """``found``: the services that the tests use, on one line."""

    found: str
    postgresql: bool


@dataclass(frozen=True)
class Outcome:
    """``skipped``: test → reason."""

    database: str
    passed: int = 0
    failed: int = 0
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One call of pytest on one database.

    ``repeated``: an earlier run had the same tests, so this one leaves out those that touch no database.
    """

    database: str
    paths: Sequence[str] = ()
    markers: str = ""
    keyword: str = ""
    processes: int = 0
    repeated: bool = False

    def command(self) -> list[str]:
        options = ["-q", "--tb", "short", "--durations", "10"]
        if self.markers:
            options += ["-m", self.markers]
        if self.keyword:
            options += ["-k", self.keyword]
        if self.processes:
            options += ["--numprocesses", str(self.processes), "--dist", "worksteal"]
        return [sys.executable, "-m", "pytest", *options, *self.paths]

    def execute(self) -> Outcome:
        """Run pytest in the terminal. A run that breaks off counts as at least one failure."""
        with tempfile.TemporaryDirectory(prefix="copydesk-results-") as directory:
            results_file = Path(directory) / "results.json"
            # Every process that the tests start uses the bytecode that the first one compiled.
            inherited = {
                name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
            }
            environ = {
                **inherited,
                "COPYDESK_TEST_DATABASE": self.database.lower(),
                "COPYDESK_TEST_RESULTS": str(results_file),
                "COPYDESK_TEST_REPEATED": "yes" if self.repeated else "",
            }
            code = subprocess.run(self.command(), cwd=PROJECT, env=environ, check=False).returncode
            results = json.loads(results_file.read_text()) if results_file.exists() else {}
        outcome = Outcome(self.database, **results)
        if code not in (0, NO_TESTS_COLLECTED) and not outcome.failed:
            return Outcome(self.database, outcome.passed, 1, outcome.skipped)
        return outcome


def services() -> Services:
    """Look for the services that the tests use, and download a browser when none is installed.

    Raises :class:`EnvironmentBroken`.
    """
    command = [sys.executable, "-m", "tests.environment"]
    completed = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if completed.returncode:
        raise EnvironmentBroken("The test environment could not be inspected: see the reason above.")
    return Services(**json.loads(completed.stdout))


@dataclass(frozen=True)
class Selection:
    """The tests that the command line selects. Without paths these are all."""

    paths: Sequence[str] = ()
    keyword: str = ""
    processes: int = 0
    fast: bool = False
    postgresql: bool = False

    def run_on(self, database: str, markers: str = "", *, repeated: bool = False) -> Run:
        return Run(database, self.paths, markers, self.keyword, self.processes, repeated)


def plan(selection: Selection, *, has_postgresql: bool) -> list[Run]:
    """The runs to make.

    When all tests are selected, those that need a browser or a worker process run once: on PostgreSQL if
    there is one. Without PostgreSQL its run still takes place, so that it names every test it skips.
    """
    if selection.fast:
        return [selection.run_on("SQLite", "not journey")]
    if selection.paths:
        return [
            selection.run_on("SQLite"),
            *([selection.run_on("PostgreSQL", repeated=True)] if selection.postgresql else []),
        ]
    without_services = f"not ({NEEDS_SERVICES})"
    if has_postgresql:
        return [selection.run_on("SQLite", without_services), selection.run_on("PostgreSQL", repeated=True)]
    return [selection.run_on("SQLite"), selection.run_on("PostgreSQL", without_services, repeated=True)]
