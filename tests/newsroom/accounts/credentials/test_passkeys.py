"""Passkeys without a device: challenges, and answers that are none."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests.factories import make_user
from tests.pages import browse, words

SIGN_IN, ADD = "/login/passkey/", "/account/passkeys/new/"
BROKEN = [
    *("", "x", "{}", "[]", "null", "1", '{"response": 1}', '{"response": {"userHandle": 1}}'),
    *('{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "////"}}', "{" * 5000),
    '{"id":"eA","rawId":"eA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"e30",'
    '"authenticatorData":"eA","signature":"eA","userHandle":"MQ"}}',
]


def test_a_challenge_is_new_each_time_and_names_no_account(db):
    browser = browse()
    first, second = (browser.get(SIGN_IN).json()["request_options"]["publicKey"] for _ in range(2))
    assert first["userVerification"] == "required"
    assert not first.get("allowCredentials")
    assert first["challenge"] != second["challenge"]


@pytest.mark.parametrize("credential", BROKEN)
def test_a_broken_answer_signs_nobody_in(person, credential):
    browser = browse()
    browser.get(SIGN_IN)
    answer = browser.post(SIGN_IN, {"credential": credential}, follow=True)
    assert answer.redirect_chain == [("/login/", 302)]
    assert "That passkey isn’t known here." in words(answer)


@pytest.mark.parametrize("credential", BROKEN)
def test_a_broken_answer_adds_none(person, credential):
    browser = browse(person)
    browser.get(ADD)
    answer = browser.post(ADD, {"name": "Laptop", "credential": credential, "passwordless": "on"})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_adding_needs_a_sign_in_of_the_last_minutes(person, signed_in_long_ago):
    browser = signed_in_long_ago(browse(person), 16 * 60)
    assert browser.get(ADD)["Location"].startswith("/account/confirm/?next=")
    assert browser.post(ADD, {"credential": "{}"})["Location"].startswith("/account/confirm/?next=")


def test_the_page_says_what_the_first_one_changes(person):
    changes = "From then on, signing in with your password also asks"
    browser = browse(person)
    assert changes in words(browser.get(ADD))
    TOTP.activate(person, generate_totp_secret())
    assert changes not in words(browser.get(ADD))


@pytest.mark.parametrize("tail", ["", "remove/"])
def test_nobody_reaches_the_passkey_of_another(person, tail):
    other = Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "Laptop", "credential": {}}
    )

    stranger = browse(make_user("Tomas Brandt"))
    for method in (stranger.get, stranger.post):
        assert method(f"/account/passkeys/{other.pk}/{tail}").status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


def test_challenges_are_counted_by_client(db):
    answers = [browse().get(SIGN_IN).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
