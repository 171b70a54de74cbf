"""A person who tries what they may not do or see is in the log; one who is lost is not."""

from __future__ import annotations

import pytest

from newsroom.security.models import SecurityEvent
from tests.factories import newsroom
from tests.pages import at, browse

Kind = SecurityEvent.Kind


@pytest.fixture
def room(db):
    return newsroom()


def refused():
    return SecurityEvent.objects.filter(kind=Kind.REFUSED).order_by("pk")


def test_a_story_of_another_desk(room):
    assert browse(room.stranger).get(at(room.article)).status_code == 404
    (event,) = refused()
    assert (event.person, event.facts["page"]) == (room.stranger, at(room.article))
    assert event.facts["method"] == "GET"


def test_a_story_that_is_not_there(room):
    assert browse(room.stranger).get("/articles/nonsense/").status_code == 404
    assert browse(room.stranger).get("/nonsense/").status_code == 404
    assert not refused()


def test_an_act_that_is_not_theirs(room):
    assert browse(room.colleague).post(at(room.article, "spike")).status_code == 403
    assert [event.person for event in refused()] == [room.colleague]


def test_the_programming_interface(room):
    assert browse(room.stranger).get(f"/api/articles/{room.article.slug}").status_code == 404
    assert [event.facts["page"] for event in refused()] == [f"/api/articles/{room.article.slug}"]


def test_the_back_office(room):
    room.editor.is_staff = True
    room.editor.save()
    assert browse(room.editor).get("/admin/newsroom/desk/add/").status_code == 403
    assert [event.person for event in refused()] == [room.editor]


def test_nobody_in_particular(room):
    assert browse().get("/metrics").status_code == 403
    assert not refused()


def test_an_address_with_a_secret_is_not_written_down(room):
    browse(room.stranger).get("/metrics")
    browser = browse(room.stranger)
    browser.get("/preferences/wrong/")
    assert all("wrong" not in event.facts["page"] for event in refused())


def test_a_page_costs_no_event(room, django_assert_num_queries):
    browser = browse(room.editor)
    browser.get(at(room.article))
    before = SecurityEvent.objects.count()
    browser.get(at(room.article))
    assert SecurityEvent.objects.count() == before
