"""Live events: telling open pages, after commit, that there is something new to ask for.

An event says what changed at which version. Edits come with their steps, so that the pages of people who
type together need not ask for each one; about everything else a page that hears of it asks, and is answered
like any other request of that person. Events go through Redis publish and subscribe and are kept nowhere.
With Redis away they are lost, which costs pages the time until they ask by themselves.
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

from newsroom.messaging.best_effort import Breaker, after_commit

logger = logging.getLogger(__name__)

TIMEOUT = 0.15
"""Seconds that a page waits for Redis, at most twice: one more try finds a Redis that was restarted."""

LONGEST = 16_000
"""Characters of an event; pages ask for what would be longer."""

Answer = TypeVar("Answer")
breaker = Breaker()


def namespace() -> str:
    """What every key and channel of this installation begins with.

    Several may share a Redis, and channels know no databases: the secret key tells them apart. The earliest
    one that still holds, so that processes with the key before hear those with the present one.
    """
    key = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1]
    return f"copydesk:{hashlib.sha256(key.encode()).hexdigest()[:12]}:"


def channel(topic: str) -> str:
    """Where the events of a topic go. ``channel("*")`` is the pattern of them all."""
    return f"{namespace()}live:{topic}"


@dataclass(frozen=True)
class Event:
    """What changed in a topic, such as ``article:12``, as JSON; equal events of one transaction are one."""

    topic: str
    said: str

    def __call__(self) -> bool:
        return ask(lambda client: client.publish(channel(self.topic), self.said)) is not None


def publish(
    topic: str, changed: str, *, version: int | None = None, details: Mapping[str, object] | None = None
) -> None:
    """Tell every page that listens to ``topic``, once the transaction has committed. Never raises.

    ``changed`` names what to look at again: ``document`` (then with its new version), ``queries``,
    ``signing``. ``details`` spare pages the question; too long ones are left out.
    """
    news: dict[str, object] = {"changed": changed}
    if version is not None:
        news["version"] = version
    event = _event(topic, {**news, **(details or {})})
    after_commit(event if len(event.said) <= LONGEST else _event(topic, news))


def send(topic: str, event: Mapping[str, object]) -> bool:
    """Send an event now. Says whether Redis took it."""
    return _event(topic, event)()


def _event(topic: str, news: Mapping[str, object]) -> Event:
    return Event(topic, json.dumps({"topic": topic, **news}, ensure_ascii=False, separators=(",", ":")))


def ask(question: Callable[[redis.Redis], Answer]) -> Answer | None:
    """What Redis answers to ``question(client)``; ``None`` when it is away, or was a moment ago."""
    if not breaker.allows():
        return None
    try:
        answer = question(client(settings.REDIS_URL))
    except redis.RedisError as error:
        breaker.failed()
        logger.warning("Redis is not responding (%s): pages poll instead.", error)
        return None
    breaker.succeeded()
    return answer


@functools.lru_cache(maxsize=2)
def client(url: str) -> redis.Redis:
    """One pool of connections for each address; it can be used by every thread."""
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), 1),
        decode_responses=True,
    )
