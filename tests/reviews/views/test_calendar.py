"""The page with the calendar's link, and the feed as programs fetch it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from reviews.models import Feed
from tests.factories import make_article, make_guest
from tests.pages import HTMX, browse, words


@pytest.fixture
def due(room):
    Article.objects.update(deadline=timezone.now() + timedelta(hours=5))
    room.client = browse(room.writer)
    room.client.post("/calendar/", {"choice": "mine"})
    room.link = link_on(room.client.get("/calendar/"))
    return room


def link_on(page) -> str:
    return page.context["link"].removeprefix("http://127.0.0.1:8000")


def test_a_link_is_made_shown_and_copied(due):
    page = due.client.get("/calendar/")
    html = page.content.decode()
    assert due.link in html
    assert "webcal://" in html
    assert 'data-copy="#calendar-link"' in html
    assert "no-store" in page["Cache-Control"]
    assert 'href="/calendar/"' in due.client.get("/preferences/").content.decode()
    assert due.link not in browse(due.editor).get("/calendar/").content.decode()


def test_the_feed_needs_no_account_and_says_what_it_is(due):
    response = browse().get(due.link)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert b"Deadline: Ferry runs at night again" in response.content.replace(b"\r\n ", b"")
    assert browse().head(due.link).status_code == 200
    assert browse().post(due.link).status_code == 405


def test_who_has_it_already_gets_nothing_until_something_changed(due):
    first = browse().get(due.link)
    again = browse().get(due.link, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Article.objects.update(deadline=timezone.now() + timedelta(hours=6))
    changed = browse().get(due.link, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_new_link_and_none(due):
    page = due.client.post("/calendar/", {"again": "yes"}, follow=True)
    assert "The old one no longer works." in words(page)
    fresh = link_on(page)
    assert (browse().get(due.link).status_code, browse().get(fresh).status_code) == (404, 200)
    page = due.client.post("/calendar/", {"off": "yes"}, follow=True)
    assert "Link turned off." in words(page)
    assert browse().get(fresh).status_code == 404
    assert Feed.objects.get().is_on is False


def test_forged_ended_and_unknown_are_answered_alike(due):
    due.client.post("/calendar/", {"off": "yes"})
    answers = {
        (response.status_code, response.content)
        for address in (due.link, "/calendar/1.1~x.ics", "/calendar/999.1~x.ics")
        for response in [browse().get(address)]
    }
    assert len(answers) == 1


def test_everybody_makes_their_own_and_nobody_elses(due):
    assert browse().get("/calendar/").status_code == 302
    guest = browse(make_guest(due.article, by=due.editor).person)
    assert guest.get("/calendar/").status_code == 302
    assert guest.post("/calendar/", {"choice": "desks"}).status_code == 302
    assert due.client.post("/calendar/", {"choice": "nothing"}).status_code == 422
    browse(due.editor).post("/calendar/", {"again": "yes"})
    assert browse().get(due.link).status_code == 200
    assert Feed.objects.get().person == due.writer


def test_only_editors_are_led_to_webhooks(room):
    for person, led in ((room.writer, False), (room.reader, False), (room.editor, True), (room.admin, True)):
        assert ('href="/webhooks/"' in browse(person).get("/preferences/").content.decode()) is led


def test_the_calendar_shows_a_month_or_a_week_and_marks_what_is_overdue(room):
    late = timezone.now() - timedelta(minutes=5)
    Article.objects.update(deadline=late)
    for by in ("month", "week"):
        shown = words(browse(room.writer).get(f"/calendar/?by={by}&on={timezone.localtime(late).date()}"))
        assert "Ferry runs at night again" in shown
        assert "overdue" in shown
    assert "Ferry runs" not in words(browse(room.stranger).get("/calendar/"))


def test_htmx_gets_the_days_alone(room):
    days = browse(room.writer).get("/calendar/", headers=HTMX).content
    assert days.lstrip().startswith(b'<section id="calendar"')
    assert b"calendar-link" not in days


@pytest.mark.parametrize("query", ["on=soon", "on=9999-99-99", "on=0001-01-01", "by=year", "desk=nowhere"])
def test_what_makes_no_sense_is_this_month_or_the_nearest_one(room, query):
    assert browse(room.writer).get(f"/calendar/?{query}").status_code == 200


def test_a_fuller_calendar_takes_no_more_statements(room, django_assert_num_queries):
    browser = browse(room.editor)
    browser.get("/calendar/")
    with django_assert_num_queries(8):
        browser.get("/calendar/")
    for hours in range(50):
        make_article(room.desk, deadline=timezone.now() + timedelta(hours=hours))
    with django_assert_num_queries(8):
        browser.get("/calendar/")
