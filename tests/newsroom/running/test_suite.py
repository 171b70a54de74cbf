"""What a run of the suite is told to do, and what it reports."""

import json
import os
import subprocess
import sys

import pytest

from newsroom.running import checks, suite
from newsroom.running.children import PROJECT
from newsroom.running.suite import Selection


def runs(selection, *, has_postgresql=True):
    return [(run.database, run.markers) for run in suite.plan(selection, has_postgresql=has_postgresql)]


def test_everything_runs_on_both_and_the_slow_parts_once():
    once = "not (journey or broker)"
    assert runs(Selection()) == [("SQLite", once), ("PostgreSQL", "")]
    assert runs(Selection(), has_postgresql=False) == [("SQLite", ""), ("PostgreSQL", once)]


def test_paths_run_on_sqlite_and_on_request_on_postgresql():
    assert runs(Selection(paths=["tests/newsroom"])) == [("SQLite", "")]
    assert runs(Selection(paths=["tests/newsroom"], postgresql=True)) == [("SQLite", ""), ("PostgreSQL", "")]


def test_fast_leaves_browser_and_postgresql_out():
    assert runs(Selection(fast=True)) == [("SQLite", "not journey")]


@pytest.fixture
def outcome(tmp_path):
    """The results of a real run over a small file of tests, on the database given."""

    def run(code, **environ):
        file = tmp_path / "test_small.py"
        file.write_text(code)
        results = tmp_path / "results.json"
        command = [sys.executable, "-m", "pytest", "-q", "-c", str(PROJECT / "pyproject.toml"), str(file)]
        report = {"COPYDESK_TEST_RESULTS": str(results), **environ}
        bare = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COPYDESK_"))
        }
        subprocess.run(command, cwd=PROJECT, env={**bare, **report}, capture_output=True)
        return json.loads(results.read_text())

    return run


MIXED = """
import pytest

def test_good(): pass

def test_bad(): assert False

@pytest.fixture
def broken(): raise RuntimeError

def test_broken(broken): pass

@pytest.mark.skip(reason="no such thing here")
def test_skipped(): pass

@pytest.mark.xfail
def test_known(): assert False
"""


def test_results_count_and_name_what_was_skipped(outcome):
    report = outcome(MIXED)
    assert (report["passed"], report["failed"]) == (2, 2)
    ((name, reason),) = report["skipped"].items()
    assert name.endswith("::test_skipped")
    assert reason == "no such thing here"


def test_a_database_that_cannot_be_had_skips_every_test_by_name(outcome):
    report = outcome(
        "def test_one(): pass\ndef test_two(): pass\n",
        COPYDESK_TEST_DATABASE="postgresql",
        TEST_DATABASE_URL="none",
    )
    assert report["passed"] == 0
    assert len(report["skipped"]) == 2
    assert all("no PostgreSQL" in reason for reason in report["skipped"].values())


def test_a_check_that_fails_tells_its_findings():
    def fails():
        checks.execute([sys.executable, "-c", "print('line 3 is wrong'); raise SystemExit(1)"])

    verdicts = {
        verdict.name: verdict for verdict in checks.run([checks.Check("a", fails), checks.Check("b", print)])
    }
    assert not verdicts["a"].passed
    assert verdicts["a"].findings == "line 3 is wrong"
    assert verdicts["b"].passed


def test_ci_runs_exactly_the_one_command():
    script = (PROJECT / ".ci" / "run").read_text()
    assert script.splitlines()[-1] == "exec python3 manage.py test"
    assert os.access(PROJECT / ".ci" / "run", os.X_OK)
