"""The browsers one is signed in with: seen by their person alone, and ended for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsroom.accounts import browsers
from newsroom.server.session_auth import signed_in, still_signed_in
from newsroom.tasks import forget
from tests.factories import make_user
from tests.newsroom.accounts.conftest import PASSWORD
from tests.pages import browse, words

END = "/account/browsers/end/"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)


@pytest.fixture
def two(person):
    def sign_in(agent):
        browser = browse()
        sent = {"username": person.email, "password": PASSWORD}
        assert browser.post("/login/", sent, headers={"User-Agent": agent}).status_code == 302
        return browser

    return sign_in(FIREFOX), sign_in(CHROME)


def test_they_are_listed_with_this_one_first(person, two, django_assert_num_queries):
    here, _there = two
    stranger = browse(make_user("Tomas Brandt"))
    key = here.session.session_key
    with django_assert_num_queries(2):
        found = browsers.of(person, current=key, now=timezone.now())
    assert [(one.program, one.is_this, one.address) for one in found] == [
        ("Firefox on Windows", True, "127.0.0.1"),
        ("Chrome on Android", False, "127.0.0.1"),
    ]
    assert "Firefox on Windows" in words(here.get("/account/"))
    assert "Firefox on Windows" not in words(stranger.get("/account/"))


def test_one_is_ended_and_nobody_elses(person, two):
    here, there = two
    stranger = browse(make_user("Tomas Brandt"))
    row = UserSession.objects.get(session_key=there.session.session_key)
    key = there.session.session_key
    assert signed_in(key, now=timezone.now()) == person
    assert "Signed out in 0 browsers." in words(stranger.post(END, {"browser": row.pk}, follow=True))
    assert there.get("/").status_code == 200
    assert "Signed out in 1 browser." in words(here.post(END, {"browser": row.pk}, follow=True))
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert signed_in(key, now=timezone.now()) is None
    assert still_signed_in([key], now=timezone.now()) == {}, "its open streams end with the next check"


def test_all_others_are_ended(person, two):
    here, there = two
    here.post(END)
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    assert len(browsers.of(person, current=None, now=timezone.now())) == 1


def test_this_one_is_not_ended_here(person, two):
    here, _there = two
    row = UserSession.objects.get(session_key=here.session.session_key)
    here.post(END, {"browser": row.pk})
    assert here.get("/").status_code == 200


@pytest.mark.parametrize("browser", ["x", "-1", "9" * 30])
def test_what_is_no_number_of_a_row_ends_nothing_it_should_not(person, two, browser):
    here, _there = two
    assert here.post(END, {"browser": browser}).status_code == 302
    assert here.get("/").status_code == 200


def test_those_that_ended_by_themselves_are_not_listed(person, two):
    here, there = two
    Session.objects.filter(session_key=there.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert len(browsers.of(person, current=here.session.session_key, now=timezone.now())) == 1
    person.set_password("another that is long")
    person.save()
    assert browsers.of(person, current=here.session.session_key, now=timezone.now()) == []


def test_rows_of_sessions_that_are_gone_are_deleted(person, two):
    Session.objects.all().delete()
    forget()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (CHROME, "Chrome on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_has_a_name(agent, name):
    assert browsers.program(agent) == name
