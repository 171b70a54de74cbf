"""The demo's password is public: in production nobody of the demo gets in, by any door."""

from __future__ import annotations

import importlib
import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from newsroom.models import User
from newsroom.server.session_auth import signed_in
from reviews import demo, guest_sessions
from reviews.guest_sessions import LinkClosed
from reviews.models import Event, Feed, Invitation
from reviews.notifications.mail import signed_links
from reviews.preferences import calendar_feed
from tests.factories import join, make_article, make_desk, make_user, newsroom
from tests.pages import browse
from tests.reviews.answering import answered, desk  # noqa: F401 - fixtures


@pytest.fixture
def loaded(db):
    demo.load(password=demo.PASSWORD, now=timezone.now())


@pytest.fixture
def room(db):
    return newsroom()


def production(settings):
    settings.PRODUCTION = True


def sign_in(email, client=None):
    sent = {"username": email, "password": demo.PASSWORD}
    return (client or browse()).post("/login/", sent)


def test_everybody_of_the_demo_is_marked(loaded):
    assert not User.objects.filter(is_demo=False).exists()
    assert User.objects.filter(is_guest=True, is_demo=True).exists()


def test_nobody_of_the_demo_signs_in_to_production_by_whatever_name(loaded, settings):
    User.objects.filter(email__startswith="ines@").update(email="ines@example.org")
    emails = list(User.objects.filter(is_guest=False).values_list("email", flat=True))
    assert all(sign_in(email).status_code == 302 for email in emails)
    production(settings)
    assert {sign_in(email).status_code for email in emails} == {200}
    assert not any(authenticate(username=email, password=demo.PASSWORD) for email in emails)


def test_a_session_of_the_demo_ends_in_production(loaded, settings):
    browser = browse()
    sign_in("ruth@saltmarsh.example", browser)
    key = browser.session.session_key
    assert browser.get("/").status_code == 200
    assert signed_in(key, now=timezone.now()) == User.objects.get(email="ruth@saltmarsh.example")
    production(settings)
    assert signed_in(key, now=timezone.now()) is None
    assert browser.get("/").status_code == 302
    assert browser.get("/api/articles").status_code == 401
    assert browser.get("/admin/").status_code == 302


def test_links_of_the_demo_open_nothing_in_production(loaded, settings):
    now = timezone.now()
    invitation = Invitation.objects.get()
    door = signed_links.to_guest(invitation)
    token = door.rstrip("/").rsplit("/", 1)[1].split("#")[0]
    ruth = User.objects.get(email="ruth@saltmarsh.example")
    calendar = calendar_feed.link_to(Feed.objects.get(person=ruth)).removeprefix(settings.COPYDESK_URL)
    preferences = f"/preferences/{_token(signed_links.PREFERENCES, ruth, now)}/"
    unsubscribe = f"/unsubscribe/{_token(signed_links.UNSUBSCRIBE, ruth, now, Event.Kind.ASKED)}/"
    addresses = [door.split("#")[0], calendar, preferences, unsubscribe]
    assert {browse().get(address).status_code for address in addresses} == {200}
    production(settings)
    assert {browse().get(address).status_code for address in addresses} == {404}
    with pytest.raises(LinkClosed):
        guest_sessions.enter(token, viewer=None, now=now)


def _token(purpose, person, now, kinds=0):
    end = int((now + timedelta(days=1)).timestamp())
    return signed_links.sign(purpose, [person.pk, kinds, end])


def test_mail_of_the_demo_is_nobodys_in_production(desk, settings):  # noqa: F811
    User.objects.filter(pk=desk.writer.pk).update(is_demo=True)
    production(settings)
    assert desk.post("It is 6.50.", person=desk.writer).state == "ignored"
    assert desk.query.replies.count() == 0
    settings.PRODUCTION = False
    assert desk.post("It is 6.50.", person=desk.writer).state == "taken"


def test_the_demo_is_never_loaded_in_production(db, settings):
    production(settings)
    with pytest.raises(demo.NoDemoInProduction):
        demo.load(password="a long one that nobody knows", now=timezone.now())
    errors = io.StringIO()
    with pytest.raises(SystemExit) as refused:
        call_command("load_demo", stderr=errors, stdout=io.StringIO())
    assert refused.value.code == 1
    assert errors.getvalue().strip() == (
        "The demo newsroom is never loaded in production: its password is public."
    )
    assert not User.objects.exists()


def test_the_people_of_the_house_sign_in_to_production(db, settings):
    production(settings)
    person = make_user("Mara Velde", password="correct horse")
    join(person, make_desk(), "writer")
    sent = {"username": person.email, "password": "correct horse"}
    assert browse().post("/login/", sent).status_code == 302


def test_a_demo_loaded_before_it_was_marked_is_marked(loaded):
    User.objects.update(is_demo=False)
    house = make_user("Mara Velde")
    make_article(make_desk(), author=house)
    migration = importlib.import_module("newsroom.migrations.0004_demo_people_are_marked")
    migration.mark(apps, SimpleNamespace(connection=connection))
    assert list(User.objects.filter(is_demo=False)) == [house]
