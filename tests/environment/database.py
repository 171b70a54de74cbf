"""The database a run is made on, and its address for programs started by tests."""

from __future__ import annotations

import atexit
import os
from typing import Any
from urllib.parse import quote, urlencode

from newsroom.running.children import Reaper
from tests.environment import postgres

WANTED = "COPYDESK_TEST_DATABASE"
WHICH = "COPYDESK_TEST_DATABASE_IS"
UNAVAILABLE = "COPYDESK_TEST_DATABASE_UNAVAILABLE"

own: postgres.Server | None = None
"""The PostgreSQL of this process alone, which its tests may restart: nobody else's rows are in it."""


def start(reaper: Reaper) -> None:
    """Point this process's Django at the database asked for; what came of it is left in the environment."""
    global own
    if os.environ.get(WANTED, "sqlite") == "sqlite":
        os.environ[WHICH] = "SQLite"
        return
    try:
        found = postgres.find()
    except postgres.Unavailable as error:
        os.environ[UNAVAILABLE] = str(error)
        return
    if isinstance(found, str):
        url, described = found, "PostgreSQL of TEST_DATABASE_URL"
    else:
        own = postgres.Server(found, reaper)
        atexit.register(own.stop)
        url, described = own.url, found.described
    os.environ["DATABASE_URL"] = url
    os.environ[WHICH] = described


def described() -> str:
    return f"database: {os.environ.get(WHICH) or why_unavailable()}"


def why_unavailable() -> str:
    """Why the database asked for is not to be had, or nothing."""
    return os.environ.get(UNAVAILABLE, "")


def url(settings: dict[str, Any]) -> str:
    """``DATABASE_URL`` of a connection's settings, for a process that is to see the same rows."""
    if settings["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{settings['NAME']}"
    options = {key: value for key, value in settings["OPTIONS"].items() if isinstance(value, str)}
    account = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        account += ":" + quote(settings["PASSWORD"], safe="")
    host = f"{settings['HOST']}:{settings['PORT']}" if settings["PORT"] else settings["HOST"]
    return f"postgresql://{account}@{host}/{settings['NAME']}?{urlencode(options)}"
