"""The JSON interface: its description is a snapshot, its refusals are sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.exporting import FORMATS
from newsroom.api import api
from reviews.models import Query, Release
from reviews.queries import answering
from tests.factories import NOW, make_query, newsroom, place_of, typed

SNAPSHOT = Path(__file__).parent / "openapi.json"


@pytest.fixture
def room(db):
    return newsroom()


@pytest.fixture
def call(room):
    """Call as somebody: ``call("editor", "post", "/steps", {...})``."""

    def as_somebody(who, method, path, body=None):
        client = Client()
        if who:
            client.force_login(getattr(room, who))
        return (
            getattr(client, method)(
                f"/api/articles/{room.article.slug}{path}",
                data=json.dumps(body or {}),
                content_type="application/json",
            )
            if method == "post"
            else client.get(f"/api/articles/{room.article.slug}{path}")
        )

    return as_somebody


def batch(*steps, version=0, client="tab-1"):
    return {"version": version, "client_id": client, "steps": list(steps)}


def test_the_description_of_the_interface_is_as_agreed():
    """Delete the snapshot and run this once to agree to a change; it shows in the diff then."""
    described = (
        json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, default=str, ensure_ascii=False) + "\n"
    )
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(described)
    assert described == SNAPSHOT.read_text()


def test_a_batch_of_steps(room, call):
    make_query(room.article, "6.50 euros", by=room.editor)
    start, _ = place_of(room.article, "The last boat")
    answer = call("writer", "post", "/steps", batch(typed(start, start, "So: ")))
    assert answer.status_code == 200
    body = answer.json()
    assert (body["version"], body["words"]) == (1, 18)
    assert (body["client_ids"], len(body["steps"]), body["anchors"]) == (["tab-1"], 1, [])
    behind = call("editor", "post", "/steps", batch(typed(start, start, "x"), client="tab-2"))
    assert behind.status_code == 200
    assert (behind.json()["version"], behind.json()["client_ids"]) == (2, ["tab-1", "tab-2"])
    again = call("editor", "post", "/steps", batch(typed(start, start, "x"), client="tab-2"))
    assert again.status_code == 409
    assert again.json() == {key: behind.json()[key] for key in ("version", "steps", "client_ids")}
    since = call("editor", "get", "/steps?since=1").json()
    assert (since["version"], len(since["steps"])) == (2, 1)
    assert since["passages"][0]["start"] == place_of(room.article, "6.50 euros")[0]


@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("stranger", 404), ("reader", 403), ("colleague", 403), ("writer", 200)]
)
def test_who_may_edit(room, call, who, status):
    assert call(who, "post", "/steps", batch(typed(1, 1, "x"))).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        {"version": 0, "client_id": "x", "steps": [{"stepType": "replace", "from": 1, "to": 9999}]},
        {"version": 5, "client_id": "x", "steps": [typed(1, 1, "x")]},
        {"version": 0, "client_id": "x", "steps": "none"},
        {"version": -1, "client_id": "x", "steps": []},
        {"client_id": "x"},
    ],
)
def test_a_batch_that_cannot_be_is_refused_in_a_sentence(room, call, body):
    answer = call("writer", "post", "/steps", body)
    assert answer.status_code == 422
    assert answer.json()["error"]
    room.article.document.refresh_from_db()
    assert room.article.document.version == 0


def test_released_copy_is_gone_for_editors(room, call):
    room.article.state = "released"
    room.article.save()
    answer = call("writer", "post", "/steps", batch(typed(1, 1, "x")))
    assert (answer.status_code, "correction" in answer.json()["error"]) == (410, True)


def test_writing_needs_the_token_against_forged_requests(room):
    client = Client(enforce_csrf_checks=True)
    client.force_login(room.writer)
    url = f"/api/articles/{room.article.slug}/steps"
    answer = client.post(url, data=json.dumps(batch(typed(1, 1, "x"))), content_type="application/json")
    assert answer.status_code == 403


def test_asking_replying_resolving_and_reopening(room, call):
    start, end = place_of(room.article, "23.40")
    asked = call(
        "editor", "post", "/queries", {"start": start, "end": end, "version": 0, "question": "Sharp?"}
    )
    assert (asked.status_code, asked.json()["passage"]) == (201, "23.40")
    replied = call("writer", "post", "/queries/1/replies", {"body": "To the minute."})
    assert replied.json()["reply"]["by"] == "Mara Velde"
    assert replied.json()["state"] == "answered"
    assert call("writer", "post", "/queries/1/resolve").status_code == 403
    assert call("editor", "post", "/queries/1/resolve").json()["state"] == "resolved"
    assert call("editor", "post", "/queries/1/reopen").json()["state"] == "open"
    assert [query["question"] for query in call("reader", "get", "/queries").json()] == ["Sharp?"]
    assert call("stranger", "get", "/queries").status_code == 404
    assert call("stranger", "post", "/queries/1/replies", {"body": "x"}).status_code == 404
    assert Query.objects.get().replies.count() == 1


def test_long_threads_take_no_more_statements_than_short_ones(room, call):
    make_query(room.article, "euros", by=room.editor)

    def statements(who, method, path, body=None):
        with CaptureQueriesContext(connection) as captured:
            assert call(who, method, path, body).status_code in (200, 201)
        return len(captured)

    def both():
        return (
            statements("writer", "post", "/queries/1/replies", {"body": "To the cent."}),
            statements("reader", "get", "/queries"),
        )

    both()
    few = both()
    for person in (room.reader, room.copy_editor, room.slot, room.admin):
        make_query(room.article, "boat", by=room.editor)
        answering.reply(query=Query.objects.get(number=1), by=person, body="Seconded.", now=NOW)
    assert both() == few


def test_preflight_signing_and_release(room, call):
    found = call("writer", "get", "/preflight").json()
    assert (found["clean"], {finding["code"] for finding in found["findings"]}) == (
        False,
        {"missing_signoff"},
    )
    refused = call("slot", "post", "/release")
    assert (refused.status_code, len(refused.json()["findings"])) == (409, 4)
    stages = {stage.name: stage.pk for stage in room.desk.stages.all()}
    for name, who in (
        ("Desk edit", "editor"),
        ("Copy", "copy_editor"),
        ("Standards", "reader"),
        ("Slot", "slot"),
    ):
        assert (
            call(
                "writer", "post", "/signoffs", {"stage": stages[name], "digest": found["digest"]}
            ).status_code
            == 403
        )
        signed = call(who, "post", "/signoffs", {"stage": stages[name], "digest": found["digest"]})
        assert signed.status_code == 201
    assert call("writer", "get", "/export?to=text").status_code == 409
    assert call("writer", "post", "/release", {"digest": found["digest"]}).status_code == 403
    assert call("writer", "get", "/release").status_code == 403
    plan = call("slot", "get", "/release").json()
    assert (plan["headline"], plan["digest"]) == (room.article.headline, found["digest"])
    assert (plan["formats"], plan["webhooks"], plan["findings"]) == (list(FORMATS), [], [])
    unconfirmed = call("slot", "post", "/release")
    assert (unconfirmed.status_code, "fingerprint" in unconfirmed.json()["error"]) == (422, True)
    other = call("slot", "post", "/release", {"digest": "sha256:other"})
    assert (other.status_code, other.json()["error"]) == (
        409,
        "Not released: the copy has changed since you confirmed it. Check the changes first.",
    )
    assert not Release.objects.exists()
    released = call("slot", "post", "/release", {"digest": found["digest"]})
    assert (released.status_code, released.json()["queries_open"]) == (201, 0)
    assert b"23.40" in call("writer", "get", "/export?to=text").content
    assert call("writer", "get", "/export?to=pdf").status_code == 422


def test_the_list_shows_ones_own_desks(room):
    client = Client()
    client.force_login(room.reader)
    listed = client.get("/api/articles").json()
    assert [(row["slug"], row["stage"]) for row in listed["articles"]] == [(room.article.slug, "Desk edit")]
    client.force_login(room.stranger)
    assert client.get("/api/articles").json()["count"] == 0


def test_notes_in_pasted_words_are_found_and_made_queries(room, call):
    call("writer", "post", "/steps", batch(typed(*place_of(room.article, "leaves"), "leaves <late? yes>")))
    ranges = [{"start": 1, "end": 1000}]
    found = call("writer", "post", "/scan", {"version": 1, "ranges": ranges})
    assert found.status_code == 200
    (note,) = found.json()["notes"]
    assert (note["words"], note["question"], note["replies"]) == ("<late? yes>", "late?", ["yes"])
    chosen = {"version": found.json()["version"], "positions": [note["position"]]}
    for who, status in ((None, 401), ("stranger", 404), ("reader", 403), ("colleague", 403)):
        assert call(who, "post", "/scan", {"version": 1, "ranges": ranges}).status_code == status
        assert call(who, "post", "/scan/queries", chosen).status_code == status
        assert call(who, "post", "/queries/1/put-back").status_code in (status, 404)
    made = call("writer", "post", "/scan/queries", chosen)
    assert made.status_code == 201
    assert [query["question"] for query in made.json()] == ["late?"]
    assert call("writer", "post", "/scan/queries", chosen).status_code == 409
    assert call("stranger", "post", "/queries/1/put-back").status_code == 404
    assert call("reader", "post", "/queries/1/put-back").status_code == 403
    assert call("writer", "post", "/queries/1/put-back").json()[0]["state"] == "resolved"
    room.article.document.refresh_from_db()
    assert "<late? yes>" in room.article.document.content


@pytest.mark.parametrize(
    "body",
    [
        {"version": 9, "ranges": []},
        {"version": 0, "ranges": [{"start": -1, "end": 2}]},
        {"version": 0, "ranges": [], "comment_marks": ["<script>"]},
    ],
)
def test_a_scan_of_nothing_that_can_be_is_refused(room, call, body):
    assert call("writer", "post", "/scan", body).status_code == 422


def test_proposing_accepting_and_putting_on_other_words(room, call):
    start, end = place_of(room.article, "23.40")
    asked = {"start": start, "end": end, "version": 0, "proposed": "23.55", "assigned_to": "nobody@x.example"}
    assert call("reader", "post", "/queries", asked).status_code == 422
    asked["assigned_to"] = room.slot.email.upper()
    answer = call("reader", "post", "/queries", asked).json()
    assert (answer["assigned_to"], answer["revision"]) == ("Peter Lund", 1)
    assert answer["proposal"] == {"old": "23.40", "new": "23.55", "accepted": False}
    replied = call("writer", "post", "/queries/1/replies", {"proposed": "midnight"}).json()["reply"]
    assert replied["proposal"]["new"] == "midnight"
    assert call("reader", "post", "/queries/1/accept").status_code == 403
    assert call("stranger", "post", "/queries/1/accept").status_code == 404
    assert call("editor", "post", "/queries/1/accept", {"reply": 12345678}).status_code == 404
    accepted = call("editor", "post", "/queries/1/accept", {"reply": replied["id"]}).json()
    assert (accepted["state"], accepted["replies"][0]["proposal"]["accepted"]) == ("resolved", True)
    assert call("editor", "post", "/queries/1/accept").status_code == 409
    assert call("reader", "post", "/queries/1/take-back").status_code == 403
    assert call("stranger", "post", "/queries/1/take-back").status_code == 404
    back = call("writer", "post", "/queries/1/take-back").json()
    assert (back["state"], back["replies"][0]["proposal"]["accepted"]) == ("answered", False)
    assert call("writer", "post", "/queries/1/take-back").status_code == 409
    call("editor", "post", "/queries/1/accept", {"reply": replied["id"]})
    call("editor", "post", "/queries/1/reopen")
    assert call("editor", "post", "/queries/1/accept").json()["error"].startswith("The text now reads")
    start, end = place_of(room.article, "last boat")
    place = {"start": start, "end": end, "version": 3}
    assert call("colleague", "post", "/queries/1/passage", place).status_code == 403
    assert call("reader", "post", "/queries/1/passage", place).json()["passage"] == "last boat"
    assert call("reader", "post", "/queries/1/confirm").json()["anchor"] == "exact"
    assert (
        call("editor", "post", "/queries/1/resolve", {"body": "So be it."}).json()["replies"][-1]["body"]
        == "So be it."
    )


def test_who_wrote_a_range_and_when(room, call):
    start, end = place_of(room.article, "boat")
    call("editor", "post", "/steps", batch(typed(start, start, "white ")))
    found = call("reader", "get", f"/authorship?start={start}&end={end + 6}")
    assert found.status_code == 200
    assert found.json()["version"] == 1
    assert [(one["text"], one["by"], one["how"], one["revision"]) for one in found.json()["stretches"]] == [
        ("white ", "Ruth Adeyemi", "written", None),
        ("boat", "Mara Velde", "filed", 1),
    ]
    assert call("reader", "get", f"/authorship?start={start}&end={end}&version=0").json()["stretches"][0][
        "by"
    ] == ("Mara Velde")
    for who, status in ((None, 401), ("stranger", 404)):
        assert call(who, "get", f"/authorship?start={start}&end={end}").status_code == status
    for query in ("start=9&end=2", "start=1&end=99999", "start=1&end=4&version=7", "start=x&end=2"):
        assert call("reader", "get", f"/authorship?{query}").status_code == 422
