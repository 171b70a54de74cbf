"""Connections to the web process: bounds on their number, and on the time they take.

Uvicorn waits for ever for the head of a request, for its body and for a client that reads nothing, and
accepts any number of connections. Here each of these has a bound. When there are too many connections, an
idle one is closed for the new one.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import h11
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

HEAD_SECONDS = 10.0
"""Within this time the head of a request has to arrive, from the start of the connection or of the head."""
LINGER_SECONDS = 5.0
"""The rest of a body may arrive for this long after its response, so that the client reads the response."""
READER_SECONDS = 30.0
"""Within this time a client has to read some of a response that waits for it."""
MOST_CONNECTIONS = 2000
MOST_PER_ADDRESS = 500
"""The limit for an address that is no proxy of ours. A whole newsroom behind one address fits in."""
OTHER_FILES = 200
"""Open files that the process needs beside its connections."""

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
TOO_MANY = TOO_SLOW.replace(b"408 Request Timeout", b"503 Service Unavailable\r\nretry-after: 5")


@dataclass
class _Registry:
    """The connections of one server. ``idle`` has those that wait for a head, the oldest first."""

    limit: int
    idle: dict[Connection, None] = field(default_factory=dict)
    per_address: Counter[str] = field(default_factory=Counter)


class Connection(H11Protocol):
    """One connection. It is closed when it takes too long over anything."""

    _deadline: asyncio.TimerHandle | None = None
    _reader_deadline: asyncio.TimerHandle | None = None
    _peer = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._registry = _registry_of(self.server_state)
        peer = self.client[0] if self.client else ""
        if not self._make_room(peer):
            transport.write(TOO_MANY)
            transport.close()
            return
        self._peer = peer
        self._registry.per_address[peer] += 1
        self._watch()

    def _make_room(self, peer: str) -> bool:
        """Whether there is room for this connection. If need be an idle one is closed."""
        registry = self._registry
        if registry.per_address[peer] >= MOST_PER_ADDRESS and not is_proxy(self.app, peer):
            return False
        if len(self.connections) <= registry.limit:
            return True
        for idle in registry.idle:
            idle.transport.abort()
            registry.idle.pop(idle)
            return True
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._registry.idle.pop(self, None)
        if self._peer:
            self._registry.per_address[self._peer] -= 1
            if not self._registry.per_address[self._peer]:
                del self._registry.per_address[self._peer]
        for timer in (self._deadline, self._reader_deadline):
            if timer:
                timer.cancel()
        self._deadline = self._reader_deadline = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def _watch(self) -> None:
        """Set the deadline for the head, or for the rest of a body that nobody reads."""
        waits_for_head = self.conn.their_state is h11.IDLE
        nobody_reads = self.conn.their_state is h11.SEND_BODY and _is_answered(self.cycle)
        if self.transport.is_closing() or not (waits_for_head or nobody_reads):
            self._registry.idle.pop(self, None)
            if self._deadline:
                self._deadline.cancel()
                self._deadline = None
            return
        if waits_for_head:
            self._registry.idle.setdefault(self)
        if self._deadline is None:
            seconds = HEAD_SECONDS if waits_for_head else LINGER_SECONDS
            self._deadline = self.loop.call_later(seconds, self._time_out)

    def _time_out(self) -> None:
        self._deadline = None
        if self.conn.their_state is not h11.IDLE:
            self.transport.abort()
            return
        if self.conn.trailing_data[0]:
            self.transport.write(TOO_SLOW)
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader_deadline = self.loop.call_later(READER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reader_deadline:
            self._reader_deadline.cancel()
            self._reader_deadline = None


def _is_answered(cycle: RequestResponseCycle | None) -> bool:
    return cycle is not None and cycle.response_complete


def _registry_of(state: ServerState) -> _Registry:
    """The registry of a server. It is stored in uvicorn's state, which has the connections, too."""
    registry = vars(state).setdefault("registry", None)
    if registry is None:
        registry = vars(state)["registry"] = _Registry(
            limit=min(MOST_CONNECTIONS, files_allowed() - OTHER_FILES)
        )
    return registry


def files_allowed() -> int:
    """Raise this process's limit of open files as far as needed and allowed. Returns the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft


def is_proxy(application: Any, peer: str) -> bool:
    """Whether the peer is a trusted proxy, whose connections belong to many people."""
    while application is not None and not isinstance(application, ProxyHeadersMiddleware):
        application = getattr(application, "app", None)
    return application is not None and peer in application.trusted_hosts
