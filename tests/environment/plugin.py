"""What the tests stand on, started before Django reads its settings.

A pytest plugin, loaded with ``-p tests.environment.plugin``: that is early enough, a conftest is not. It
gives every process of the run its own data directory, its own real broker and its own database: SQLite unless
``COPYDESK_TEST_DATABASE`` says ``postgresql``.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from newsroom.running.children import Reaper
from tests.environment import broker, database, results

ISOLATED_FROM = (
    *(
        "COPYDESK_ENV",
        "COPYDESK_URL",
        "DATABASE_URL",
        "DATABASE_PATIENCE",
        "REDIS_URL",
        "EMAIL_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
    ),
    *("DEFAULT_FROM_EMAIL", "TIME_ZONE", "LANGUAGE_CODE", "DEBUG", "METRICS_TOKEN"),
    *("INBOUND_ADDRESS", "INBOUND_WEBHOOK", "INBOUND_IMAP_URL", "INBOUND_AUTHSERV_ID"),
    *("SECRET_KEY_FALLBACKS", "MAIL_WINDOW_NEAR_DEADLINE", "NEAR_DEADLINE"),
    *("REMINDERS", "ESCALATIONS", "DIGEST_AT"),
)
REPEATED = "COPYDESK_TEST_REPEATED"
"""Set for a second run on another database: what touches no database need not run again."""
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
DATABASE_MARKERS = ("django_db", "journey", "broker")

IS_XDIST_WORKER = "PYTEST_XDIST_WORKER" in os.environ

reaper = Reaper()
atexit.register(reaper.close)


def _start_run() -> None:
    """Once a run, in the process that collects the results; the others inherit the environment."""
    for name in ISOLATED_FROM:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = "the same in every process of a test run"
    os.environ["COPYDESK_ENV"] = "test"
    os.environ["MAIL_WINDOW"] = "0"  # each act its own mail, at once; the tests of the window set one
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's synchronous API keeps a loop in the thread


def _start_process() -> None:
    """In every process of the run: sockets have short paths, so not under pytest's own directories."""
    var = Path(tempfile.mkdtemp(prefix="cd-", dir="/tmp"))
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    os.environ["COPYDESK_VAR"] = str(var)
    os.environ["REDIS_URL"] = broker.start(var, reaper)
    database.start(reaper)


if not IS_XDIST_WORKER:
    _start_run()
_start_process()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What hostile input leaves in a log may hold what no text can; it must not end the run."""
    report = yield
    report.sections = [(name, _encodable(text)) for name, text in report.sections]
    return report


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def pytest_report_header() -> list[str]:
    return [database.described(), broker.described()]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get(REPEATED):
        once = [item for item in items if not _depends_on_the_database(item)]
        items[:] = [item for item in items if item not in once]
        config.hook.pytest_deselected(items=once)
    # The longest come first, so that no process is left with one of them when the others have ended.
    items.sort(key=lambda item: item.get_closest_marker("broker") is None)
    if reason := database.why_unavailable():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


def _depends_on_the_database(item: pytest.Item) -> bool:
    """Also true of what the first run left out: journeys, and tests with a real worker."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & DATABASE_FIXTURES) or any(
        item.get_closest_marker(name) for name in DATABASE_MARKERS
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    results.write(terminalreporter)
