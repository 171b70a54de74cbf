"""Live events tell open pages, after commit, that something has changed.

An event names what changed, and the version. Events about edits carry the steps, so that the pages of people
who type together need not fetch each one. After any other event a page fetches the change, under the same
access rules as every request. Events go through Redis publish and subscribe, and are not stored. While Redis
is away they are lost, and pages see changes when they poll.
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

TIMEOUT_SECONDS = 0.15
"""A page waits this long for Redis, at most twice: the second try finds a Redis that was restarted."""

LONGEST_EVENT = 16_000
"""In characters. Pages fetch what would be longer."""

Result = TypeVar("Result")
breaker = Breaker()


def namespace() -> str:
    """The prefix of every key and channel of this installation.

    Several installations may share a Redis, and channels do not belong to a database, so the prefix is made
    from the secret key. It uses the oldest valid key, so that processes with the previous key receive events
    from those with the present one.
    """
    key = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1]
    return f"copydesk:{hashlib.sha256(key.encode()).hexdigest()[:12]}:"


def channel(topic: str) -> str:
    """The Redis channel of a topic. ``channel("*")`` is the pattern that matches all."""
    return f"{namespace()}live:{topic}"


def topic_for(topic: str, person: int) -> str:
    """The topic of what concerns only one person's pages, beside what everybody's are told."""
    return f"{topic}:{person}"


@dataclass(frozen=True)
class Event:
    """A change in a topic such as ``article:12``, as JSON. Equal events of one transaction are one."""

    topic: str
    payload: str

    def __call__(self) -> bool:
        return attempt(lambda client: client.publish(channel(self.topic), self.payload)) is not None


def publish(
    topic: str,
    changed: str,
    *,
    version: int | None = None,
    details: Mapping[str, object] | None = None,
    person: int | None = None,
) -> None:
    """Send an event to every page that listens to ``topic``, after commit. Never raises.

    With ``person`` it goes to that person's pages alone.

    ``changed`` names what changed: ``document`` (then with its new version), ``queries``, ``signing``.
    ``details`` spare pages a request. They are left out when they are too long.
    """
    fields: dict[str, object] = {"changed": changed}
    if version is not None:
        fields["version"] = version
    event = _event(topic, {**fields, **(details or {})}, person=person)
    after_commit(event if len(event.payload) <= LONGEST_EVENT else _event(topic, fields, person=person))


def send(topic: str, event: Mapping[str, object]) -> bool:
    """Send an event now. Returns whether Redis accepted it."""
    return _event(topic, event)()


def _event(topic: str, fields: Mapping[str, object], *, person: int | None = None) -> Event:
    payload = json.dumps({"topic": topic, **fields}, ensure_ascii=False, separators=(",", ":"))
    return Event(topic if person is None else topic_for(topic, person), payload)


def attempt(operation: Callable[[redis.Redis], Result]) -> Result | None:
    """The result of ``operation(client)``; ``None`` while Redis is away, or was away a moment ago."""
    if not breaker.allows():
        return None
    try:
        result = operation(client(settings.REDIS_URL))
    except redis.RedisError as error:
        breaker.failed()
        logger.warning("Redis is not responding (%s): pages poll instead.", error)
        return None
    breaker.succeeded()
    return result


@functools.lru_cache(maxsize=2)
def client(url: str) -> redis.Redis:
    """The client of one address, with a pool of connections that all threads share."""
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 1),
        decode_responses=True,
    )
