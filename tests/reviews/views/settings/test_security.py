"""The page of the security log, and its files."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import AsyncClient

from newsroom.security import log, reading
from newsroom.security.models import SecurityEvent
from tests.asynchronous import run_alone
from tests.factories import NOW, make_guest, make_user, newsroom
from tests.pages import at, browse, words

Kind = SecurityEvent.Kind
PAGE = "/settings/security/"


@pytest.fixture
def room(db):
    room = newsroom()
    SecurityEvent.objects.all().delete()
    return room


def exported(person, tail: str) -> str:
    """What the file says, read as the server sends it: in chunks."""

    async def fetch() -> bytes:
        client = AsyncClient()
        await client.aforce_login(person)
        response = await client.get(f"{PAGE}log.{tail}")
        assert response.status_code == 200
        return b"".join([chunk async for chunk in response.streaming_content])

    return run_alone(fetch()).decode()


def kinds(response) -> list[str]:
    return [event.kind for event, _facts in response.context["events"]]


@pytest.mark.parametrize("who", ["writer", "reader", "editor", "slot", "stranger"])
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}log.csv", f"{PAGE}log.jsonl"])
def test_only_administrators_read_it(room, who, address):
    assert browse(getattr(room, who)).get(address).status_code == 403
    assert browse().get(address).status_code == 302


def test_it_is_read_and_filtered(room):
    log.record(Kind.SIGN_IN_FAILED, address="olga@paper.example", now=NOW - timedelta(days=2))
    log.record(Kind.EXPORTED, person=room.writer, story="ferry", format="docx", now=NOW)
    browser = browse(room.admin)
    assert kinds(browser.get(PAGE)) == [Kind.SIGNED_IN, Kind.EXPORTED, Kind.SIGN_IN_FAILED]
    assert kinds(browser.get(PAGE, {"kind": "exported"})) == [Kind.EXPORTED]
    assert kinds(browser.get(PAGE, {"who": "Mara"})) == [Kind.EXPORTED]
    assert kinds(browser.get(PAGE, {"who": "OLGA@paper.example"})) == [Kind.SIGN_IN_FAILED]
    assert kinds(browser.get(PAGE, {"who": room.writer.email[:6]})) == [Kind.EXPORTED]
    assert kinds(browser.get(PAGE, {"since": "2026-03-01", "until": "2026-03-02"})) == [Kind.EXPORTED]
    shown = words(browser.get(PAGE, {"kind": "exported"}))
    assert "Mara Velde" in shown
    assert "story ferry" in shown


@pytest.mark.parametrize("who", ["Mara", "olga@paper.example", "10.0.0.7", "nobody"])
def test_somebody_s_events_are_found_by_indexes_however_long_the_log_is(room, who):
    others = [make_user(f"Person {number}") for number in range(40)]
    SecurityEvent.objects.bulk_create(
        SecurityEvent(
            kind=Kind.SIGNED_IN,
            person=others[number % 40],
            client=f"10.1.{number // 250}.{number % 250}",
            moment=NOW,
        )
        for number in range(20_000)
    )
    log.record(Kind.EXPORTED, person=room.writer, story="ferry", format="docx", now=NOW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    plan = reading.events(reading.Filters(who=who))[: reading.PAGE].explain()
    assert not re.search(r"Seq Scan on security|\bSCAN (?!SUBQUERY|\d)", plan), plan
    assert "security_by_address" in plan and "security_by_client" in plan


@pytest.mark.parametrize(
    "nonsense",
    [{"kind": "x"}, {"since": "yesterday"}, {"until": "9999-12-31"}, {"who": "\x00"}, {"before": "x"}],
)
def test_what_makes_no_sense_narrows_nothing(room, nonsense):
    assert kinds(browse(room.admin).get(PAGE, nonsense)) == [Kind.SIGNED_IN]


def test_it_is_read_page_by_page_in_few_statements(room, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(reading, "PAGE", 3)
    browser = browse(room.admin)
    for number in range(8):
        log.record(Kind.SETTINGS, person=room.writer, setting=str(number), now=NOW)
    before, seen = "", []
    for _ in range(3):
        with django_assert_num_queries(4):  # the session, the person, the events, the inbox in the head
            response = browser.get(PAGE, {"kind": "settings", "before": before})
        seen += [event.facts["setting"] for event, _facts in response.context["events"]]
        before = response.context["older"]
    assert seen == ["7", "6", "5", "4", "3", "2", "1", "0"]
    assert before is None


def test_what_people_typed_is_shown_as_text(room):
    log.record(Kind.SIGN_IN_FAILED, address="<script>x</script>", now=NOW)
    page = browse(room.admin).get(PAGE).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.django_db(transaction=True)
def test_files_have_every_event_and_no_formula(monkeypatch):
    room = newsroom()
    SecurityEvent.objects.all().delete()
    monkeypatch.setattr(reading, "CHUNK", 2)
    for number, typed in enumerate(["=HYPERLINK(1)", " +1", "@x", "-2", 'ä, "b"\nc']):
        log.record(Kind.SIGN_IN_FAILED, address=typed, now=NOW + timedelta(seconds=number))
    log.record(Kind.EXPORTED, person=room.writer, story="ferry", format="docx", now=NOW)
    rows = list(csv.DictReader(io.StringIO(exported(room.admin, "csv"))))
    typed = [row["address"] for row in rows if row["kind"] == "sign_in_failed"]
    assert typed == ['ä, "b"\nc', "'-2", "'@x", "' +1", "'=HYPERLINK(1)"]
    lines = [json.loads(line) for line in exported(room.admin, "jsonl?kind=exported&who=Mara").splitlines()]
    assert [line["facts"] for line in lines] == [{"story": "ferry", "format": "docx"}]
    left = SecurityEvent.objects.filter(kind=Kind.EXPORTED, person=room.admin).order_by("pk")
    assert [event.facts for event in left] == [
        {"what": "security log", "format": "csv"},
        {"what": "security log", "format": "jsonl"},
    ]


def test_there_is_no_other_format(room):
    assert browse(room.admin).get(f"{PAGE}log.xml").status_code == 404


@pytest.mark.parametrize(
    ("address", "facts"),
    [
        ("clean/markdown", {"what": "draft", "format": "markdown"}),
        ("review-copy", {"what": "review copy", "format": "docx"}),
        ("proof", {"what": "proof", "format": "pdf"}),
        ("redline?from=1", {"what": "tracked changes", "format": "docx"}),
    ],
)
def test_what_leaves_is_noted(room, address, facts):
    assert browse(room.reader).get(at(room.article, address)).status_code == 200
    (event,) = SecurityEvent.objects.filter(kind=Kind.EXPORTED)
    assert (event.person, event.facts) == (room.reader, {**facts, "story": room.article.slug})


@pytest.mark.parametrize(
    ("address", "facts"),
    [
        ("export?to=markdown&draft=true", {"what": "draft", "format": "markdown"}),
        ("review-copy", {"what": "review copy", "format": "docx"}),
        ("proof", {"what": "proof", "format": "pdf"}),
        ("redline?old=1", {"what": "tracked changes", "format": "docx"}),
    ],
)
def test_what_programs_take_is_noted(room, address, facts):
    assert browse(room.reader).get(f"/api/articles/{room.article.slug}/{address}").status_code == 200
    (event,) = SecurityEvent.objects.filter(kind=Kind.EXPORTED)
    assert event.facts == {**facts, "story": room.article.slug, "means": "API"}


def test_invitations_are_noted(room):
    invitation = make_guest(room.article, by=room.editor)
    (event,) = SecurityEvent.objects.filter(kind=Kind.INVITATION)
    assert (event.person, event.facts["what"]) == (invitation.person, "invited")
    assert event.facts["story"] == room.article.slug
