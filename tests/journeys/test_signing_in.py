"""Signing in as people do it: a forgotten password, an authenticator app, a passkey, other browsers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from playwright.sync_api import expect

from newsroom.accounts.staff.grants import Grant
from newsroom.accounts.staff.invitations import invite
from newsroom.configuration import oidc
from newsroom.models import AccountMail, User
from tests.journeys.frame import account, sign_out
from tests.journeys.looking import serious
from tests.newsroom.accounts.credentials.test_codes import code
from tests.pages import at

FIRST = ("/account/", "/account/password/set/", "/account/app/", "/account/passkeys/new/")
"""Pages of who has neither a password nor a second factor yet."""
EVERYTHING = (
    *("/account/", "/account/password/", "/account/app/remove/"),
    *("/account/recovery-codes/", "/account/recovery-codes/new/"),
    *("/account/passkeys/new/", "/account/passkeys/P/", "/account/passkeys/P/remove/"),
    *(
        "/account/confirm/",
        "/account/confirm/code/",
        "/account/confirm/passkey/",
        "/account/confirm/provider/",
    ),
)
"""Pages of who has all means. ``P``: the key of their passkey."""
OUTSIDE = ("/login/", "/password/forgotten/", "/password/forgotten/sent/", "/password/new/1/set-password/")
INBOX = re.compile(r":\d+/inbox/$")
"""Not a page that leads there next."""
NARROW = 360
"""Pixels of a small telephone."""
OLD, NEW = "nine grey herons wade", "seven tin lanterns hum"


@pytest.fixture
def writer(room):
    room.writer.set_password(OLD)
    room.writer.save()
    return room.writer


def sign_in(page, person, password=OLD):
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def signed_in(page, person, password=OLD):
    page.goto("/login/")
    sign_in(page, person, password)
    expect(account(page)).to_be_visible()
    return page


def test_a_forgotten_password_is_set_anew_by_mail(page, writer):
    page.goto("/inbox/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email address").fill(writer.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    assert serious(page) == []
    page.goto(AccountMail.objects.get().facts["link"])
    expect(page).to_have_url(re.compile("set-password/$"))
    page.locator("[name=password1]").fill(NEW)
    page.get_by_label("New password again").fill(NEW)
    assert serious(page) == []
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Password changed.")).to_be_visible()
    sign_in(page, writer, NEW)
    expect(account(page)).to_be_visible()


def test_an_authenticator_app_is_asked_for_and_a_recovery_code_stands_in(page, new_page, writer):
    signed_in(page, writer).goto("/preferences/")
    page.get_by_role("link", name="Password, passkeys and signed-in browsers").click()
    page.get_by_role("link", name="Add an authenticator app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.locator("code.key").inner_text()
    assert serious(page) == []
    page.get_by_label("Code from the app").fill(code(secret, steps=-1))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_text("Authenticator app added.")).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10 and serious(page) == []
    other = new_page()
    for one in (code(secret), codes[0]):
        other.goto("/login/?next=/inbox/")
        sign_in(other, writer)
        expect(other.get_by_role("heading", name="One more step")).to_be_visible()
        assert serious(other) == []
        other.get_by_label("Code", exact=False).fill(one)
        other.get_by_role("button", name="Sign in", exact=True).click()
        expect(other).to_have_url(INBOX)
        sign_out(other)
        expect(other).to_have_url(re.compile("/login/$"))


@pytest.fixture
def localhost(new_page, live_app):
    """A page with a device that has passkeys, at a name: there are none for an address of numbers."""
    page = new_page(base_url=live_app.replace("127.0.0.1", "localhost"))
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    has = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **has}})
    return page


def test_a_passkey_signs_in_without_a_password(localhost, writer):
    page = signed_in(localhost, writer)
    page.goto("/account/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Work laptop")
    assert serious(page) == []
    page.get_by_role("button", name="Create passkey").click()
    expect(page.get_by_text("Passkey added.")).to_be_visible()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("Work laptop").first).to_be_visible()
    assert Authenticator.objects.get(type="webauthn").user == writer
    sign_out(page)
    page.goto("/login/?next=/inbox/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(INBOX)


def test_an_invitation_is_accepted_with_a_passkey_instead_of_a_password(localhost, room):
    page = localhost
    grant = Grant(roles=[(room.desk, "reader")])
    invite(by=room.editor, address="ana@paper.example", grant=grant, now=timezone.now())
    path = urlsplit(AccountMail.objects.get(kind="invitation").facts["link"]).path
    page.goto(path)
    page.get_by_label("Your name").fill("Ana Lima")
    assert serious(page) == []
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    page.goto(path)  # interrupted, and back by the link in the email
    page.get_by_label("Your name").fill("Ana Lima")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("link", name="Set a password instead")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Create passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", name="Welcome, Ana Lima")).to_be_visible()
    expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)
    person = User.objects.get(email="ana@paper.example")
    assert not person.has_usable_password()
    sign_out(page)
    page.goto("/login/?next=/inbox/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(INBOX)
    page.goto("/account/")
    page.get_by_role("link", name="Remove My passkey").click()
    expect(page.get_by_text("is your only way to sign in")).to_be_visible()
    assert serious(page) == []


def test_a_passkey_is_the_second_step_behind_a_password_too(localhost, writer):
    page = signed_in(localhost, writer)
    page.goto("/account/passkeys/new/")
    page.get_by_role("button", name="Create passkey").click()
    expect(page.get_by_text("Passkey added.")).to_be_visible()
    sign_out(page)
    expect(page).to_have_url(re.compile("/login/$"))
    sign_in(page, writer)
    page.get_by_role("button", name="Use a passkey").click()
    expect(account(page)).to_be_visible()
    page.goto("/account/confirm/passkey/?next=/inbox/")
    assert serious(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(INBOX)
    page.goto("/account/")
    page.get_by_role("link", name="Remove My passkey").click()
    assert serious(page) == []
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Passkey removed.")).to_be_visible()


def test_where_there_can_be_no_passkey_the_page_says_so(page, writer):
    page.goto("/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("This browser can’t use passkeys at this address.")


def test_a_browser_that_is_signed_out_from_elsewhere_gets_nothing_more(as_person, room):
    here, there = as_person(room.writer, "/account/"), as_person(room.writer, at(room.article))
    here.reload()
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("Signed out in 1 browser.")).to_be_visible()
    expect(there.get_by_text("Signed out – saved on this device")).to_be_visible()
    there.reload()
    expect(there).to_have_url(re.compile("/login/"))


@pytest.fixture
def has_everything(localhost, writer, settings):
    """The page of a writer with an app, recovery codes and a passkey; and there is a provider."""
    client = {"OIDC_CLIENT_ID": "desk", "OIDC_CLIENT_SECRET": "secret"}
    settings.OIDC = oidc({"OIDC_ISSUER": "https://id.paper.example", **client})
    page = signed_in(localhost, writer)
    page.goto("/account/passkeys/new/")
    page.get_by_role("button", name="Create passkey").click()
    expect(page.get_by_text("Passkey added.")).to_be_visible()
    TOTP.activate(writer, generate_totp_secret())
    return page


def found_on(page, paths):
    """What axe finds serious there; and what is wider than a telephone."""
    found = []
    for path in paths:
        page.goto(path)
        page.set_viewport_size({"width": 1280, "height": 800})
        found += [(path, *one) for one in serious(page)]
        page.set_viewport_size({"width": NARROW, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > NARROW:
            found.append((path, "is too wide"))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_before_anything_is_set_up(as_person, new_page, room, scheme):
    page = as_person(room.writer, "/account/", color_scheme=scheme)
    assert found_on(page, FIRST) == []
    assert found_on(new_page(color_scheme=scheme), OUTSIDE) == []


def test_axe_finds_nothing_serious_when_everything_is(has_everything, new_page, writer):
    page, stranger = has_everything, new_page()
    passkey = Authenticator.objects.get(type="webauthn").pk
    paths = [path.replace("P", str(passkey)) for path in EVERYTHING]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert found_on(page, paths) == []
        page.goto("/account/confirm/code/")
        page.get_by_label("Code", exact=False).fill("000000")
        page.get_by_role("button", name="Continue", exact=True).click()
        expect(page.get_by_text("That didn’t work. Try again.")).to_be_visible()
        assert serious(page) == []
    stranger.goto("/login/")
    sign_in(stranger, writer)
    expect(stranger.get_by_role("heading", name="One more step")).to_be_visible()
    for scheme in ("light", "dark"):
        stranger.emulate_media(color_scheme=scheme)
        assert serious(stranger) == []
