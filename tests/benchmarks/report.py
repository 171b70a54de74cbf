"""BENCHMARKS.md, written from the figures of one run."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

import django

from tests.benchmarks import notes
from tests.benchmarks.measuring import Figure

HEAD = """# Benchmarks

Written by `python3 manage.py bench`; do not edit by hand. With `--only` it writes single chapters anew, which
then say how busy the machine was. Server time of real requests through the
whole application (middleware, templates, database, outbox), in one process with one client, on
{database} with commits that wait for the disk. Machine: {cores} cores, {system}, Python {python},
Django {django}. Machines differ and drift, shared ones by a factor of two within the hour: read each figure
against the first line, which does next to nothing.

| what | median | slowest tenth above | aim | SQL statements | runs |
|---|---:|---:|---:|---:|---:|
"""


def page(figures: Sequence[Figure], chapters: Sequence[str], *, database: str) -> str:
    head = HEAD.format(
        database=database,
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        django=django.get_version(),
    )
    rows = "".join(_row(figure) for figure in figures)
    return "\n".join([head + rows, _growth(figures), *chapters, notes.section()])


def with_chapter(written: str, chapter: str) -> str:
    """The report with this chapter in place of its former one, or behind all others."""
    heading = chapter.partition("\n")[0]
    before, found, former = written.partition(f"{heading}\n")
    if not found:
        return f"{written.rstrip()}\n\n{chapter.rstrip()}\n"
    _own, next_one, rest = former.partition("\n## ")
    return f"{before}{chapter.rstrip()}\n" + (f"\n## {rest}" if next_one else "")


def _row(figure: Figure) -> str:
    aim = f"{figure.aim:.0f} ms" if figure.aim else ""
    statements = figure.statements if figure.statements is not None else ""
    return (
        f"| {figure.what} | {figure.median:.1f} ms | {figure.slowest_tenth:.1f} ms "
        f"| {aim} | {statements} | {figure.runs} |\n"
    )


def _growth(figures: Sequence[Figure]) -> str:
    by_name = {figure.what: figure.median for figure in figures}
    opened = [median for name, median in by_name.items() if name.startswith("Open an article")]
    imported = [median for name, median in by_name.items() if name.startswith("Import")]
    return (
        f"Twice the queries on the page cost {opened[1] / opened[0]:.2f} times as much; "
        f"twice the words to import cost {imported[1] / imported[0]:.2f} times as much.\n"
    )
