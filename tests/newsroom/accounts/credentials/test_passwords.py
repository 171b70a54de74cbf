"""A forgotten password: one answer for every address, a link that works once, and nobody signed in by it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.models import AccountMail, User
from tests.factories import make_user
from tests.pages import browse, words

FORGOTTEN = "/password/forgotten/"
NEW = "seven tin lanterns hum"


def ask(address, **more):
    return browse().post(FORGOTTEN, {"email": address}, **more)


def link():
    """The newest link that was sent, as a path."""
    return (
        AccountMail.objects.filter(kind="password_reset")
        .first()
        .facts["link"]
        .removeprefix("http://127.0.0.1:8000")
    )


def set_password(path, password=NEW, browser=None):
    browser = browser or browse()
    form = browser.get(path)
    if form.status_code != 302:
        return form
    sent = {"password1": password, "password2": password}
    return browser.post(form["Location"], sent)


def test_the_link_sets_a_password_and_signs_out_everywhere(person):
    signed_in = browse(person)
    assert ask("Nora@PAPER.example")["Location"] == "/password/forgotten/sent/"
    mail = AccountMail.objects.get()
    assert (mail.address, mail.person, mail.kind) == (person.email, person, "password_reset")
    browser = browse()
    path = link()
    form = browser.get(path)
    assert path.split("/")[-2] not in form["Location"], "no page shows or sends the token on"
    assert set_password(path, browser=browser)["Location"] == "/login/"
    assert "Password changed." in words(browser.get("/login/"))
    assert browser.get("/").status_code == 302, "nobody is signed in by it"
    assert signed_in.get("/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert AccountMail.objects.filter(kind="credentials_changed").get().facts["change"] == "password_reset"
    assert not EmailAddress.objects.exists()


def test_a_link_works_once(person):
    ask(person.email)
    path = link()
    assert set_password(path).status_code == 302
    assert "This link doesn’t work" in words(set_password(path, "nine other words here"))


def test_who_has_only_a_passkey_gets_a_password_by_it_and_still_needs_a_second_step(person):
    person.set_unusable_password()
    person.save()
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Phone", "credential": {}})
    codes = RecoveryCodes.activate(person).get_unused_codes()
    ask(person.email)
    assert set_password(link())["Location"] == "/login/"
    browser = browse()
    sent = {"username": person.email, "password": NEW}
    assert browser.post("/login/", sent)["Location"] == "/login/code/"
    assert browser.get("/").status_code == 302
    browser.post("/login/code/", {"code": codes[0]})
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "what", ["password", "address", "deactivated", "demo in production", "guest", "other token"]
)
def test_a_link_ends_with_whatever_it_was_for(person, settings, what):
    ask(person.email)
    path = link()
    if what == "password":
        person.set_password("another that is long")
        person.save()
    elif what == "address":
        User.objects.filter(pk=person.pk).update(email="nora.field@paper.example")
    elif what == "deactivated":
        User.objects.filter(pk=person.pk).update(is_active=False)
    elif what == "guest":
        User.objects.filter(pk=person.pk).update(is_guest=True)
    elif what == "demo in production":
        User.objects.filter(pk=person.pk).update(is_demo=True)
        settings.PRODUCTION = True
    else:
        path = path[:-3] + "xyz/"
    assert "This link doesn’t work" in words(set_password(path))
    person.refresh_from_db()
    assert not person.check_password(NEW)


def test_an_old_link_does_not_work(person, settings):
    ask(person.email)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link doesn’t work" in words(browse().get(link()))


@pytest.mark.parametrize("of", ["nobody", "guest", "left", "demo"])
def test_who_has_no_account_gets_the_same_answer_and_no_mail(person, settings, of):
    settings.PRODUCTION = True
    make_user("A guest", email="guest@else.example", is_guest=True)
    make_user("Gone", email="left@else.example", is_active=False)
    make_user("Demo", email="demo@else.example", is_demo=True)
    with CaptureQueriesContext(connection) as known:
        expected = ask(person.email, follow=True)
    AccountMail.objects.all().delete()
    with CaptureQueriesContext(connection) as unknown:
        answer = ask(f"{of}@else.example", follow=True)
    assert words(answer) == words(expected)
    assert answer.redirect_chain == expected.redirect_chain
    assert not AccountMail.objects.exists()
    assert kinds(unknown) == kinds(known), "the same work is done for either"


def kinds(captured):
    """The beginnings of the statements, without those that end a transaction."""
    first = [query["sql"].split()[0] for query in captured.captured_queries]
    return [word for word in first if word not in {"COMMIT", "ROLLBACK", "RELEASE"}]


def test_requests_are_counted_by_address_and_by_client(person):
    assert [ask(person.email).status_code for _ in range(6)] == [302] * 5 + [429]
    assert [ask("nobody@paper.example").status_code for _ in range(6)] == [302] * 5 + [429]
    assert AccountMail.objects.count() == 5
    many = [ask(f"{n}@paper.example", REMOTE_ADDR="192.0.2.9").status_code for n in range(21)]
    assert many == [302] * 20 + [429]


def test_the_page_does_not_take_what_is_no_address(db):
    response = ask("nobody")
    assert response.status_code == 200
    assert "valid email" in words(response)


@pytest.mark.parametrize("path", ["1/x", "zz!/x", "1/set-password", "0/x-y", f"{'9' * 300}/x"])
def test_a_broken_link_says_so(db, path):
    assert "This link doesn’t work" in words(browse().get(f"/password/new/{path}/"))
