"""``manage.py test``: every check there is, or the tests under some paths."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from newsroom.command import ActCommand
from newsroom.running import checks, suite


class Command(ActCommand):
    help = (
        "Checks the code, then runs the suite on SQLite and again on a real PostgreSQL. "
        "With paths, only runs the tests there, on SQLite."
    )
    opens_database = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="files, folders or file::test")
        parser.add_argument("-k", dest="keyword", default="", help="only tests whose names match")
        parser.add_argument("-n", dest="processes", type=int, help="processes to share the tests among")
        parser.add_argument("--fast", action="store_true", help="no browser, and SQLite only")
        parser.add_argument("--no-static", action="store_true", help="only run the tests")
        parser.add_argument("--postgres", action="store_true", help="also run the given paths on PostgreSQL")

    def act(self, **options: Any) -> int:
        paths: list[str] = options["paths"]
        processes: int | None = options["processes"]
        selection = suite.Selection(
            paths=paths,
            keyword=options["keyword"],
            processes=processes if processes is not None else (0 if paths else 2),
            fast=options["fast"],
            postgresql=options["postgres"],
        )
        found = suite.services()
        self.report(f"Found: {found.found}.")
        results = [] if paths or options["no_static"] else self.run_checks()
        outcomes = []
        for run in suite.plan(selection, has_postgresql=found.postgresql):
            self.report(f"\nTests on {run.database}")
            outcomes.append(run.execute())
        return self.summarize(results, outcomes)

    def run_checks(self) -> list[checks.CheckResult]:
        self.report("\nChecks")
        results = []
        for result in checks.run(checks.all_checks()):
            self.report(f"  {'ok    ' if result.passed else 'FAILED'} {result.name} ({result.seconds:.0f} s)")
            if not result.passed:
                self.report(result.findings)
            results.append(result)
        return results

    def summarize(self, results: list[checks.CheckResult], outcomes: list[suite.Outcome]) -> int:
        """Name what was skipped and what failed; the exit code."""
        skipped = [
            f"  {test} on {outcome.database}: {reason}"
            for outcome in outcomes
            for test, reason in outcome.skipped.items()
        ]
        if skipped:
            self.report("\n".join(["", f"SKIPPED, {len(skipped)} in all:", *skipped]))
        broken = [result.name for result in results if not result.passed]
        if broken:
            self.report(f"\nFAILED CHECKS: {', '.join(broken)}")
        failed = sum(outcome.failed for outcome in outcomes) + len(broken)
        passed = sum(outcome.passed for outcome in outcomes) + len(results) - len(broken)
        self.report(f"\n{passed} passed, {failed} failed, {len(skipped)} skipped")
        return 1 if failed else 0

    def report(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
