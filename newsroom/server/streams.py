"""``/events/``: Server-Sent Events, answered before Django.

Inside Django every open stream would hold a thread and a database connection. Here a stream is authenticated
in one short call, and waits on the hub of the process. The rights of all open streams are read together every
few seconds, and at once when an event says that somebody's rights have changed.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import random
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.http.cookie import parse_cookie
from django.utils import timezone

from articles.access import role_on, visible_articles, visible_desks
from articles.models import Article, topic_of, topic_of_desk
from newsroom.access import changes
from newsroom.messaging import live
from newsroom.models import Desk, User
from newsroom.outages import Unavailable, outage
from newsroom.server.hub import Hub, Stream
from newsroom.server.protocol import Application, Message, Receive, Send
from newsroom.server.session_auth import signed_in, still_signed_in

logger = logging.getLogger(__name__)

PATH = "/events/"
HEARTBEAT_SECONDS = 20.0
RECHECK_SECONDS = 4.0
"""A tenth more or less. Even when the event about a change is lost, rights end within five seconds."""
RIGHTS_SPACING_SECONDS = 0.1
"""The least time between two reads of everybody's rights, however often they change."""
MOST_ARTICLES = 50
MOST_STREAMS = 30
"""Open streams of one person in one process."""

CHECKING_THREADS = 2
LAST_EVENT_SECONDS = 1.0
"""A client that is disconnected has this time to read what is being sent."""


HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


@dataclass(frozen=True)
class Right:
    """A person, which of the requested articles they may see, and the desks of their lists if asked for."""

    person: int
    articles: frozenset[int]
    desks: frozenset[int] | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to listen to, now or once the person comes to a desk."""
        return not self.articles and self.desks is None

    @property
    def topics(self) -> list[str]:
        """Of what everybody is told there, and of what only this person is."""
        articles = [topic_of(article) for article in self.articles]
        own = [live.topic_for(topic, self.person) for topic in articles]
        return [*articles, *own, *map(topic_of_desk, self.desks or ())]


@dataclass(eq=False)
class OpenStream:
    """An open stream, its session, and its rights. ``ended`` is set when the person may see nothing more."""

    session: str
    right: Right
    stream: Stream
    ended: asyncio.Event


def right_to_see(session: str, articles: frozenset[int], *, lists: bool = False) -> Right | None:
    """The rights of a session's person, with ``lists`` on the desks they see, too; ``None`` when it is
    nobody's. Closes its database connection.

    Raises :class:`~newsroom.outages.Unavailable`.
    """
    try:
        person = signed_in(session, now=timezone.now())
        if person is None:
            return None
        seen = visible_articles(person).filter(pk__in=articles).values_list("pk", flat=True)
        desks = visible_desks(person).values_list("pk", flat=True) if lists else None
        return Right(person.pk, frozenset(seen), None if desks is None else frozenset(desks))
    except Exception as error:
        if unavailable := outage(error):
            raise unavailable from error
        raise
    finally:
        connections.close_all()


def rights_now(asked: Sequence[tuple[str, Right]]) -> list[Right | None]:
    """The present rights of many sessions, each with its rights so far. Five statements, however many."""
    try:
        people = still_signed_in({session for session, _right in asked}, now=timezone.now())
        wanted = frozenset[int]().union(*(right.articles for _session, right in asked))
        desk_of = dict(Article.objects.filter(pk__in=wanted).values_list("pk", "desk")) if wanted else {}
        has_lists = any(right.desks is not None for _session, right in asked)
        desks = list(Desk.objects.values_list("pk", flat=True)) if has_lists else []
        found: list[Right | None] = []
        for session, right in asked:
            person = people.get(session)
            if person is None or person.pk != right.person:
                found.append(None)
                continue
            seen = frozenset(pk for pk in right.articles if pk in desk_of and _sees(person, desk_of[pk]))
            lists = None if right.desks is None else frozenset(pk for pk in desks if _sees(person, pk))
            found.append(Right(person.pk, seen, lists))
        return found
    finally:
        connections.close_all()


def _sees(person: User, desk: int) -> bool:
    return role_on(person, desk) is not None


class Streams:
    """The application around Django. It answers streams, and passes everything else on."""

    def __init__(
        self,
        application: Application,
        *,
        hub: Hub | None = None,
        heartbeat: float = HEARTBEAT_SECONDS,
        recheck: float = RECHECK_SECONDS,
    ) -> None:
        self._application = application
        self.hub = hub or Hub(settings.REDIS_URL)
        self.hub.on_unrouted = self._on_unrouted
        self._heartbeat, self._recheck = heartbeat, recheck
        self._open: set[OpenStream] = set()
        self._watching: asyncio.Task[None] | None = None
        self._recheck_now: asyncio.Event | None = None
        self._count_by_person: Counter[int] = Counter()
        self._checking = ThreadPoolExecutor(CHECKING_THREADS, thread_name_prefix="streams")
        self._catches_shutdown = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            await self._answer(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        articles, lists = _wanted(scope)
        if scope["method"] != "GET" or not (articles or lists):
            return await _refuse(send, 405 if scope["method"] != "GET" else 400)
        session = parse_cookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME) or ""
        try:
            right = await self._right(session, articles, lists)
        except Unavailable as unavailable:
            return await _refuse(send, unavailable.status, retry_after=unavailable.fault.value)
        if right is None:
            return await _refuse(send, 401)
        if right.is_nothing:
            return await _refuse(send, 404)
        if self._count_by_person[right.person] >= MOST_STREAMS:
            return await _refuse(send, 429)
        self._catch_shutdown()
        self._count_by_person[right.person] += 1
        stream = self.hub.open(right.topics)
        one = OpenStream(session, right, stream, asyncio.Event())
        self._open.add(one)
        self._watch()
        try:
            await self._serve(one, receive, send)
        finally:
            self._open.discard(one)
            if not self._open and self._watching:
                self._watching.cancel()
            self.hub.close(stream)
            self._count_by_person[right.person] -= 1
        return None

    async def _right(self, session: str, articles: frozenset[int], lists: bool) -> Right | None:
        read = functools.partial(right_to_see, session, articles, lists=lists)
        return await asyncio.get_running_loop().run_in_executor(self._checking, read)

    async def _serve(self, one: OpenStream, receive: Receive, send: Send) -> None:
        """Send events until the client disconnects, falls too far behind, or loses its rights."""
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        ends = [
            asyncio.ensure_future(end)
            for end in (
                _disconnected(receive),
                one.stream.dropped.wait(),
                self._pump(one.stream, send),
                one.ended.wait(),
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
        # Pages that lost their streams together reconnect at different times.
        body = b"retry: %d\n\n" % random.randint(500, 2500)  # noqa: S311
        while True:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            try:
                async with asyncio.timeout(self._heartbeat * random.uniform(0.8, 1.2)):  # noqa: S311
                    body = await stream.get()
            except TimeoutError:
                body = b":\n\n"

    def _watch(self) -> None:
        """Start checking everybody's rights when the first stream opens."""
        if len(self._open) == 1:
            self._recheck_now = asyncio.Event()
            self._watching = asyncio.get_running_loop().create_task(self._keep_checking(self._recheck_now))

    def _on_unrouted(self, topic: str) -> None:
        """Check at once when the rights of somebody changed who has a stream here."""
        person = topic.removeprefix(changes.PREFIX)
        if (
            self._recheck_now
            and person != topic
            and person.isdecimal()
            and self._count_by_person[int(person)] > 0
        ):
            self._recheck_now.set()

    async def _keep_checking(self, recheck_now: asyncio.Event) -> None:
        while self._open:
            try:
                async with asyncio.timeout(self._recheck * random.uniform(0.9, 1.1)):  # noqa: S311
                    await recheck_now.wait()
            except TimeoutError:
                pass
            recheck_now.clear()
            await self._check()
            await asyncio.sleep(RIGHTS_SPACING_SECONDS)

    async def _check(self) -> None:
        """End the streams of those who may see nothing any more, and change those of who may see others."""
        opened = list(self._open)
        asked = [(one.session, one.right) for one in opened]
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._checking, rights_now, asked)
        except (DatabaseError, InterfaceError) as error:
            # While the database is away no rights change, and no event is written.
            logger.warning("Permissions of live pages could not be checked (%s).", error)
            return
        for one, right in zip(opened, found, strict=True):
            if right is None or right.is_nothing:
                one.ended.set()
            elif right != one.right:
                one.right = right
                self.hub.listen_to(one.stream, right.topics)

    def _catch_shutdown(self) -> None:
        """Drop the streams on a signal to stop: uvicorn waits for them, and does not tell the application."""
        if self._catches_shutdown or threading.current_thread() is not threading.main_thread():
            return
        self._catches_shutdown = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def end(number: int, at: FrameType | None, before: Any = before) -> None:
                loop.call_soon_threadsafe(self.hub.drop_all)
                if callable(before):
                    before(number, at)

            signal.signal(number, end)


def _wanted(scope: Message) -> tuple[frozenset[int], bool]:
    """The numbers in ``?article=12&article=15``, and whether there is ``lists=mine``. The rest is ignored."""
    given = parse_qs(scope["query_string"].decode("latin-1"))
    numbers = [
        text for text in given.get("article", []) if text.isascii() and text.isdigit() and len(text) < 19
    ]
    return frozenset(map(int, numbers[:MOST_ARTICLES])), given.get("lists") == ["mine"]


def _header(scope: Message, name: bytes) -> str:
    return "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int, *, retry_after: int = 0) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _end(send: Send) -> None:
    try:
        async with asyncio.timeout(LAST_EVENT_SECONDS):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    except TimeoutError:
        return  # a reader that takes nothing is cut off by the server
