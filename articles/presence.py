"""Presence: who has an article open, and where their cursors are.

It is stored in Redis for a short time, and is never part of the copy or its history. While Redis is away
nobody is shown; nothing else happens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import redis
from django.utils.translation import gettext as _

from articles import access
from articles.models import Article, topic_of
from newsroom.errors import DomainError, NotAllowed
from newsroom.messaging import live
from newsroom.models import User

EXPIRY_SECONDS = 75
"""A tab that sends nothing is dropped after this time. Browsers may let hidden tabs send once a minute."""

MOST_A_SECOND = 20
"""Updates from all tabs of one person, so that invented client ids gain nothing."""

MOST_CLIENTS = 200


class TooManyPositions(DomainError):
    """More cursor positions than anybody needs."""

    status = 429


@dataclass(frozen=True)
class Place:
    """A tab of a person, and its selection in the document at ``version``; ``None`` without one."""

    client: str
    person: int
    name: str
    version: int
    anchor: int | None
    head: int | None


def appear(
    *,
    article: Article,
    by: User,
    client: str,
    version: int,
    anchor: int | None,
    head: int | None,
    now: datetime,
) -> list[Place]:
    """Report the position of a tab's cursor. Returns the other tabs, for one that has just opened.

    Raises :class:`TooManyPositions`, and :class:`~newsroom.errors.NotAllowed` for strangers to the desk.
    """
    _require(article, by)
    _require_pace(by, now)
    place = Place(client, by.pk, str(by), version, anchor, head)
    others = live.attempt(lambda store: _store(store, article, place, now))
    if others is None:
        return []
    live.send(topic_of(article.pk), {"changed": "presence", **asdict(place)})
    return others


def leave(*, article: Article, by: User, client: str) -> None:
    """Report that a tab of this person closes."""
    _require(article, by)

    def forget(store: redis.Redis) -> bool:
        stored: Any = store.hget(_key(article), client)
        if stored is None or json.loads(stored)["person"] != by.pk:
            return False
        store.hdel(_key(article), client)
        return True

    if live.attempt(forget):
        live.send(topic_of(article.pk), {"changed": "presence", "client": client, "gone": True})


def _store(store: redis.Redis, article: Article, place: Place, now: datetime) -> list[Place] | None:
    """Store one place, delete the expired ones, and return the others.

    ``None`` when the client is another person's, or when there are too many.
    """
    key, moment = _key(article), now.timestamp()
    stored: Mapping[str, str] = store.hgetall(key)  # type: ignore[assignment]
    known = {client: json.loads(one) for client, one in stored.items()}
    expired = [client for client, one in known.items() if one["until"] <= moment]
    is_known = place.client in known
    if (
        known[place.client]["person"] != place.person
        if is_known
        else len(known) - len(expired) >= MOST_CLIENTS
    ):
        return None
    with store.pipeline(transaction=False) as batch:
        if expired:
            batch.hdel(key, *expired)
        batch.hset(key, place.client, json.dumps({**asdict(place), "until": moment + EXPIRY_SECONDS}))
        batch.expire(key, EXPIRY_SECONDS)
        batch.execute()
    return [
        Place(**{name: value for name, value in one.items() if name != "until"})
        for client, one in known.items()
        if client not in expired and client != place.client
    ]


def _require(article: Article, by: User) -> None:
    if not access.may_see(by, article):
        raise NotAllowed(_("You don’t have access to this desk."))


def _require_pace(by: User, now: datetime) -> None:
    key = f"{live.namespace()}pace:{by.pk}:{int(now.timestamp())}"

    def count(store: redis.Redis) -> int:
        with store.pipeline(transaction=False) as batch:
            batch.incr(key)
            batch.expire(key, 5)
            uses: int = batch.execute()[0]
        return uses

    if (live.attempt(count) or 0) > MOST_A_SECOND:
        raise TooManyPositions(_("Too many cursor updates. Wait a second."))


def _key(article: Article) -> str:
    return f"{live.namespace()}here:{topic_of(article.pk)}"
