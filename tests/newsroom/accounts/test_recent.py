"""What matters most needs a recent sign-in: the form waits until its person has confirmed who they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsroom.web.pages import SENT_BY
from reviews.models import Endpoint
from tests.factories import join, make_desk
from tests.newsroom.accounts.conftest import PASSWORD
from tests.pages import HTMX, browse, words

WEBHOOKS = "/webhooks/"
CONFIRM = "/account/confirm/?next=/webhooks/"


@pytest.fixture
def desk(person):
    desk = make_desk()
    join(person, desk, "editor")
    return desk


def form(desk, **more):
    return {"desk": desk.slug, "kinds": ["asked"], "url": "https://93.184.216.34/hook", **more}


def test_who_signed_in_lately_is_not_asked(person, desk):
    browse(person).post(WEBHOOKS, form(desk))
    assert Endpoint.objects.count() == 1


def test_the_form_waits_until_they_have_confirmed(person, desk, signed_in_long_ago):
    browser = signed_in_long_ago(browse(person))
    assert browser.get(WEBHOOKS).status_code == 200, "reading needs nothing"
    response = browser.post(WEBHOOKS, form(desk), headers={"Referer": "http://testserver/webhooks/?x"})
    assert response["Location"].replace("%2F", "/") == CONFIRM
    assert not Endpoint.objects.exists()
    page = browser.get(CONFIRM)
    assert 'href="/webhooks/?x"' in page.content.decode(), "the way back"
    wrong = browser.post(CONFIRM, {"password": "wrong", "next": WEBHOOKS})
    assert "Wrong password." in words(wrong) and not Endpoint.objects.exists()
    done = browser.post(CONFIRM, {"password": PASSWORD, "next": WEBHOOKS})
    assert Endpoint.objects.get().url == "https://93.184.216.34/hook"
    assert Endpoint.objects.get().secret in done.content.decode()
    browser.post(WEBHOOKS, form(desk, url="https://93.184.216.34/second"))
    assert Endpoint.objects.count() == 2, "and they are not asked again"


def test_a_form_that_waits_is_for_its_own_page_alone(person, desk, signed_in_long_ago):
    browser = signed_in_long_ago(browse(person))
    browser.post(WEBHOOKS, form(desk))
    assert (
        browser.post("/account/confirm/", {"password": PASSWORD, "next": "/inbox/"})["Location"] == "/inbox/"
    )
    assert browser.post("/account/confirm/", {"password": PASSWORD, "next": WEBHOOKS})["Location"] == WEBHOOKS
    assert not Endpoint.objects.exists()


def test_a_form_too_large_to_wait_is_asked_for_again(person, desk, signed_in_long_ago):
    browser = signed_in_long_ago(browse(person))
    browser.post(
        WEBHOOKS, form(desk, name="x" * 300_000), headers={"Referer": "http://testserver/webhooks/?x"}
    )
    done = browser.post(CONFIRM, {"password": PASSWORD, "next": "/webhooks/?x"}, follow=True)
    assert done.redirect_chain == [("/webhooks/?x", 302)]
    assert "Nothing was saved yet." in words(done)


@pytest.mark.parametrize("headers", [HTMX, {SENT_BY: "script"}])
def test_a_page_with_scripts_asks_by_itself_and_sends_again(person, desk, signed_in_long_ago, headers):
    browser = signed_in_long_ago(browse(person))
    asked = browser.post(WEBHOOKS, form(desk), headers=headers)
    assert asked.status_code == 403
    assert "Confirm it’s you to continue." in words(asked)
    where = asked["X-Confirm"]
    assert where == "/account/confirm/?next=%2Flogin%2Fdone%2F"
    assert 'type="password"' in browser.get(where).content.decode()
    next_page = {"next": "/login/done/"}
    wrong = browser.post(where, {"password": "wrong", **next_page}, headers={SENT_BY: "script"})
    assert "Wrong password." in words(wrong)
    right = browser.post(where, {"password": PASSWORD, **next_page}, headers={SENT_BY: "script"})
    assert (right.status_code, right["X-Location"]) == (204, "/login/done/")
    assert not Endpoint.objects.exists(), "the page sends its form, and nobody else does"
    browser.post(WEBHOOKS, form(desk), headers=headers)
    assert Endpoint.objects.count() == 1


def test_guesses_are_counted_as_at_the_sign_in(person, desk, signed_in_long_ago):
    browser = signed_in_long_ago(browse(person))
    answers = [browser.post(CONFIRM, {"password": str(n)}).status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_password_is_that_of_who_is_signed_in(person, desk, signed_in_long_ago, settings):
    browser = signed_in_long_ago(browse(person))
    person.set_unusable_password()
    person.save()
    browser.force_login(person)
    answer = signed_in_long_ago(browser).post(WEBHOOKS, form(desk))
    assert answer.status_code == 403
    assert "Sign out and in again to do this." in words(answer)


def test_how_long_that_is_can_be_set(person, desk, signed_in_long_ago, settings):

    settings.RECENT_SIGN_IN = timedelta(days=1)
    signed_in_long_ago(browse(person)).post(WEBHOOKS, form(desk))
    assert Endpoint.objects.count() == 1


def test_nobody_confirms_who_is_not_signed_in(db):
    assert browse().get(CONFIRM)["Location"].startswith("/login/")


def test_nobody_is_led_elsewhere(person):
    answer = browse(person).post("/account/confirm/", {"password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"
