"""Live events: telling open pages, after commit, that there is something new to ask for.

An event says what changed at which version and never what it changed to: a page that hears of it asks,
and is then answered like any other request of that person. Events go through Redis publish and subscribe
and are nowhere kept. With Redis away they are lost, which costs pages the time until they ask by themselves.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from newsroom.courtesies import Breaker, after_commit

logger = logging.getLogger(__name__)

TIMEOUT = 0.15
"""Seconds that a page waits for Redis, at most twice: one more try finds a Redis that was restarted."""

Answer = TypeVar("Answer")
breaker = Breaker()


def namespace() -> str:
    """What every key and channel of this installation begins with.

    Several may share a Redis, and channels know no databases: the secret key tells them apart.
    """
    return f"copydesk:{hashlib.sha256(settings.SECRET_KEY.encode()).hexdigest()[:12]}:"


def channel(topic: str) -> str:
    """Where the events of a topic go. ``channel("*")`` is the pattern of them all."""
    return f"{namespace()}live:{topic}"


@dataclass(frozen=True)
class Event:
    """What changed in a topic, such as ``article:12``; equal events of one transaction are one."""

    topic: str
    changed: str
    version: int | None = None

    def __call__(self) -> None:
        said = {"changed": self.changed}
        send(self.topic, said if self.version is None else {**said, "version": self.version})


def publish(topic: str, changed: str, *, version: int | None = None) -> None:
    """Tell every page that listens to ``topic``, once the transaction has committed. Never raises.

    ``changed`` names what to look at again: ``document`` (then with its new version), ``queries``,
    ``signing``.
    """
    after_commit(Event(topic, changed, version))


def send(topic: str, event: Mapping[str, object]) -> bool:
    """Send an event now. Says whether Redis took it."""
    said = json.dumps({"topic": topic, **event}, ensure_ascii=False)
    return ask(lambda client: client.publish(channel(topic), said)) is not None


def ask(question: Callable[[redis.Redis], Answer]) -> Answer | None:
    """What Redis answers to ``question(client)``; ``None`` when it is away, or was a moment ago."""
    if not breaker.allows():
        return None
    try:
        answer = question(_client(settings.REDIS_URL))
    except redis.RedisError as error:
        breaker.failed()
        logger.warning("Redis does not answer (%s): pages ask for news by themselves.", error)
        return None
    breaker.succeeded()
    return answer


@functools.lru_cache(maxsize=2)
def _client(url: str) -> redis.Redis:
    """One pool of connections for each address; it can be used by every thread."""
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), 1),
        decode_responses=True,
    )
