"""Runs of the test suite, each on one database, and what came of them."""

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
NO_TESTS = 5


class EnvironmentBroken(Conflict):
    """The services the tests stand on could not even be looked for."""


@dataclass(frozen=True)
class Services:
    """``found``: what the tests stand on, in a line."""

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

    ``repeated``: an earlier run had the same tests, so those that touch no database are left out.
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

    def go(self) -> Outcome:
        """Run it in the terminal; a run that breaks off counts as one failure at least."""
        with tempfile.TemporaryDirectory(prefix="copydesk-results-") as directory:
            results = Path(directory) / "results.json"
            # What is compiled once need not be compiled again by every process that the tests start.
            kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            environ = {
                **kept,
                "COPYDESK_TEST_DATABASE": self.database.lower(),
                "COPYDESK_TEST_RESULTS": str(results),
                "COPYDESK_TEST_REPEATED": "yes" if self.repeated else "",
            }
            code = subprocess.run(self.command(), cwd=PROJECT, env=environ, check=False).returncode
            told = json.loads(results.read_text()) if results.exists() else {}
        outcome = Outcome(self.database, **told)
        if code not in (0, NO_TESTS) and not outcome.failed:
            return Outcome(self.database, outcome.passed, 1, outcome.skipped)
        return outcome


def services() -> Services:
    """Look for what the tests stand on; a browser that is missing is fetched here.

    Raises :class:`EnvironmentBroken`.
    """
    command = [sys.executable, "-m", "tests.environment"]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise EnvironmentBroken("The test environment could not be inspected: see the reason above.")
    return Services(**json.loads(done.stdout))


@dataclass(frozen=True)
class Wish:
    """What the person at the command line asked for; no paths: everything."""

    paths: Sequence[str] = ()
    keyword: str = ""
    processes: int = 0
    fast: bool = False
    postgresql: bool = False

    def on(self, database: str, markers: str = "", *, repeated: bool = False) -> Run:
        return Run(database, self.paths, markers, self.keyword, self.processes, repeated)


def plan(wish: Wish, *, has_postgresql: bool) -> list[Run]:
    """The runs to make.

    Of everything, what needs a browser or a worker process runs once, on PostgreSQL when there is one.
    Where there is none, its run is made all the same, so that every test it skips is named.
    """
    if wish.fast:
        return [wish.on("SQLite", "not journey")]
    if wish.paths:
        return [wish.on("SQLite"), *([wish.on("PostgreSQL", repeated=True)] if wish.postgresql else [])]
    once = f"not ({NEEDS_SERVICES})"
    if has_postgresql:
        return [wish.on("SQLite", once), wish.on("PostgreSQL", repeated=True)]
    return [wish.on("SQLite"), wish.on("PostgreSQL", once, repeated=True)]
