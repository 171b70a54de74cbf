"""A chapter that was measured anew takes the place of the former one."""

from __future__ import annotations

from tests.benchmarks.report import with_chapter

REPORT = "# Benchmarks\n\nFigures.\n\n## One\n\nold\n\n## Two\n\nkept\n"


def test_it_stands_where_the_former_one_stood():
    assert with_chapter(REPORT, "## One\n\nnew\n") == REPORT.replace("old", "new")
    assert with_chapter(REPORT, "## Two\n\nnew\n") == REPORT.replace("kept", "new")


def test_a_chapter_that_was_not_there_comes_last():
    assert with_chapter(REPORT, "## Three\n\nnew\n") == f"{REPORT}\n## Three\n\nnew\n"
