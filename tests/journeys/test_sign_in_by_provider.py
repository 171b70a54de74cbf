"""Sign-in by OpenID Connect, with a provider that runs on this machine in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from newsroom.configuration import oidc
from newsroom.models import User
from newsroom.running.children import PROJECT
from tests.environment.identity_provider import CLIENT, PASSWORD, SECRET
from tests.environment.mailbox import free_port
from tests.environment.processes import wait_until
from tests.factories import make_user
from tests.journeys.frame import account
from tests.journeys.looking import serious

INBOX = re.compile(r":\d+/inbox/$")
"""Not a page that leads there next."""


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture
def provider(live_app, settings, tmp_path):
    """Start the provider, whose one person has this address there; Copydesk is one of its clients."""
    started = []

    def start(address, *, verified=True):
        port = free_port()
        callback = f"{live_app}/oidc/sso/login/callback/"
        state = "verified" if verified else "unverified"
        command = [sys.executable, "-m", "tests.environment.identity_provider", str(port), str(tmp_path)]
        started.append(subprocess.Popen([*command, callback, address, state], cwd=PROJECT))
        issuer = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(f"{issuer}/.well-known/openid-configuration"))
        environ = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
        settings.OIDC = oidc({**environ, "OIDC_NAME": "Paper ID"})
        apps = {"OAUTH_PKCE_ENABLED": True, "APPS": [settings.OIDC.app]}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": apps}
        return address

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def sign_in(page, address):
    """At Copydesk, then at the provider, then consent."""
    page.goto("/login/?next=/inbox/")
    page.get_by_role("link", name="Sign in with Paper ID").click()
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.get_by_role("button", name="Authorize").click()


def test_whose_address_is_verified_there_is_signed_in_here(page, room, provider):
    sign_in(page, provider(room.writer.email))
    expect(page).to_have_url(INBOX)
    expect(account(page)).to_contain_text(room.writer.name)
    assert not SocialAccount.objects.exists(), "the address decides each time"
    page.goto("/account/")
    expect(page.get_by_text("You sign in with Paper ID and have no password here.")).to_be_visible()
    assert serious(page) == []


@pytest.mark.parametrize("case", ["a stranger", "not verified", "a guest", "left"])
def test_nobody_else_is_signed_in_or_gets_an_account(page, room, provider, case):
    address = {"a stranger": "stranger@paper.example", "a guest": "guest@else.example"}.get(
        case, room.writer.email
    )
    make_user("A guest", email="guest@else.example", is_guest=True)
    if case == "left":
        User.objects.filter(pk=room.writer.pk).update(is_active=False)
    people = User.objects.count()
    sign_in(page, provider(address, verified=case != "not verified"))
    expect(page.get_by_text("No account here has your verified email address.")).to_be_visible()
    assert User.objects.count() == people
    assert serious(page) == []
    page.goto("/inbox/")
    expect(page).to_have_url(re.compile("/login/"))


def test_a_provider_that_is_away_says_so_and_the_password_works(page, room, provider, settings):
    provider(room.writer.email)
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )
    page.goto("/login/")
    page.get_by_role("link", name="Sign in with Paper ID").click()
    expect(page.get_by_text("Paper ID can’t be reached right now.")).to_be_visible()
    assert serious(page) == []


def test_who_has_no_password_confirms_by_the_provider(page, room, provider):
    sign_in(page, provider(room.writer.email))
    expect(page).to_have_url(INBOX)
    row = Session.objects.get()
    data = row.get_decoded()
    data["confirmed_at"] = time.time() - 3600
    row.session_data = Session.objects.encode(data)
    row.save()
    page.goto("/account/app/")
    page.get_by_role("link", name="Continue with Paper ID").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Authorize").click()
    expect(page).to_have_url(re.compile("/account/app/$"))
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
