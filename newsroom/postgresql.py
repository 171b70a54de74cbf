"""Connections to PostgreSQL that give up on a server that no longer answers.

A frozen or disconnected server sends nothing, and its own timeouts do not run out, so a statement would wait
for ever. While a response is missing, these connections ping the server on another connection. A server that
answers the ping may take as long as its own timeouts allow.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import ConnStatus, PGconn, Ping
from psycopg.rows import TupleRow

Outcome = TypeVar("Outcome")

last_connection_error = ""
"""Why the last attempt to connect failed. The pool does not report the reason."""
SILENCE_SECONDS = 1.0
"""After this time without a response the server is pinged."""
STATEMENT_FACTOR = 4
"""The statement timeout is this many lock timeouts."""
SET_LIMITS = """
    SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false),
        set_config('jit', 'off', false)
"""
"""No statement of a page runs for as long as PostgreSQL takes to compile it (``jit``): among 100,000 stories
that took 1.7 seconds for what needs somebody."""


class Silent(psycopg.OperationalError):
    """The server neither answers nor closes the connection."""


def watched_connection(lock_seconds: float | None) -> type[psycopg.Connection[TupleRow]]:
    """A connection class. ``lock_seconds`` is the lock timeout for web requests, ``None`` for no timeout."""

    class Watched(psycopg.Connection[TupleRow]):
        @classmethod
        def connect(cls, conninfo: str = "", **kwargs: Any) -> Any:
            global last_connection_error
            try:
                connection = super().connect(conninfo, **kwargs)
            except psycopg.Error as error:
                last_connection_error = str(error).splitlines()[0]
                raise
            if lock_seconds is not None:
                limits = [f"{lock_seconds * 1000:.0f}", f"{STATEMENT_FACTOR * lock_seconds * 1000:.0f}"]
                connection.execute(SET_LIMITS, limits)
            return connection

        def wait(self, gen: PQGen[Outcome], *args: Any, **kwargs: Any) -> Outcome:
            try:
                return super().wait(_watching(gen, self._require_server), *args, **kwargs)
            except psycopg.OperationalError as error:
                if self.pgconn.status != ConnStatus.OK and not isinstance(error, Silent):
                    self._replace_lost_connections()
                raise

        def _require_server(self) -> None:
            if not answers(self.info.dsn, password=self.info.password):
                self.pgconn.finish()
                raise Silent("the server does not answer any more")

        def _replace_lost_connections(self) -> None:
            """Have the pool replace all that the server closed with this one.

            It would find them one by one, with a pause after each that grows, and a request would give up.
            """
            if pool := getattr(self, "_pool", None):
                pool.check()

    return Watched


def answers(dsn: str, *, password: str = "") -> bool:
    """Whether a server says within two seconds that it accepts connections."""
    conninfo = psycopg.conninfo.make_conninfo(dsn, password=password, connect_timeout=2)
    return PGconn.ping(conninfo.encode()) == Ping.OK


def _watching(gen: PQGen[Outcome], require_server: Callable[[], None]) -> Generator[Any, Any, Outcome]:
    """Run ``gen``, and call ``require_server``, which may raise, whenever no data came for a while."""
    ask_at = monotonic() + SILENCE_SECONDS
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and monotonic() > ask_at:
                require_server()
                ask_at = monotonic() + SILENCE_SECONDS
            wanted = gen.send(ready)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
