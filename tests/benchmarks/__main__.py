"""Start a PostgreSQL and a broker of our own, measure, and write BENCHMARKS.md."""

from __future__ import annotations

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


def main() -> None:
    described, own_broker = start_services()
    import django  # the settings are read only now

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.benchmarks import months, page, ratios, report, scenes, together, versions

    room = scenes.Newsroom()
    figures = scenes.measure_all(room, own_broker)
    long_work, log = months.section(room)
    figures += long_work
    chapters = [ratios.section(room), log, together.section(room), page.section(room), versions.section()]
    written = report.page(figures, chapters, database=described)
    (ROOT / "BENCHMARKS.md").write_text(written, encoding="utf-8")
    print("Written: BENCHMARKS.md")
    own_broker.stop()


if __name__ == "__main__":
    main()
