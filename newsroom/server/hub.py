"""One Redis subscription for each process, fanned out to the open streams of the process."""

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

from articles.models import topic_of_desk
from newsroom.messaging import best_effort, live

logger = logging.getLogger(__name__)

DESKS = topic_of_desk(0).removesuffix("0")
"""What the topics of desks begin with."""

QUEUE_LENGTH = 100
"""Frames that may wait for a page. One that is further behind is disconnected, and fetches all anew."""

SILENCE_SECONDS = 10.0
"""After this silence Redis is pinged, and has as long again to answer."""

GATHER_SECONDS = 0.03
"""Events of a topic that come within this time of one another are sent together."""

GATHER_LISTS_SECONDS = 1.0
"""The same for the lists of a desk: a page reads its list once a second at most."""

FIRST_PAUSE_SECONDS = 0.25
LAST_PAUSE_SECONDS = 5.0


def frame(event: dict[str, object]) -> bytes:
    """An event in the format of Server-Sent Events."""
    return _framed(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())


def _framed(data: bytes) -> bytes:
    return b"data: " + data + b"\n\n"


class Stream:
    """The queue of frames for one open page. Only the hub changes ``topics``."""

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
    """Listens to Redis while there are streams. Belongs to one event loop.

    Every stream gets ``{"live": true}`` when events are reliable from now on and earlier ones may be missing,
    and ``{"live": false}`` when they are not, so that its page polls.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.on_unrouted: Callable[[str], object] | None = None
        """Called with the topic of each event that no stream listens to."""
        self._pattern = live.channel("*")
        self._streams: defaultdict[str, set[Stream]] = defaultdict(set)
        self._open: set[Stream] = set()
        self._listening: asyncio.Task[None] | None = None
        self._is_live = False
        self._repeat_timer: asyncio.TimerHandle | None = None
        self._gathered: dict[str, dict[bytes, None]] = {}
        """Of each topic what waits to be sent together, in its order; of equal events the last one."""

    def __len__(self) -> int:
        return len(self._open)

    def open(self, topics: Iterable[str], *, length: int = QUEUE_LENGTH) -> Stream:
        stream = Stream(topics, length=length)
        self._open.add(stream)
        self._subscribe(stream)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.get_running_loop().create_task(self._keep_listening())
        elif self._is_live:
            stream.put(frame({"live": True}))
        return stream

    def listen_to(self, stream: Stream, topics: Iterable[str]) -> None:
        """Have a stream listen to these topics instead of those so far."""
        self._unsubscribe(stream)
        stream.topics = frozenset(topics)
        self._subscribe(stream)

    def close(self, stream: Stream) -> None:
        self._unsubscribe(stream)
        self._open.discard(stream)
        if not self._open and self._listening is not None:
            self._listening.cancel()
            self._listening = None
            self._set_live(False)

    def drop_all(self) -> None:
        """Have every page reconnect, to this process or to another."""
        for stream in self._open:
            stream.dropped.set()

    def _subscribe(self, stream: Stream) -> None:
        for topic in stream.topics:
            self._streams[topic].add(stream)

    def _unsubscribe(self, stream: Stream) -> None:
        for topic in stream.topics:
            self._streams[topic].discard(stream)
            if not self._streams[topic]:
                del self._streams[topic]

    async def _keep_listening(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._listen()
            except (redis.RedisError, OSError, TimeoutError) as error:
                if self._is_live:
                    pause = FIRST_PAUSE_SECONDS
                    logger.warning("Live events stopped (%s): pages poll meanwhile.", error)
                self._set_live(False)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_PAUSE_SECONDS)

    async def _listen(self) -> None:
        # Without retries: a silently renewed subscription would have missed events.
        client = redis.asyncio.Redis.from_url(
            self._url, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
        )
        async with client, client.pubsub() as subscription:
            await subscription.psubscribe(self._pattern)
            async with asyncio.timeout(SILENCE_SECONDS):
                await subscription.get_message(timeout=SILENCE_SECONDS)
            self._set_live(True)
            await self._forward(subscription)

    async def _forward(self, subscription: PubSub) -> None:
        has_pinged = False
        while True:
            message = await subscription.get_message(timeout=SILENCE_SECONDS)
            if message is None:
                if has_pinged:
                    raise TimeoutError("no sign of life")
                await subscription.ping()
            has_pinged = message is None
            if message is not None and message["type"] == "pmessage":
                self._deliver(message["channel"], message["data"])

    def _deliver(self, channel: bytes, data: bytes) -> None:
        """Forward an event: the first of a topic at once, those that follow it soon together."""
        topic = channel.decode().removeprefix(self._pattern.removesuffix("*"))
        if topic not in self._streams:
            if self.on_unrouted is not None:
                self.on_unrouted(topic)
            return
        if (gathered := self._gathered.get(topic)) is not None:
            gathered.pop(_framed(data), None)
            gathered[_framed(data)] = None
            return
        self._put(topic, _framed(data))
        self._gather(topic)

    def _gather(self, topic: str) -> None:
        self._gathered[topic] = {}
        seconds = GATHER_LISTS_SECONDS if topic.startswith(DESKS) else GATHER_SECONDS
        asyncio.get_running_loop().call_later(seconds, self._forward_gathered, topic)

    def _forward_gathered(self, topic: str) -> None:
        if gathered := self._gathered.pop(topic):
            self._put(topic, b"".join(gathered))
            self._gather(topic)

    def _put(self, topic: str, frames: bytes) -> None:
        for stream in self._streams.get(topic, ()):
            stream.put(frames)

    def _set_live(self, is_live: bool) -> None:
        self._is_live = is_live
        self._announce_live()
        if self._repeat_timer is not None:
            self._repeat_timer.cancel()
            self._repeat_timer = None
        if is_live:
            # The breakers of other processes may block events a moment longer: pages look again after that.
            live.breaker.succeeded()
            loop = asyncio.get_running_loop()
            self._repeat_timer = loop.call_later(best_effort.PAUSE_SECONDS + 1, self._announce_live)

    def _announce_live(self) -> None:
        for stream in self._open:
            stream.put(frame({"live": self._is_live}))
