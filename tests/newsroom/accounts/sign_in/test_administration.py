"""The administration sends people to everybody's sign-in, and refuses who is no administrator."""

from __future__ import annotations

import pytest

from tests.factories import make_user
from tests.pages import browse, words

pytestmark = pytest.mark.django_db


def test_a_stranger_signs_in_where_everybody_does():
    make_user("Ruth Adeyemi")
    response = browse().get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/login/?next=/admin/"
    assert "Copydesk administration" not in words(response)


def test_who_is_no_administrator_gets_our_refusal():
    response = browse(make_user("Ruth Adeyemi")).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "Not allowed" in words(response)


def test_an_administrator_who_is_signed_in_goes_on():
    ines = browse(make_user("Ines Okafor", is_staff=True))
    assert ines.get("/admin/login/?next=/admin/newsroom/")["Location"] == "/admin/newsroom/"
    assert ines.get("/admin/login/?next=//evil.example/")["Location"] == "/admin/"
    assert ines.get("/admin/password_change/")["Location"] == "/account/password/"


def test_nobody_signs_in_at_the_old_address(quick_hashes):
    make_user("Ines Okafor", email="ines@paper.example", password="correct horse", is_staff=True)
    browser = browse()
    browser.post("/admin/login/", {"username": "ines@paper.example", "password": "correct horse"})
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("table", ["account", "mfa", "socialaccount", "usersessions"])
def test_the_tables_of_libraries_are_not_shown(table):
    ines = browse(make_user("Ines Okafor", is_staff=True, is_superuser=True))
    assert ines.get(f"/admin/{table}/").status_code == 404
