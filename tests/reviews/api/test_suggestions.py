"""Suggesting over the JSON interface: steps that only suggest, and deciding on them."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from articles.models import Suggestion
from reviews.models import Query
from tests.articles.suggesting import new_key, published, replaced, suggest, whole
from tests.factories import newsroom, place_of, typed


@pytest.fixture
def room(db):
    return newsroom()


@pytest.fixture
def call(room):
    """Call as somebody: ``call("editor", "/suggestions/decide", {...})``, without a body to read."""

    def as_somebody(who, path, body=None):
        client = Client()
        client.force_login(getattr(room, who))
        address = f"/api/articles/{room.article.slug}{path}"
        if body is None:
            return client.get(address)
        return client.post(address, data=json.dumps(body), content_type="application/json")

    return as_somebody


def sent(*steps, version=0):
    return {"version": version, "client_id": "tab-1", "steps": list(steps)}


def test_a_reader_sends_suggestions_and_no_edits(room, call):
    start, end = place_of(room.article, "6.50")
    refused = call("reader", "/steps", sent(typed(start, end, "7.00")))
    assert refused.status_code == 403
    assert refused.json()["error"].startswith("You can only suggest changes here")
    digest = room.article.digest
    accepted = call("reader", "/steps", sent(*replaced(start, end, "7.00", new_key(room.reader))))
    assert accepted.status_code == 200
    assert accepted.json()["digest"] == digest
    forged = replaced(start, end, "8.00", new_key(room.reader))
    assert call("editor", "/steps", sent(*forged, version=2)).status_code == 403


def test_what_became_an_edit_while_others_typed_is_sent_back_to_be_looked_at(room, call):
    """Taking an own insertion back, made before it was accepted, must not shut the reader out."""
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    start, end = place_of(room.article, "7.00")
    room.article.document.refresh_from_db()
    version = room.article.document.version
    call("editor", "/suggestions/decide", {"accept": True, "suggestions": [key]})
    late = call("reader", "/steps", sent(typed(start, end, ""), version=version))
    assert late.status_code == 409
    assert late.json()["steps"]
    assert "costs 7.00 euros" in published(room.article)


def test_list_decide_and_undo(room, call):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    (listed,) = call("colleague", "/suggestions").json()
    assert (listed["suggestion"], listed["by"], listed["sentence"]) == (
        key,
        "Leila Haddad",
        "Replace “6.50” with “7.00”",
    )
    assert (listed["start"], listed["deleted"]) == (place_of(room.article, "6.50")[0], "6.50")
    decided = call("editor", "/suggestions/decide", {"accept": True, "suggestions": [key]}).json()
    assert decided["decided"] == [key]
    assert whole(room.article).endswith("costs 7.00 euros.")
    assert call("colleague", "/suggestions/undo", {"undo": decided["undo"]}).status_code == 403
    undone = call("writer", "/suggestions/undo", {"undo": decided["undo"]})
    assert undone.json() == {"pending": [key]}
    assert call("writer", "/suggestions/undo", {"undo": decided["undo"]}).status_code == 404
    everything = call("editor", "/suggestions/decide", {"accept": False})
    assert everything.json()["decided"] == [key]
    assert call("editor", "/suggestions").json() == []


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("reader", {"accept": True}, 403),
        ("colleague", {"accept": False}, 403),
        ("stranger", {"accept": False}, 404),
        ("editor", {"accept": True, "suggestions": ["1.aaaaaaaa"]}, 404),
        ("editor", {"accept": True, "author": 999_999}, 409),
        ("editor", {"accept": True, "start": 1, "end": 2, "version": 99}, 422),
        ("editor", {"accept": "perhaps"}, 422),
        ("editor", {"accept": True, "start": 1}, 422),
    ],
)
def test_refusals_are_sentences_and_change_nothing(room, call, who, body, status):
    suggest(room.article, "6.50", "7.00", by=room.slot)
    response = call(who, "/suggestions/decide", body)
    assert response.status_code == status
    assert response.json()["error"]
    assert Suggestion.objects.pending().count() == 1


def test_a_thread_for_a_suggestion(room, call):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    begun = call("editor", f"/suggestions/{key}/discuss", {"remark": "Since when?"})
    assert (begun.status_code, begun.json()) == (201, {"query": 1})
    assert Query.objects.get().suggestion.key == key
    assert call("editor", f"/suggestions/{key}/discuss", {"remark": "Again?"}).status_code == 409
    assert call("colleague", f"/suggestions/{key}/discuss", {"remark": "Me?"}).status_code == 403
