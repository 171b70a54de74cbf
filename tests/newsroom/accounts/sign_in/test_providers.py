"""Sign-in by a provider, as far as this side decides: who is let in by what the provider says of them."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import RequestFactory

from newsroom.accounts.sign_in.providers import ProviderAdapter
from newsroom.errors import NotAllowed
from tests.factories import make_user
from tests.pages import browse


def login(*addresses, process="login"):
    found = SocialLogin(account=SocialAccount(provider="sso", uid="1"), user=None)
    found.email_addresses = [EmailAddress(email=email, verified=verified) for email, verified in addresses]
    found.state = {"process": process}
    return found


def let_in(found):
    ProviderAdapter().pre_social_login(RequestFactory().get("/"), found)
    return found.user


def test_a_verified_address_is_that_of_an_account(person):
    make_user("Nora Field", email=person.email, is_guest=True)
    assert let_in(login(("Nora@PAPER.example", True))) == person
    assert let_in(login(("else@paper.example", True), (person.email, True))) == person


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_guest": True}, {"is_demo": True}])
def test_who_may_not_sign_in_does_not_by_a_provider(db, settings, state):
    settings.PRODUCTION = True
    shut_out = make_user("Nora Field", **state)
    with pytest.raises(NotAllowed, match="No account here"):
        let_in(login((shut_out.email, True)))


@pytest.mark.parametrize(
    "addresses", [[], [("nora@paper.example", False)], [("stranger@paper.example", True)]]
)
def test_nobody_else_is_let_in_or_gets_an_account(person, addresses):
    with pytest.raises(NotAllowed, match="Ask an administrator to invite you"):
        let_in(login(*addresses))


def test_nothing_but_signing_in_is_done(person):
    with pytest.raises(NotAllowed):
        let_in(login((person.email, True), process="connect"))


def test_without_a_provider_there_is_no_button_and_no_page(db, person):
    assert "/oidc/" not in browse().get("/login/").content.decode()
    assert browse().get("/oidc/sso/login/").status_code == 404
    assert browse().get("/oidc/sso/login/callback/").status_code == 404
    assert browse(person).get("/account/confirm/provider/")["Location"] == "/account/confirm/"
