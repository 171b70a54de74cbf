"""Who is at an article just now, and where their cursors stand.

Kept in Redis alone and only for a while: nothing of it is ever part of the copy or of its history. With Redis
away nobody is seen, which is all that happens.
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

EXPIRES = 75
"""Seconds until somebody who is silent is no longer seen: hidden tabs may speak once a minute."""

MOST_A_SECOND = 20
"""Sayings of one person, from all their tabs: made-up client ids win nothing."""

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
    """Say where one's cursor is. Returns the other tabs that are here, for one that just came.

    Raises :class:`TooManyPositions`, and :class:`~newsroom.errors.NotAllowed` for strangers to the desk.
    """
    _require(article, by)
    _require_pace(by, now)
    place = Place(client, by.pk, str(by), version, anchor, head)
    others = live.attempt(lambda store: _keep(store, article, place, now))
    if others is None:
        return []
    live.send(topic_of(article.pk), {"changed": "presence", **asdict(place)})
    return others


def leave(*, article: Article, by: User, client: str) -> None:
    """Say that this tab of one's own is going away."""
    _require(article, by)

    def forget(store: redis.Redis) -> bool:
        kept: Any = store.hget(_key(article), client)
        if kept is None or json.loads(kept)["person"] != by.pk:
            return False
        store.hdel(_key(article), client)
        return True

    if live.attempt(forget):
        live.send(topic_of(article.pk), {"changed": "presence", "client": client, "gone": True})


def _keep(store: redis.Redis, article: Article, place: Place, now: datetime) -> list[Place] | None:
    """Write one place, forget those whose time is over, and return the rest.

    ``None`` when the client is another person's, or when there is no room.
    """
    key, moment = _key(article), now.timestamp()
    kept: Mapping[str, str] = store.hgetall(key)  # type: ignore[assignment]
    known = {client: json.loads(one) for client, one in kept.items()}
    over = [client for client, one in known.items() if one["until"] <= moment]
    is_known = place.client in known
    if known[place.client]["person"] != place.person if is_known else len(known) - len(over) >= MOST_CLIENTS:
        return None
    with store.pipeline(transaction=False) as batch:
        if over:
            batch.hdel(key, *over)
        batch.hset(key, place.client, json.dumps({**asdict(place), "until": moment + EXPIRES}))
        batch.expire(key, EXPIRES)
        batch.execute()
    return [
        Place(**{name: value for name, value in one.items() if name != "until"})
        for client, one in known.items()
        if client not in over and client != place.client
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
            said: int = batch.execute()[0]
        return said

    if (live.attempt(count) or 0) > MOST_A_SECOND:
        raise TooManyPositions(_("Too many cursor updates. Wait a second."))


def _key(article: Article) -> str:
    return f"{live.namespace()}here:{topic_of(article.pk)}"
