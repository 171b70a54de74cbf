"""Start a PostgreSQL and a broker of our own, measure, and write BENCHMARKS.md, or chapters of it."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import tempfile
from pathlib import Path

from newsroom.running.children import Reaper
from tests.environment import broker, postgres

ROOT = Path(__file__).resolve().parents[2]


def start_services() -> tuple[str, broker.Restartable]:
    """Point the application at throw-away services; returns what the database is, and the broker."""
    reaper = Reaper()
    atexit.register(reaper.close)
    var = Path(tempfile.mkdtemp(prefix="cdb-", dir="/tmp"))
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    found = postgres.find()
    if isinstance(found, str):
        url, described = found, "the PostgreSQL of TEST_DATABASE_URL"
    else:
        server = postgres.Server(found, reaper, settings=postgres.DURABLE)
        atexit.register(server.stop)
        url, described = server.url, f"PostgreSQL {found.version}"
    own_broker = broker.Restartable(var / "broker")
    reaper.watch(own_broker.process.pid)
    os.environ |= {
        "COPYDESK_VAR": str(var),
        "COPYDESK_ENV": "bench",
        "ALLOWED_HOSTS": "testserver",
        "SECRET_KEY": "the same in every process of this run",
        "DATABASE_URL": url,
        "REDIS_URL": own_broker.url,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    return described, own_broker


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench")
    parser.add_argument(
        "--only", choices=("ratios", "lists"), action="append", help="write these chapters anew"
    )
    parser.add_argument("--stories", type=int, default=100_000, help="of the largest newsroom of the lists")
    return parser.parse_args()


def main() -> None:
    options = asked()
    described, own_broker = start_services()
    import django  # the settings are read only now

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.benchmarks import lists, months, page, ratios, report, scenes, together, versions

    sizes = sorted({min(10_000, options.stories), options.stories})
    target = ROOT / "BENCHMARKS.md"
    room = scenes.Newsroom()
    if options.only:
        for name in options.only:
            chapter = ratios.section(room) if name == "ratios" else lists.section(sizes)
            target.write_text(report.with_chapter(target.read_text("utf-8"), chapter), encoding="utf-8")
            print(f"Written in BENCHMARKS.md: {name}")
        own_broker.stop()
        return
    figures = scenes.measure_all(room, own_broker)
    long_work, log = months.section(room)
    figures += long_work
    chapters = [ratios.section(room), log, together.section(room), page.section(room), versions.section()]
    chapters.insert(1, lists.section(sizes))
    written = report.page(figures, chapters, database=described)
    target.write_text(written, encoding="utf-8")
    print("Written: BENCHMARKS.md")
    own_broker.stop()


if __name__ == "__main__":
    main()
