from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import get_resolver
from django.utils import timezone

from newsroom.models import User
from reviews import demo
from tests.factories import make_user
from tests.pages import HTMX, browse, words

OPEN_TO_ALL = {"login", "logout", "mail_webhook"}  # a provider proves itself otherwise: test_webhook.py
OURS = sorted(
    name
    for name, entry in get_resolver().reverse_dict.items()
    if isinstance(name, str) and entry[0][0][0].startswith(("articles/", "mail/", "import/"))
)


def address_of(name):
    template, names = get_resolver().reverse_dict.getlist(name)[0][0][0]
    values = {"number": "1", "pk": "1", "key": str(uuid4())}
    return "/" + template % {one: values.get(one, "text") for one in names}


@pytest.fixture
def person(db):
    return make_user("Nora Field", password="correct horse")


def test_signing_in_leads_to_where_one_was_going(person):
    browser = browse()
    response = browser.post(
        "/login/",
        {"username": person.email.upper(), "password": "correct horse", "next": "/?overdue=on"},
    )
    assert response["Location"] == "/?overdue=on"
    assert browser.get("/").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_address(person):
    response = browse().post("/login/", {"username": person.email, "password": "wrong"})
    assert "Wrong email or password." in words(response)
    assert f'value="{person.email}"' in response.content.decode()


def test_nobody_is_sent_elsewhere_after_signing_in(person):
    sent = {"username": person.email, "password": "correct horse", "next": "https://evil.example/"}
    assert browse().post("/login/", sent)["Location"] == "/"


def test_signing_out(room):
    browser = browse(room.writer)
    assert browser.post("/logout/")["Location"] == "/login/"
    assert browser.get("/").status_code == 302


def test_the_demo_accounts_are_shown_while_they_are_there(db, settings):
    assert "courier" not in words(browse().get("/login/"))
    demo.load(password=demo.PASSWORD, now=timezone.now())
    shown = words(browse().get("/login/"))
    assert all(account.email in shown for account in demo.accounts())
    assert "Demo accounts (password: courier )" in shown
    User.objects.filter(email__startswith="mara@").update(email="else@saltmarsh.example")
    assert "mara@saltmarsh.example" not in words(browse().get("/login/"))
    settings.PRODUCTION = True
    assert "saltmarsh" not in words(browse().get("/login/"))


@pytest.mark.parametrize("name", [name for name in OURS if name not in OPEN_TO_ALL])
def test_no_page_is_open_to_who_has_not_signed_in(db, name):
    for method in ("get", "post"):
        response = getattr(browse(), method)(address_of(name))
        assert response.status_code == 302
        assert response["Location"].startswith("/login/?next=")
    assert browse().get(address_of(name), headers=HTMX).status_code == 401
