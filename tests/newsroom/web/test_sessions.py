"""A session ends when nobody used it for a day; who works, or types, stays signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsroom.server.session_auth import typed
from tests.factories import make_user
from tests.pages import browse

IDLE, HOUR = timedelta(hours=24), timedelta(hours=1)


@pytest.fixture
def browser(db):
    return browse(make_user("Nora Field"))


def ends_in(browser):
    row = Session.objects.get(session_key=browser.session.session_key)
    return row.expire_date - timezone.now()


def age(browser, by):
    """Let some time have gone by since the session was used."""
    keys = Session.objects.filter(session_key=browser.session.session_key)
    keys.update(expire_date=timezone.now() + IDLE - by)
    UserSession.objects.update(last_seen_at=timezone.now() - by)
    return browser


def is_new(browser):
    return ends_in(browser) > IDLE - timedelta(minutes=5)


def test_a_session_lasts_a_day_and_its_cookie_longer(db):
    person = make_user("Nora Field", email="nora@paper.example", password="nine grey herons wade")
    browser = browse()
    sent = {"username": person.email, "password": "nine grey herons wade"}
    cookie = browser.post("/login/", sent).cookies["copydesk_session"]
    assert IDLE - timedelta(minutes=1) < ends_in(browser) <= IDLE
    assert cookie["max-age"] == 30 * 24 * 3600


def test_a_page_that_is_opened_renews_it(browser):
    assert age(browser, 20 * HOUR).get("/").status_code == 200
    assert is_new(browser)
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_nobody_is_signed_in_after_a_day_without_use(browser):
    assert age(browser, 24 * HOUR).get("/").status_code == 302


def test_a_session_that_was_just_used_costs_no_statement(browser):
    age(browser, timedelta(minutes=30)).get("/inbox/")
    assert not is_new(browser)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/inbox/", {"Sec-Fetch-Mode": "cors"}),
        ("/api/articles", {"Sec-Fetch-Mode": "navigate"}),
        ("/api/articles", {}),
    ],
)
def test_what_an_open_page_asks_for_by_itself_is_no_use(browser, path, headers):
    age(browser, 20 * HOUR).get(path, headers=headers)
    assert not is_new(browser)


def test_what_is_sent_is_use(browser):
    age(browser, 20 * HOUR).post("/account/browsers/end/", headers={"Sec-Fetch-Mode": "cors"})
    assert is_new(browser)


def test_typing_is_use(browser):
    age(browser, 20 * HOUR)
    typed(browser.session.session_key, now=timezone.now())
    assert is_new(browser)
    age(browser, 20 * HOUR)
    typed(browser.session.session_key, now=timezone.now())
    assert not is_new(browser), "not with every key"
    typed(browser.session.session_key, now=timezone.now() + 2 * HOUR)
    assert is_new(browser)


def test_a_session_that_is_over_is_not_brought_back(browser):
    age(browser, 24 * HOUR)
    typed(browser.session.session_key, now=timezone.now())
    assert ends_in(browser) <= timedelta()


def test_signing_out_takes_the_cookie_away(browser):
    cookie = browser.post("/logout/").cookies["copydesk_session"]
    assert (cookie.value, cookie["max-age"]) == ("", 0)
