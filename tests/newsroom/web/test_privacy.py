"""What a browser may keep: nothing that somebody signed in has seen, and after signing out nothing at all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from reviews.preferences import calendar_feed
from tests.factories import newsroom
from tests.pages import at, browse
from tests.reviews.views.test_sessions import OURS, address_of


@pytest.fixture
def room(db):
    return newsroom()


def test_no_page_of_somebody_signed_in_is_kept(room):
    client = browse(room.admin)
    known = ["/", "/inbox/", "/preferences/", "/calendar/", "/webhooks/", at(room.article), "/nowhere/"]
    known += ["/admin/", "/admin/articles/article/", "/admin/jsi18n/", f"/api/articles/{room.article.slug}"]
    for address in [*known, *map(address_of, OURS)]:
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"], address


@pytest.mark.parametrize("address", ["/login/", "/nowhere/", "/", "/api/articles/x", "/admin/login/"])
def test_pages_for_nobody_are_not_kept_either(db, address):
    assert "no-store" in Client().get(address)["Cache-Control"]


def test_an_answer_that_needed_no_person_asks_for_none(room, django_assert_num_queries):
    client = browse(room.writer)
    with django_assert_num_queries(0):
        assert "no-store" in client.get("/nowhere/at/all/", headers={"Host": "evil.example"})["Cache-Control"]


def test_a_calendar_is_still_asked_for_by_its_digest(room):
    link = calendar_feed.link_to(calendar_feed.switch_on(room.writer, choice="mine"))
    answer = Client().get(link.partition("127.0.0.1:8000")[2] or link)
    assert answer["Cache-Control"] == "private, no-cache" and answer["ETag"]


@pytest.mark.parametrize("address", ["/logout/", reverse("admin:logout")])
def test_signing_out_clears_what_the_browser_has(room, address):
    answer = browse(room.admin).post(address)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in answer["Cache-Control"]


def test_nothing_else_clears_it(room):
    client = browse(room.writer)
    for address in ("/", at(room.article), "/login/"):
        assert "Clear-Site-Data" not in client.get(address)
    assert client.get("/logout/").status_code == 405, "nor a link that somebody was lured to"
    assert client.get("/").status_code == 200
