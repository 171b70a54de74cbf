"""Passkeys without a device: challenges, and answers that are none."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from newsroom.accounts.credentials import passkeys
from newsroom.accounts.credentials.passkeys import OnlyWayIn
from newsroom.models import User
from tests.acts import at_once
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


@pytest.fixture
def without_password(person):
    person.set_unusable_password()
    person.save()
    return person


def add_passkeys(person, *names):
    return [
        Authenticator.objects.create(user=person, type="webauthn", data={"name": name, "credential": {}})
        for name in names
    ]


def remove(browser, passkey):
    return browser.post(f"/account/passkeys/{passkey.pk}/remove/")


def test_the_last_passkey_of_an_account_without_a_password_stays(without_password):
    first, second = add_passkeys(without_password, "Laptop", "Phone")
    browser = browse(without_password)
    assert remove(browser, first).status_code == 302
    assert "is your only way to sign in" in words(browser.get(f"/account/passkeys/{second.pk}/remove/"))
    answer = remove(browser, second)
    assert answer.status_code == OnlyWayIn.status
    assert "This passkey is your only way to sign in. Set a password first." in words(answer)
    assert list(passkeys.of(without_password)) == [second]


def test_with_a_password_it_goes(person):
    (only,) = add_passkeys(person, "Laptop")
    assert remove(browse(person), only).status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_removed_at_once_one_stays(without_password):
    browsers = [browse(without_password) for _ in range(2)]
    found = add_passkeys(without_password, "Laptop", "Phone")
    at_once(*[lambda b=b, p=p: remove(b, p) for b, p in zip(browsers, found, strict=True)])
    assert passkeys.of(without_password).count() == 1


def test_without_any_means_the_page_says_how_to_get_one(without_password, signed_in_long_ago):
    browser = browse(without_password)
    assert browser.get(ADD).status_code == 200
    signed_in_long_ago(browser, 16 * 60)
    for path in (ADD, "/account/password/set/"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "Open the link in your invitation again" in words(answer)
    assert not User.objects.get().has_usable_password()


def test_the_first_passkey_instead_of_a_password_leads_on(without_password):
    page = browse(without_password).get(f"{ADD}?next=/welcome/")
    assert 'href="/account/password/set/?next=/welcome/"' in page.content.decode()
    elsewhere = browse(without_password).get(f"{ADD}?next=https://elsewhere.example/")
    assert "elsewhere.example" not in elsewhere.content.decode().partition("</header>")[2]
