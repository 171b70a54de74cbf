"""Signing in, changing a password, and the page that has it all. Every page is ours, and nobody signs up."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.urls import NoReverseMatch, reverse

from newsroom.models import AccountMail
from tests.factories import make_user
from tests.newsroom.accounts.conftest import PASSWORD
from tests.pages import browse, words

NEW = "seven tin lanterns hum"
OURS = "Skip to content"


def sign_in(person, password=PASSWORD, **more):
    browser = browse()
    response = browser.post("/login/", {"username": person.email, "password": password, **more})
    return browser, response


def test_one_signs_in_and_is_where_one_was_going(person):
    browser, response = sign_in(person, next="/inbox/")
    assert response["Location"] == "/inbox/"
    assert browser.get("/inbox/").status_code == 200
    assert browser.get("/login/?next=/inbox/")["Location"] == "/inbox/"
    assert not EmailAddress.objects.exists(), "the account's address is the only one"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://localhost:1/",
    ],
)
def test_nobody_is_led_elsewhere(person, elsewhere):
    assert sign_in(person, next=elsewhere)[1]["Location"] == "/"
    browser = browse(person)
    assert browser.get("/login/", {"next": elsewhere})["Location"] == "/"
    assert browser.get("/admin/login/", {"next": elsewhere}).status_code == 403


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_guest": True}, {"is_demo": True}])
def test_who_may_not_sign_in_gets_the_answer_of_a_wrong_password(db, quick_hashes, settings, state):
    settings.PRODUCTION = True
    shut_out = make_user("Nora Field", password=PASSWORD, **state)
    browser, response = sign_in(shut_out)
    assert response.status_code == 200
    assert "Wrong email or password." in words(response)
    assert "_auth_user_id" not in browser.session


def test_an_account_signs_in_whose_address_a_guest_has_too(person):
    make_user("Nora Field", email=person.email, is_guest=True, password="thirteen blue kites")
    assert sign_in(person)[1].status_code == 302
    assert sign_in(person, "thirteen blue kites")[1].status_code == 200


def test_a_password_is_changed_and_its_owner_notified(person):
    browser, elsewhere = sign_in(person)[0], sign_in(person)[0]
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    response = browser.post(
        "/account/password/", sent, headers={"User-Agent": "Mozilla Firefox/140 (X11; Linux)"}
    )
    assert response["Location"] == "/account/"
    assert "Password changed." in words(browser.get("/account/")), "this browser stays signed in"
    assert elsewhere.get("/account/").status_code == 302, "every other one does not"
    assert sign_in(person, NEW)[1].status_code == 302
    mail = AccountMail.objects.get()
    assert (mail.kind, mail.address, mail.facts["change"]) == (
        *("credentials_changed", person.email),
        "password_changed",
    )
    assert mail.facts["device"] == "Firefox on Linux at 127.0.0.1"


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short herons", "short herons", None),
        ("too short", "too short", "at least 12 characters"),
        ("password1234", "password1234", "too common"),
        ("nora@paper.example", "nora@paper.example", "too similar"),
        (NEW, NEW + "!", "the same password"),
    ],
)
def test_what_makes_a_password(person, first, second, sentence):
    browser, _ = sign_in(person)
    response = browser.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": first, "password2": second}
    )
    assert response.status_code == (200 if sentence else 302)
    assert not sentence or sentence in words(response)


def test_the_present_password_is_asked_for_and_not_guessed_at(person):
    browser, _ = sign_in(person)
    sent = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    answers = [browser.post("/account/password/", sent) for _ in range(11)]
    assert [one.status_code for one in answers] == [200] * 10 + [429]
    assert "Wrong password." in words(answers[0])
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_who_has_no_password_sets_one_soon_after_signing_in(db, quick_hashes, signed_in_long_ago, settings):
    somebody = make_user("Ida Berg")
    browser = browse(somebody)
    assert browser.get("/account/password/")["Location"] == "/account/password/set/"
    assert "You have no password here." in words(browser.get("/account/"))
    sent = {"password1": NEW, "password2": NEW}
    assert signed_in_long_ago(browser, 20 * 60).post("/account/password/set/", sent).status_code == 403
    assert signed_in_long_ago(browser, 0).post("/account/password/set/", sent)["Location"] == "/account/"
    assert AccountMail.objects.get().facts["change"] == "password_set"


@pytest.mark.parametrize(
    "name",
    [
        *("account_signup", "account_email", "account_confirm_email", "account_confirm_login_code"),
        *("account_inactive", "account_email_verification_sent", "socialaccount_signup"),
        *("socialaccount_connections", "mfa_signup_webauthn", "account_change_phone", "usersessions_list"),
    ],
)
def test_pages_that_nobody_needs_are_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "address",
    [
        *("/login/", "/password/forgotten/", "/password/forgotten/sent/", "/password/new/1/set-password/"),
        *("/account/", "/account/password/", "/account/app/", "/account/passkeys/new/"),
        "/account/confirm/?next=/",
    ],
)
def test_every_page_is_ours_and_keeps_to_the_content_policy(person, address):
    browser = sign_in(person)[0] if address.startswith("/account/") else browse()
    response = browser.get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert OURS in words(response)
    assert not re.search(r"\sstyle=|\son\w+=|<style", page)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize(
    "address", ["/account/", "/account/password/", "/account/app/", "/account/passkeys/new/"]
)
def test_strangers_sign_in_first(db, address):
    assert unquote(browse().get(address)["Location"]) == f"/login/?next={address}"
