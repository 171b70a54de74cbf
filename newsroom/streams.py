"""``/events/``: Server-Sent Events, answered before Django.

Inside Django every open stream would hold a thread and a database connection. Here a stream is authenticated
in one short call, waits on the process's hub, and has its right to see checked again every minute.
"""

from __future__ import annotations

import asyncio
import random
import signal
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import connections
from django.http.cookie import parse_cookie
from django.utils import timezone

from articles.access import visible_articles
from articles.models import topic_of
from newsroom.hub import Hub, Stream
from newsroom.signed_in import signed_in

PATH = "/events/"
HEARTBEAT = 20.0
RECHECK = 50.0
"""Seconds, a fifth more or less: nobody keeps hearing for longer than a minute."""
MOST_ARTICLES = 50
MOST_STREAMS = 30
"""Streams that one person may hold in one process."""

CHECKING_THREADS = 2
FAREWELL = 1.0
"""Seconds that a reader who was dropped has to take what is under way."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


@dataclass(frozen=True)
class Right:
    """Who asks, and which of the articles asked for they may see."""

    person: int
    articles: frozenset[int]


def right_to_see(cookies: str, articles: frozenset[int]) -> Right | None:
    """Read the session in the cookies; ``None`` when it is nobody's. Leaves no connection behind."""
    try:
        person = signed_in(parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME), now=timezone.now())
        if person is None:
            return None
        seen = visible_articles(person).filter(pk__in=articles).values_list("pk", flat=True)
        return Right(person.pk, frozenset(seen))
    finally:
        connections.close_all()


class Streams:
    """The application around Django: streams are answered here, everything else is passed on."""

    def __init__(
        self,
        application: Application,
        *,
        hub: Hub | None = None,
        heartbeat: float = HEARTBEAT,
        recheck: float = RECHECK,
    ) -> None:
        self._application = application
        self.hub = hub or Hub(settings.REDIS_URL)
        self._heartbeat, self._recheck = heartbeat, recheck
        self._held: Counter[int] = Counter()
        self._checking = ThreadPoolExecutor(CHECKING_THREADS, thread_name_prefix="streams")
        self._hears_of_the_end = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            await self._answer(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        articles = _articles(scope)
        if scope["method"] != "GET" or not articles:
            return await _refuse(send, 405 if scope["method"] != "GET" else 400)
        cookies = _header(scope, b"cookie")
        right = await self._right(cookies, articles)
        if right is None:
            return await _refuse(send, 401)
        if not right.articles:
            return await _refuse(send, 404)
        if self._held[right.person] >= MOST_STREAMS:
            return await _refuse(send, 429)
        self._hear_of_the_end()
        self._held[right.person] += 1
        stream = self.hub.open(map(topic_of, right.articles))
        try:
            await self._serve(stream, cookies, right, receive, send)
        finally:
            self.hub.close(stream)
            self._held[right.person] -= 1
        return None

    async def _right(self, cookies: str, articles: frozenset[int]) -> Right | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._checking, right_to_see, cookies, articles)

    async def _serve(self, stream: Stream, cookies: str, right: Right, receive: Receive, send: Send) -> None:
        """Until the reader goes away, falls too far behind or loses the right to see."""
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        ends = [
            asyncio.ensure_future(one)
            for one in (
                _gone(receive),
                stream.dropped.wait(),
                self._pump(stream, send),
                self._keep_checking(stream, cookies, right),
            )
        ]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in done:
                end.result()
        finally:
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
        if ends[0] not in done:
            await _end(send)

    async def _pump(self, stream: Stream, send: Send) -> None:
        # Pages that lost their streams together come back a little apart.
        body = b"retry: %d\n\n" % random.randint(500, 2500)  # noqa: S311
        while True:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            try:
                async with asyncio.timeout(self._heartbeat * random.uniform(0.8, 1.2)):  # noqa: S311
                    body = await stream.get()
            except TimeoutError:
                body = b":\n\n"

    async def _keep_checking(self, stream: Stream, cookies: str, right: Right) -> None:
        while True:
            await asyncio.sleep(self._recheck * random.uniform(0.8, 1.2))  # noqa: S311
            now = await self._right(cookies, right.articles)
            if now is None or now.person != right.person or not now.articles:
                return
            if now != right:
                right = now
                self.hub.narrow(stream, map(topic_of, right.articles))

    def _hear_of_the_end(self) -> None:
        """Uvicorn waits for open streams when it is to stop, and tells nobody: hear of it as it does."""
        if self._hears_of_the_end or threading.current_thread() is not threading.main_thread():
            return
        self._hears_of_the_end = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def end(number: int, at: FrameType | None, before: Any = before) -> None:
                loop.call_soon_threadsafe(self.hub.drop_all)
                if callable(before):
                    before(number, at)

            signal.signal(number, end)


def _articles(scope: Message) -> frozenset[int]:
    """The numbers in ``?article=12&article=15``; anything else is nothing to listen to."""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("article", [])
    numbers = [text for text in given if text.isascii() and text.isdigit() and len(text) < 19]
    return frozenset(map(int, numbers[:MOST_ARTICLES]))


def _header(scope: Message, name: bytes) -> str:
    return "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _end(send: Send) -> None:
    try:
        async with asyncio.timeout(FAREWELL):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    except TimeoutError:
        return  # a reader that takes nothing is cut off by the server
