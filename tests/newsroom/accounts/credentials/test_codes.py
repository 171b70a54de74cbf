"""Authenticator apps and recovery codes: set up, asked for at sign-in, used once, and not guessed."""

from __future__ import annotations

import time

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from newsroom.models import AccountMail
from tests.environment import processes
from tests.factories import make_user
from tests.newsroom.accounts.conftest import PASSWORD
from tests.pages import browse, words

APP, CODE = "/account/app/", "/login/code/"


def code(secret, *, steps=0):
    """What an authenticator app shows now, or some steps of 30 seconds from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def browser(person):
    return browse(person)


@pytest.fixture
def secret(browser, django_capture_on_commit_callbacks):
    """The secret of an app that was added a step ago."""
    secret = browser.get(APP).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(APP, {"code": code(secret, steps=-1)})
    assert response["Location"] == "/account/recovery-codes/"
    return secret


def with_password(person, **more):
    stranger = browse()
    response = stranger.post("/login/", {"username": person.email, "password": PASSWORD, **more})
    assert response["Location"] == CODE
    return stranger


def test_an_app_is_added_with_its_recovery_codes_and_a_notice(person, browser, secret):
    codes = browser.get("/account/recovery-codes/").context["unused_codes"]
    assert len(set(codes)) == 10
    assert "Authenticator app, added today" in words(browser.get("/account/"))
    assert [mail.facts["change"] for mail in AccountMail.objects.all()] == ["totp_added"]
    download = browser.get("/account/recovery-codes/download/")
    assert all(one in download.content.decode() for one in codes)


def test_a_wrong_code_adds_nothing(person, browser):
    browser.get(APP)
    assert "That didn’t work. Try again." in words(browser.post(APP, {"code": "000000"}))
    assert not Authenticator.objects.exists()


def test_signing_in_asks_for_a_code_and_then_leads_on(person, secret):
    stranger = with_password(person, next="/inbox/")
    assert stranger.get("/")["Location"].startswith("/login/"), "not signed in yet"
    assert "One more step" in words(stranger.get(CODE))
    assert stranger.post(CODE, {"code": code(secret)})["Location"] == "/inbox/"
    assert stranger.get("/inbox/").status_code == 200


def test_a_code_works_once(person, secret):
    now = code(secret)
    assert with_password(person).post(CODE, {"code": now}).status_code == 302
    again = with_password(person)
    assert again.post(CODE, {"code": f"{now[:3]} {now[3:]}"}).status_code == 200
    assert again.get("/").status_code == 302


def test_a_recovery_code_works_once(person, browser, secret):
    one = browser.get("/account/recovery-codes/").context["unused_codes"][0]
    assert with_password(person).post(CODE, {"code": one}).status_code == 302
    assert with_password(person).post(CODE, {"code": one}).status_code == 200
    assert "9 unused" in words(browser.get("/account/"))


def test_codes_are_not_guessed_from_however_many_places(person, secret):
    answers = [with_password(person).post(CODE, {"code": f"{n:06}"}).status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
    assert with_password(person).post(CODE, {"code": code(secret)}).status_code == 429


def test_a_reset_password_does_not_pass_the_second_factor(person, secret):
    browse().post("/password/forgotten/", {"email": person.email})
    link = AccountMail.objects.filter(kind="password_reset").get().facts["link"]
    stranger = browse()
    form = stranger.get(link.removeprefix("http://127.0.0.1:8000"))["Location"]
    stranger.post(form, {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    answer = stranger.post("/login/", {"username": person.email, "password": PASSWORD + "!"})
    assert answer["Location"] == CODE


def test_one_goes_back_to_the_sign_in(person, secret):
    stranger = with_password(person)
    assert stranger.get("/login/")["Location"] == CODE
    stranger.post("/logout/")
    assert stranger.get("/login/").status_code == 200


def test_the_code_page_is_for_who_has_given_a_password(db):
    assert browse().get(CODE)["Location"] == "/login/"
    assert browse().post(CODE, {"code": "1"})["Location"] == "/login/"


@pytest.mark.parametrize(
    "address", [APP, "/account/app/remove/", "/account/recovery-codes/", "/account/recovery-codes/new/"]
)
def test_changes_need_a_sign_in_of_the_last_minutes(person, browser, secret, signed_in_long_ago, address):
    Authenticator.objects.filter(type="totp").delete() if address == APP else None
    signed_in_long_ago(browser, 16 * 60)
    answer = browser.get(address)
    assert answer["Location"].replace("%2F", "/") == f"/account/confirm/?next={address}"
    assert browser.post("/account/confirm/", {"password": PASSWORD, "next": address})["Location"] == address
    assert browser.get(address).status_code == 200


def test_a_code_confirms_who_one_is(person, browser, secret, signed_in_long_ago):
    signed_in_long_ago(browser)
    answer = browser.post("/account/confirm/code/", {"code": code(secret), "next": "/account/"})
    assert answer["Location"] == "/account/"
    assert browser.get("/account/app/remove/").status_code == 200


def test_the_app_is_removed_with_its_codes_and_a_notice(person, browser, secret):
    browser.post("/account/app/remove/")
    assert not Authenticator.objects.exists()
    assert AccountMail.objects.filter(facts__change="totp_removed").exists()
    stranger = browse()
    answer = stranger.post("/login/", {"username": person.email, "password": PASSWORD})
    assert answer["Location"] == "/"


def test_new_recovery_codes_end_the_earlier_ones(person, browser, secret):
    old = browser.get("/account/recovery-codes/").context["unused_codes"][0]
    browser.post("/account/recovery-codes/new/")
    assert with_password(person).post(CODE, {"code": old}).status_code == 200


def test_nobody_has_recovery_codes_alone(browser):
    assert browser.get("/account/recovery-codes/").status_code == 404
    assert browser.post("/account/recovery-codes/new/").status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.broker
def test_a_code_signs_in_while_redis_is_away_and_still_works_once(transactional_db):
    person = make_user("Nora Field", email="nora@paper.example", password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    now = code(secret)
    with processes.web_process(REDIS_URL="redis://127.0.0.1:1/0") as web:
        answers = [sign_in(web.address, person, now) for _time in range(2)]
        assert "Traceback" not in web.output
    assert [(answer.status_code, answer.url.removeprefix(web.address)) for answer in answers] == [
        (200, "/"),
        (200, CODE),
    ]


def sign_in(address, person, shown):
    """The page where one is after giving the password and a code."""
    with requests.Session() as browser:
        for path, form in (
            ("/login/", {"username": person.email, "password": PASSWORD}),
            (CODE, {"code": shown}),
        ):
            browser.get(address + path)
            token = {"X-CSRFToken": browser.cookies["csrftoken"]}
            answer = browser.post(address + path, form, headers=token)
        return answer
