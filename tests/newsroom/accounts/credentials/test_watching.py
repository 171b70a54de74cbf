"""The security log has what people change about their sign-in, and what was tried with wrong codes."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction

from newsroom.accounts.credentials import codes
from newsroom.limiting.limits import Limit
from newsroom.security.models import SecurityEvent
from tests.newsroom.accounts.conftest import PASSWORD
from tests.newsroom.accounts.credentials.test_codes import APP, CODE, code
from tests.pages import browse

pytestmark = pytest.mark.django_db(transaction=True)


def events(kind):
    return [event.facts for event in SecurityEvent.objects.filter(kind=kind).order_by("pk")]


def test_an_app_is_added_renewed_and_removed(person):
    browser = browse(person)
    secret = browser.get(APP).context["form"].secret
    browser.post(APP, {"code": code(secret)})
    browser.post("/account/recovery-codes/new/")
    browser.post("/account/app/remove/")
    assert [(one["what"], "added" in one) for one in events("credentials")][-5:] == [
        ("authenticator app", True),
        ("recovery codes", True),
        ("recovery codes", True),
        ("authenticator app", False),
        ("recovery codes", False),
    ]


def test_a_passkey_is_removed_by_its_name(person):
    data = {"name": "Work laptop", "credential": {}}
    row = Authenticator.objects.create(user=person, type="webauthn", data=data)
    browse(person).post(f"/account/passkeys/{row.pk}/remove/")
    assert events("credentials")[-1] == {"what": "passkey", "removed": "Work laptop"}


def test_wrong_codes_and_too_many_of_them(person, monkeypatch):
    monkeypatch.setattr(codes, "GUESSES", Limit("few", 1, codes.GUESSES.within))
    browser = browse(person)
    secret = browser.get(APP).context["form"].secret
    browser.post(APP, {"code": code(secret, steps=-1)})
    stranger = browse()
    stranger.post("/login/", {"username": person.email, "password": PASSWORD})
    for _ in range(2):
        stranger.post(CODE, {"code": "000000"})
    assert events("sign_in_failed") == [{"means": "code"}]
    assert events("throttled") == [{"means": "code"}]
    assert {event.person for event in SecurityEvent.objects.filter(kind="throttled")} == {person}


def test_too_many_requests_for_a_new_password(person):
    for _ in range(6):
        browse().post("/password/forgotten/", {"email": person.email})
    assert events("throttled") == [{"means": "password reset"}]


def test_sessions_that_were_ended_from_elsewhere(person):
    here, _there = browse(person), browse(person)
    here.post("/account/browsers/end/")
    assert events("sessions_ended") == [{"count": 1}]
    here.post("/account/browsers/end/")
    assert len(events("sessions_ended")) == 1
    assert transaction.get_autocommit()
