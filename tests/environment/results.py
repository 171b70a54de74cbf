"""What came of a run, for the command that sums up several."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

WHERE = "COPYDESK_TEST_RESULTS"


def write(reporter: pytest.TerminalReporter) -> None:
    """Write counts, and every skipped test with its reason, to the file named in the environment."""
    if not (where := os.environ.get(WHERE)):
        return
    stats = reporter.stats
    skipped = {report.nodeid: _reason(report) for report in stats.get("skipped", [])}
    outcome = {
        "passed": len(stats.get("passed", [])) + len(stats.get("xfailed", [])),
        "failed": len({report.nodeid for kind in ("failed", "error") for report in stats.get(kind, [])}),
        "skipped": skipped,
    }
    Path(where).write_text(json.dumps(outcome))


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)
