"""The page of an invitation's link: real mail, a password, and the first page after it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.accounts.staff import invitations
from newsroom.accounts.staff.grants import Grant
from newsroom.models import StaffInvitation, User
from reviews.notifications import account_mail
from tests.factories import join, make_desk, make_user

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Ana Lima", "password": "seven grey herons"}


@pytest.fixture
def desk(db):
    return make_desk("city")


@pytest.fixture
def administrator(db):
    return make_user("Ines Okafor", is_staff=True, is_superuser=True)


@pytest.fixture
def link(administrator, desk, send_to, settings):
    """The path of the link in the mail that arrived."""
    grant = Grant(roles=[(desk, "reader")])
    invitations.invite(by=administrator, address="ana@paper.example", grant=grant, now=timezone.now())
    account_mail.drain(seconds=60)
    text = send_to.messages[-1].get_body(("plain",)).get_content()
    return re.search(re.escape(settings.COPYDESK_URL) + r"(/invitations/\S+)", text)[1]


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_link_in_the_mail_leads_to_an_account_that_is_signed_in(client, link, desk):
    page = client.get(link)
    assert "Ines Okafor invites you as:" in words(page)
    assert "reader, City" in words(page)
    assert 'value="ana@paper.example"' in page.content.decode()
    response = client.post(link, GIVEN, follow=True)
    assert response.redirect_chain == [("/welcome/", 302)]
    assert response.context["user"].email == "ana@paper.example"
    assert "Welcome, Ana Lima" in words(response)
    assert "You can read every story of the desk" in words(response)


def test_errors_are_beside_their_fields_and_nothing_is_lost(client, link):
    response = client.post(link, {"name": "Ana Lima", "password": "short"})
    assert response.status_code == 422
    assert "at least 12 characters" in " ".join(response.context["form"].errors["password"])
    assert response.context["form"]["name"].value() == "Ana Lima"
    assert not User.objects.filter(email="ana@paper.example").exists()
    response = client.post(link, {"name": "", "password": GIVEN["password"]})
    assert list(response.context["form"].errors) == ["name"]


def test_nothing_typed_reaches_the_page_unescaped(client, link):
    response = client.post(link, {"name": "<b>Ana</b>", "password": GIVEN["password"]}, follow=True)
    assert b"<b>Ana" not in response.content


def test_a_used_link_leads_to_the_sign_in(client, link):
    client.post(link, GIVEN)
    client.logout()
    response = client.get(link)
    assert response.status_code == 409
    assert "accepted already" in words(response)
    assert 'href="/login/"' in response.content.decode()


NAMED = {"name": "Ana Lima", "passkey": "on"}


def at_a_name(client, method, path, data=None):
    return getattr(client, method)(path, data, secure=True, headers={"host": "testserver"})


def test_a_passkey_instead_of_a_password(client, link):
    assert "Use a passkey instead" in words(at_a_name(client, "get", link))
    response = at_a_name(client, "post", link, NAMED)
    assert response["Location"] == "/account/passkeys/new/?next=%2Fwelcome%2F"
    page = at_a_name(client, "get", response["Location"])
    assert page.context["user"].email == "ana@paper.example"
    assert "this passkey is how you sign in" in words(page)
    assert 'href="/account/password/set/?next=/welcome/"' in page.content.decode()
    assert not User.objects.get(email="ana@paper.example").has_usable_password()


def test_whoever_did_not_finish_comes_back_by_the_link(client, link):
    at_a_name(client, "post", link, NAMED)
    assert at_a_name(client, "get", link).status_code == 200
    client.logout()
    assert at_a_name(client, "get", link).status_code == 200
    assert at_a_name(client, "post", link, NAMED).status_code == 302
    client.logout()
    at_a_name(client, "post", link, GIVEN)
    assert at_a_name(client, "get", link).status_code == 409
    assert client.login(username="ana@paper.example", password=GIVEN["password"])


def test_a_colleague_who_is_signed_in_does_not_go_on_for_them(client, link, desk):
    at_a_name(client, "post", link, NAMED)
    client.logout()
    client.force_login(join(make_user("Tomas Brandt"), desk, "writer"))
    assert at_a_name(client, "post", link, NAMED).status_code == 403


@pytest.mark.parametrize(
    ("host", "secure", "possible"),
    [
        ("testserver", True, True),
        ("testserver", False, False),
        ("localhost", False, True),
        ("127.0.0.1", False, False),
        ("127.0.0.1", True, False),
        ("[::1]", True, False),
    ],
)
def test_where_there_can_be_no_passkey_none_is_offered(client, link, settings, host, secure, possible):
    settings.ALLOWED_HOSTS = ["*"]
    asked = {"secure": secure, "headers": {"host": host}}
    page = words(client.get(link, **asked))
    assert ("Use a passkey instead" in page) == possible
    assert ("Passkeys need https and a host name" in page) != possible
    assert client.post(link, NAMED, **asked).status_code == (302 if possible else 422)
    assert User.objects.filter(email="ana@paper.example").exists() == possible


def test_an_expired_link_asks_for_a_new_one(client, link, administrator, send_to):
    StaffInvitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    response = client.get(link)
    assert response.status_code == 409
    assert "This invitation has expired." in words(response)
    response = client.post(f"{link}again")
    assert response.status_code == 200
    account_mail.drain(seconds=60)
    assert send_to.messages[-1]["To"] == administrator.email


@pytest.mark.parametrize("path", ["/invitations/made-up/", "/invitations/%00/", "/invitations/é/"])
def test_a_link_that_was_not_made_here(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path, GIVEN).status_code == 404
    assert client.post(f"{path}again").status_code == 200


def test_somebody_who_is_signed_in_accepts_for_nobody(client, link, desk):
    client.force_login(join(make_user("Tomas Brandt"), desk, "writer"))
    for response in (client.get(link), client.post(link, GIVEN)):
        assert response.status_code == 403
        assert "This invitation is for ana@paper.example" in words(response)
    assert not User.objects.filter(email="ana@paper.example").exists()


def test_who_comes_back_signs_in_by_themselves(client, link):
    make_user("Ana Lima", email="ana@paper.example", is_active=False, last_login=timezone.now())
    response = client.post(link, GIVEN, follow=True)
    assert response.redirect_chain == [("/login/", 302)]
    assert "Welcome back. Sign in with your new password." in words(response)
    assert client.login(username="ana@paper.example", password=GIVEN["password"])


def test_the_page_is_not_kept(client, link):
    response = client.get(link)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_welcome_is_for_people_who_are_signed_in(client):
    assert client.get("/welcome/").status_code == 302


def test_an_administrator_without_a_desk_is_told_what_they_are(client, administrator):
    client.force_login(administrator)
    assert "You’re an administrator" in words(client.get("/welcome/"))
