"""Who is here: for people of the desk only, for a while only, and never more often than anybody needs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from articles import presence
from newsroom.errors import NotAllowed
from tests.factories import NOW, newsroom


@pytest.fixture
def room(db, broker_url):
    return newsroom()


@pytest.fixture
def appear(room):
    def as_somebody(who, client, *, anchor=None, head=None, now=NOW):
        return presence.appear(
            article=room.article,
            by=getattr(room, who),
            client=client,
            version=0,
            anchor=anchor,
            head=head,
            now=now,
        )

    return as_somebody


@pytest.fixture
def post(room):
    def as_somebody(who, **fields):
        client = Client()
        if who:
            client.force_login(getattr(room, who))
        return client.post(
            f"/api/articles/{room.article.slug}/presence", json.dumps(fields), content_type="application/json"
        )

    return as_somebody


def test_who_comes_sees_who_is_here_by_name(appear, room):
    assert appear("writer", "w", anchor=12, head=15) == []
    assert appear("editor", "e") == [presence.Place("w", room.writer.pk, "Mara Velde", 0, 12, 15)]


def test_who_says_nothing_more_is_forgotten(appear):
    appear("writer", "w")
    later = NOW + timedelta(seconds=presence.EXPIRY_SECONDS + 1)
    assert appear("editor", "e", now=later) == []
    assert [one.client for one in appear("writer", "w2", now=later)] == ["e"]


def test_who_leaves_is_gone_at_once(appear, room):
    appear("writer", "w")
    presence.leave(article=room.article, by=room.writer, client="w")
    assert appear("editor", "e") == []


def test_nobody_speaks_or_leaves_for_somebody_else(appear, room):
    appear("writer", "w", anchor=12, head=12)
    assert appear("editor", "w", anchor=1, head=1) == []
    presence.leave(article=room.article, by=room.editor, client="w")
    assert [(one.name, one.anchor) for one in appear("editor", "e")] == [("Mara Velde", 12)]


def test_a_stranger_is_neither_seen_nor_sees(appear, room):
    appear("writer", "w")
    with pytest.raises(NotAllowed):
        appear("stranger", "s")
    with pytest.raises(NotAllowed):
        presence.leave(article=room.article, by=room.stranger, client="w")
    assert [one.client for one in appear("editor", "e")] == ["w"]


def test_too_many_sayings_a_second_are_refused_whatever_the_client_calls_itself(appear):
    for number in range(presence.MOST_A_SECOND):
        appear("writer", f"tab {number}")
    with pytest.raises(presence.TooManyPositions):
        appear("writer", "one more")
    assert appear("editor", "e"), "others are not held up"
    assert appear("writer", "later", now=NOW + timedelta(seconds=1))


def test_with_redis_away_nobody_is_seen_and_nothing_fails(appear, settings):
    settings.REDIS_URL = "unix:///nowhere/at/all"
    assert appear("writer", "w") == []


def test_the_interface(post):
    assert post("writer", client="w", version=0, anchor=3, head=4).json() == {"here": []}
    (seen,) = post("editor", client="e").json()["here"]
    assert (seen["client"], seen["name"], seen["anchor"], seen["head"]) == ("w", "Mara Velde", 3, 4)
    assert post("writer", client="w", leaving=True).json() == {"here": []}
    assert post("reader", client="r").json()["here"][0]["client"] == "e"


def test_the_interface_refuses_the_wrong_people_and_nonsense(post):
    assert post(None, client="x").status_code == 401
    assert post("stranger", client="x").status_code == 404
    assert post("writer", client="").status_code == 422
    assert post("writer", client="x" * 65).status_code == 422
    assert post("writer", client="x", anchor=-1).status_code == 422
