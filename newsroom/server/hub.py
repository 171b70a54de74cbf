"""One Redis subscription a process, fanned out to the streams that are open in it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable

import redis
import redis.asyncio
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from newsroom.messaging import best_effort, live

logger = logging.getLogger(__name__)

QUEUE_LENGTH = 100
"""Frames that may wait for a reader; one that is further behind is dropped, and asks for everything anew."""

QUIET = 10.0
"""Seconds of silence after which Redis is asked for a sign of life, and has as long again to give it."""

GATHER = 0.03
"""Seconds in which a topic is told of once: what comes meanwhile goes out together, in one piece."""

FIRST_PAUSE = 0.25
LAST_PAUSE = 5.0


def frame(event: dict[str, object]) -> bytes:
    """An event as a stream carries it."""
    return _framed(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())


def _framed(said: bytes) -> bytes:
    return b"data: " + said + b"\n\n"


class Stream:
    """What waits for one open page, as frames. ``topics`` is changed through the hub only."""

    def __init__(self, topics: Iterable[str], *, length: int = QUEUE_LENGTH) -> None:
        self.topics = frozenset(topics)
        self.dropped = asyncio.Event()
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(length)

    def put(self, frame: bytes) -> None:
        try:
            self._waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self.dropped.set()

    async def get(self) -> bytes:
        return await self._waiting.get()


class Hub:
    """Listens to Redis for as long as there are streams. Belongs to one event loop.

    Every stream is told ``{"live": true}`` when events can be relied on from now on, and that whatever came
    before may have been missed; ``{"live": false}`` when they cannot, so that its page asks by itself.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.overheard: Callable[[str], object] | None = None
        """Called with each topic that is told of and that no stream listens to."""
        self._pattern = live.channel("*")
        self._streams: defaultdict[str, set[Stream]] = defaultdict(set)
        self._open: set[Stream] = set()
        self._listening: asyncio.Task[None] | None = None
        self._is_live = False
        self._repeated: asyncio.TimerHandle | None = None
        self._gathered: dict[str, list[bytes]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def open(self, topics: Iterable[str], *, length: int = QUEUE_LENGTH) -> Stream:
        stream = Stream(topics, length=length)
        self._open.add(stream)
        self._enter(stream)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.get_running_loop().create_task(self._listen_for_ever())
        elif self._is_live:
            stream.put(frame({"live": True}))
        return stream

    def narrow(self, stream: Stream, topics: Iterable[str]) -> None:
        """Let a stream hear of these topics only."""
        self._leave(stream)
        stream.topics = frozenset(topics)
        self._enter(stream)

    def close(self, stream: Stream) -> None:
        self._leave(stream)
        self._open.discard(stream)
        if not self._open and self._listening is not None:
            self._listening.cancel()
            self._listening = None
            self._set_live(False)

    def drop_all(self) -> None:
        """Have every page reconnect, to this process or to another."""
        for stream in self._open:
            stream.dropped.set()

    def _enter(self, stream: Stream) -> None:
        for topic in stream.topics:
            self._streams[topic].add(stream)

    def _leave(self, stream: Stream) -> None:
        for topic in stream.topics:
            self._streams[topic].discard(stream)
            if not self._streams[topic]:
                del self._streams[topic]

    async def _listen_for_ever(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
            except (redis.RedisError, OSError, TimeoutError) as error:
                if self._is_live:
                    pause = FIRST_PAUSE
                    logger.warning("Live events stopped (%s): pages poll meanwhile.", error)
                self._set_live(False)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_PAUSE)

    async def _listen(self) -> None:
        # Without retries: a subscription that is silently renewed has missed what came in between.
        client = redis.asyncio.Redis.from_url(
            self._url, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
        )
        async with client, client.pubsub() as subscription:
            await subscription.psubscribe(self._pattern)
            async with asyncio.timeout(QUIET):
                await subscription.get_message(timeout=QUIET)
            self._set_live(True)
            await self._pass_on(subscription)

    async def _pass_on(self, subscription: PubSub) -> None:
        asked_for_life = False
        while True:
            message = await subscription.get_message(timeout=QUIET)
            if message is None:
                if asked_for_life:
                    raise TimeoutError("no sign of life")
                await subscription.ping()
            asked_for_life = message is None
            if message is not None and message["type"] == "pmessage":
                self._deliver(message["channel"], message["data"])

    def _deliver(self, channel: bytes, data: bytes) -> None:
        """Pass an event on: the first of a topic at once, what follows soon after it together."""
        topic = channel.decode().removeprefix(self._pattern.removesuffix("*"))
        if topic not in self._streams:
            if self.overheard is not None:
                self.overheard(topic)
            return
        if (gathered := self._gathered.get(topic)) is not None:
            gathered.append(_framed(data))
            return
        self._put(topic, _framed(data))
        self._gather(topic)

    def _gather(self, topic: str) -> None:
        self._gathered[topic] = []
        asyncio.get_running_loop().call_later(GATHER, self._pass_gathered, topic)

    def _pass_gathered(self, topic: str) -> None:
        if gathered := self._gathered.pop(topic):
            self._put(topic, b"".join(gathered))
            self._gather(topic)

    def _put(self, topic: str, said: bytes) -> None:
        for stream in self._streams.get(topic, ()):
            stream.put(said)

    def _set_live(self, is_live: bool) -> None:
        self._is_live = is_live
        self._wake_streams()
        if self._repeated is not None:
            self._repeated.cancel()
            self._repeated = None
        if is_live:
            # Other processes may hold their events back for a moment longer: look once more after that.
            live.breaker.succeeded()
            loop = asyncio.get_running_loop()
            self._repeated = loop.call_later(best_effort.PAUSE + 1, self._wake_streams)

    def _wake_streams(self) -> None:
        for stream in self._open:
            stream.put(frame({"live": self._is_live}))
