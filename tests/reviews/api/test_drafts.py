"""Draft queries over the JSON interface: listed, added, changed, discarded and sent by who writes them."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from reviews.models import DraftQuery, Query

DRAFTS = "/api/articles/{slug}/queries/drafts"


@pytest.fixture
def call(room):
    """Call as somebody: ``call("editor", "/send", {...})``, without a body to read."""

    def as_somebody(who, tail="", body=None):
        client = Client()
        client.force_login(getattr(room, who))
        address = DRAFTS.format(slug=room.article.slug) + tail
        if body is None:
            return client.get(address)
        return client.post(address, data=json.dumps(body), content_type="application/json")

    return as_somebody


def test_the_whole_way(room, call):
    asked = {"question": "Who else was asked?", "assigned_to": room.reader.email, "kind": "fact"}
    added = call("editor", body=asked)
    assert added.status_code == 201
    draft = added.json()
    assert (draft["question"], draft["assigned_to"], draft["passage"]) == (
        "Who else was asked?",
        "Leila Haddad",
        "",
    )
    assert call("editor").json() == [draft]
    changed = call("editor", f"/{draft['id']}/change", {"question": "Who was?", "assigned_to": ""}).json()
    assert changed == {**draft, "question": "Who was?", "assigned_to": ""}
    sent = call("editor", "/send", {})
    assert [query["question"] for query in sent.json()] == ["Who was?"]
    assert Query.objects.get().asked_by == room.editor
    assert call("editor").json() == []


def test_one_is_thrown_away(room, call):
    pk = call("editor", body={"question": "Who?"}).json()["id"]
    assert call("editor", f"/{pk}/discard", {}).json() == []
    assert not DraftQuery.objects.exists()


def test_what_is_wrong_is_said_in_a_sentence_and_changes_nothing(room, call):
    draft = call("editor", body={"question": "Who?"}).json()
    for tail, body in (
        ("", {"question": " "}),
        ("", {"question": "Who?", "start": 1}),
        (f"/{draft['id']}/change", {"kind": "gossip"}),
        (f"/{draft['id']}/change", {"assigned_to": "nobody@paper.example"}),
    ):
        refused = call("editor", tail, body)
        assert refused.status_code == 422
        assert refused.json()["error"]
    assert call("editor").json() == [draft]


@pytest.mark.parametrize("who", ["writer", "reader", "slot", "admin"])
def test_those_of_others_are_not_there(room, call, who):
    draft = call("editor", body={"question": "Is this libel?"}).json()
    assert call(who).json() == []
    for tail, body in (
        (f"/{draft['id']}/change", {"question": "Mine?"}),
        (f"/{draft['id']}/discard", {}),
    ):
        assert call(who, tail, body).status_code == 404
    assert call(who, "/send", {}).status_code == 422
    assert DraftQuery.objects.get().question == "Is this libel?"


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_who_may_not_ask_drafts_nothing(room, call, who):
    assert call(who, body={"question": "Who?"}).status_code in (403, 404)
    assert not DraftQuery.objects.exists()
