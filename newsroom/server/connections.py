"""Connections to the web process: how many there are, and how long each may take over what it says.

Uvicorn waits for ever for the head of a request, for its body and for a reader that takes nothing, and holds
as many connections as come. Here each of these has a bound, and when there are too many connections, one that
asks for nothing makes room for the one that comes.
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
"""For the head of a request, from when the connection or the head begins."""
LINGER_SECONDS = 5.0
"""For the rest of a body that was answered before it was read: whoever sends it is to read the answer."""
READER_SECONDS = 30.0
"""For a reader to take something of an answer that waits for it."""
MOST_CONNECTIONS = 2000
MOST_OF_ONE = 500
"""Connections from one address that is no proxy of ours: a newsroom behind one address fits in."""
FILES_BESIDE = 200
"""Files that the process needs open for other things."""

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
TOO_MANY = TOO_SLOW.replace(b"408 Request Timeout", b"503 Service Unavailable\r\nretry-after: 5")


@dataclass
class _Held:
    """The connections of one server: ``idle`` has those that wait for a head, the longest waiting first."""

    most: int
    idle: dict[Connection, None] = field(default_factory=dict)
    of_one: Counter[str] = field(default_factory=Counter)


class Connection(H11Protocol):
    """One connection, closed when it takes too long over anything."""

    _deadline: asyncio.TimerHandle | None = None
    _reader_deadline: asyncio.TimerHandle | None = None
    _peer = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._held = _held_by(self.server_state)
        peer = self.client[0] if self.client else ""
        if not self._make_room(peer):
            transport.write(TOO_MANY)
            transport.close()
            return
        self._peer = peer
        self._held.of_one[peer] += 1
        self._watch()

    def _make_room(self, peer: str) -> bool:
        """Whether there is room for this one, if need be by closing one that asks for nothing."""
        held = self._held
        if held.of_one[peer] >= MOST_OF_ONE and not is_proxy(self.app, peer):
            return False
        if len(self.connections) <= held.most:
            return True
        for idle in held.idle:
            idle.transport.abort()
            held.idle.pop(idle)
            return True
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._held.idle.pop(self, None)
        if self._peer:
            self._held.of_one[self._peer] -= 1
            if not self._held.of_one[self._peer]:
                del self._held.of_one[self._peer]
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
        """Bound what is waited for now: a head, or the rest of a body that nobody reads."""
        waits_for_head = self.conn.their_state is h11.IDLE
        nobody_reads = self.conn.their_state is h11.SEND_BODY and _is_answered(self.cycle)
        if self.transport.is_closing() or not (waits_for_head or nobody_reads):
            self._held.idle.pop(self, None)
            if self._deadline:
                self._deadline.cancel()
                self._deadline = None
            return
        if waits_for_head:
            self._held.idle.setdefault(self)
        if self._deadline is None:
            seconds = HEAD_SECONDS if waits_for_head else LINGER_SECONDS
            self._deadline = self.loop.call_later(seconds, self._cut_off)

    def _cut_off(self) -> None:
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


def _held_by(state: ServerState) -> _Held:
    """What is known of all connections of a server is kept where the server keeps them."""
    held = vars(state).setdefault("held", None)
    if held is None:
        held = vars(state)["held"] = _Held(most=min(MOST_CONNECTIONS, files_allowed() - FILES_BESIDE))
    return held


def files_allowed() -> int:
    """Files this process may have open; as many as it may allow itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES_BESIDE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft


def is_proxy(application: Any, peer: str) -> bool:
    """Whether the peer's word on its clients is believed: its connections are many people's."""
    while application is not None and not isinstance(application, ProxyHeadersMiddleware):
        application = getattr(application, "app", None)
    return application is not None and peer in application.trusted_hosts
