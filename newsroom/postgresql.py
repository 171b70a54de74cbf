"""Connections to PostgreSQL on which nobody waits for a server that does not answer any more.

A server that is frozen or cut off sends nothing, and its own timeouts do not run out: a statement would wait
for ever. So while an answer is missing the server is asked, on another connection, whether it is there; one
that is may take as long as its own timeouts let it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import PGconn, Ping
from psycopg.rows import TupleRow

Outcome = TypeVar("Outcome")

why_unconnected = ""
"""What the last attempt to connect failed of: a pool only says that nothing came of it."""
SILENCE = 1.0
"""Seconds without an answer after which the server is asked whether it is there."""
STATEMENT = 4
"""Times as long as for a lock they wait for a statement that waits for none."""
SET_TIMEOUTS = "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)"


def watched(patience: float | None) -> type[psycopg.Connection[TupleRow]]:
    """A class of connections. With a person waiting: how many seconds they wait for a lock."""

    class Watched(psycopg.Connection[TupleRow]):
        @classmethod
        def connect(cls, conninfo: str = "", **kwargs: Any) -> Any:
            global why_unconnected
            try:
                connection = super().connect(conninfo, **kwargs)
            except psycopg.Error as error:
                why_unconnected = str(error).splitlines()[0]
                raise
            if patience is not None:
                limits = [f"{patience * 1000:.0f}", f"{STATEMENT * patience * 1000:.0f}"]
                connection.execute(SET_TIMEOUTS, limits)
            return connection

        def wait(self, gen: PQGen[Outcome], *args: Any, **kwargs: Any) -> Outcome:
            return super().wait(_watching(gen, self._require_server), *args, **kwargs)

        def _require_server(self) -> None:
            if not answers(self.info.dsn, password=self.info.password):
                self.pgconn.finish()
                raise psycopg.OperationalError("the server does not answer any more")

    return Watched


def answers(dsn: str, *, password: str = "") -> bool:
    """Whether there is a server that takes connections, as it says within two seconds."""
    asked = psycopg.conninfo.make_conninfo(dsn, password=password, connect_timeout=2)
    return PGconn.ping(asked.encode()) == Ping.OK


def _watching(gen: PQGen[Outcome], require_server: Callable[[], None]) -> Generator[Any, Any, Outcome]:
    """What ``gen`` does; each time nothing came for a while ``require_server`` is called, which may raise."""
    ask_at = monotonic() + SILENCE
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and monotonic() > ask_at:
                require_server()
                ask_at = monotonic() + SILENCE
            wanted = gen.send(ready)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
