"""Figures for monitoring: read by an independent parser, and only by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from reviews.models import Digest, Notification
from tests.factories import make_user
from tests.reviews.notifications.foreign_desk import open_desk

pytestmark = pytest.mark.django_db
State = Notification.State
TOKEN = {"HTTP_AUTHORIZATION": "Bearer an agreed secret"}


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = "an agreed secret"


def figures(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in answer["Cache-Control"]
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_a_quiet_outbox(client, token):
    found = figures(client.get("/metrics", **TOKEN))
    assert found["copydesk_mail_oldest_due_seconds",] == 0
    assert {name for name, *_ in found if name.startswith("copydesk_mail")} >= {"copydesk_mails"}
    assert not any(found.values())


def test_each_state_is_counted_and_the_oldest_is_timed(client, token, django_assert_num_queries):
    foreign = open_desk()
    now = timezone.now()
    due, late, failed, sending, stuck, dead, sent, later = foreign.waiting(8, now=now - timedelta(hours=1))

    def change(pk, **fields):
        Notification.objects.filter(pk=pk).update(**fields)

    change(due, not_before=now - timedelta(minutes=1))
    change(late, not_before=now - timedelta(minutes=10))
    change(failed, not_before=now + timedelta(hours=1), attempts=3)
    change(sending, state=State.SENDING, lease_until=now + timedelta(minutes=1))
    change(stuck, state=State.SENDING, lease_until=now - timedelta(minutes=1))
    change(dead, state=State.DEAD)
    change(sent, state=State.SENT)
    change(later, not_before=now + timedelta(hours=1))
    with django_assert_num_queries(5):
        found = figures(client.get("/metrics", **TOKEN))
    mails = {label[0]: value for (name, *label), value in found.items() if name == "copydesk_mails"}
    assert mails == {"waiting": 4, "due": 2, "retried": 1, "sending": 2, "stuck": 1, "given_up": 1}
    assert 600 <= found["copydesk_mail_oldest_due_seconds",] < 660


def test_digests_are_counted_like_mails(client, token):
    now = timezone.now()
    people = [make_user() for _ in range(3)]
    for person, state, minutes in zip(
        people, (State.PENDING, State.DEAD, State.SENT), (5, 7, 9), strict=True
    ):
        Digest.objects.create(
            person=person,
            day=now.date(),
            message_id=f"<{minutes}@desk>",
            state=state,
            not_before=now - timedelta(minutes=minutes),
            created_at=now,
        )
    found = figures(client.get("/metrics", **TOKEN))
    digests = {label[0]: value for (name, *label), value in found.items() if name == "copydesk_digests"}
    assert digests == {"waiting": 1, "due": 1, "retried": 0, "sending": 0, "stuck": 0, "given_up": 1}
    assert 300 <= found["copydesk_digest_oldest_due_seconds",] < 360
    assert found["copydesk_mails", "given_up"] == 0


@pytest.mark.parametrize(
    "header", [None, "Bearer another secret", "Bearer", "Basic an agreed secret", "Bearer é"]
)
def test_without_the_token_nothing_is_told(client, token, header):
    answer = client.get("/metrics", **({"HTTP_AUTHORIZATION": header} if header else {}))
    assert answer.status_code == 403
    assert b"Admins only" in answer.content
    assert b"copydesk_mails" not in answer.content


def test_with_no_token_agreed_none_opens(client):
    for header in ("Bearer", "Bearer ", "Bearer None"):
        assert client.get("/metrics", HTTP_AUTHORIZATION=header).status_code == 403


def test_administrators_may_look_and_editors_may_not(client, token):
    foreign = open_desk()
    client.force_login(foreign.dana)
    assert client.get("/metrics").status_code == 403
    client.force_login(make_user("Ines Okafor", is_superuser=True))
    assert figures(client.get("/metrics"))
    assert client.post("/metrics").status_code == 405
