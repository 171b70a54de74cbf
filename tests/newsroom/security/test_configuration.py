"""Changes of desks, stages and webhooks are in the log, without the values."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from newsroom.models import Desk
from newsroom.security.models import SecurityEvent
from reviews.administration.desks import change_desk
from reviews.models import Endpoint, Stage
from tests.factories import NOW, make_desk, make_user


@pytest.fixture
def desk(db):
    desk = make_desk("city")
    SecurityEvent.objects.all().delete()
    return desk


def facts():
    rows = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.SETTINGS).order_by("pk")
    return [(event.facts["setting"], event.facts["what"]) for event in rows]


def test_a_desk(desk):
    made = Desk.objects.create(name="World", slug="world")
    made.direction, made.language = "ltr", "de"
    made.save()
    made.save()
    made.delete()
    assert facts() == [
        ("desk world", "added"),
        ("desk world", "language, direction"),
        ("desk world", "deleted"),
    ]


def test_who_may_release_is_one_event_with_its_value(desk):
    desk.released_by = "editors"
    desk.save()
    desk.released_by, desk.releasing_group = "group", Group.objects.get(name="Standards")
    desk.save()
    desk.language = "de"
    desk.save()
    assert facts() == [
        ("desk city", "who may release"),
        ("desk city", "who may release"),
        ("desk city", "language"),
    ]
    values = SecurityEvent.objects.filter(facts__what="who may release").order_by("pk")
    assert [event.facts["value"] for event in values] == ["desk editors", "Standards"]


def test_a_desk_s_own_page_writes_it_once(desk):
    by = make_user(is_staff=True, is_superuser=True)
    SecurityEvent.objects.all().delete()
    change_desk(desk, by=by, name=desk.name, language="en", direction="", released_by="editors")
    assert facts() == [("desk city", "who may release")]


def test_a_stage(desk):
    stage = Stage.objects.get(name="Copy")
    stage.signatures = 2
    stage.save()
    assert facts() == [("stage Copy of city", "signatures")]


def test_a_webhook_by_no_address_and_no_secret(desk, django_assert_num_queries):
    by = make_user()
    endpoint = Endpoint.objects.create(desk=desk, url="https://a.example/s3cret", added_by=by, added_at=NOW)
    endpoint.failures = 3
    with django_assert_num_queries(2):  # the row and its history
        endpoint.save(update_fields=["failures"])
    endpoint.secret = "another"
    endpoint.save()
    name = f"webhook {endpoint.pk} of city"
    assert facts() == [(name, "added"), (name, "secret")]
    assert "s3cret" not in str(list(SecurityEvent.objects.values()))
