"""Sign-ins, accounts and roles are in the log wherever they change."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group, Permission
from django.test import Client

from newsroom.models import Alias, Desk, Membership, User
from newsroom.security.models import SecurityEvent
from newsroom.web import auth_backend
from tests.factories import join, make_desk, make_user
from tests.pages import browse

Kind = SecurityEvent.Kind


@pytest.fixture
def city(db) -> Desk:
    return make_desk("city", workflow=())


@pytest.fixture
def person(city) -> User:
    person = make_user("Mara Velde", email="mara@paper.example", password="a ferry at night")
    SecurityEvent.objects.all().delete()
    return person


def events(*kinds):
    rows = SecurityEvent.objects.order_by("pk")
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def facts():
    return [event.facts for event in events()]


def sign_in(browser, password):
    return browser.post("/login/", {"username": "Mara@paper.example", "password": password})


def test_signing_in_and_out_and_failing_to(person):
    browser = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(browser, "a guess").status_code == 200
    sign_in(browser, "a ferry at night")
    browser.post("/logout/")
    assert [(event.kind, event.person, event.client) for event in events()] == [
        (Kind.SIGN_IN_FAILED, None, "192.0.2.7"),
        (Kind.SIGNED_IN, person, "192.0.2.7"),
        (Kind.SIGNED_OUT, person, "192.0.2.7"),
    ]
    assert events()[0].address.lower() == "mara@paper.example"
    assert "guess" not in str(events()[0].__dict__)


def test_too_many_attempts(person, monkeypatch):
    few = auth_backend.Limit("few", 2, auth_backend.GUESSES_AT_AN_ACCOUNT.within)
    monkeypatch.setattr(auth_backend, "GUESSES_AT_AN_ACCOUNT", few)
    browser = Client()
    answers = [sign_in(browser, "a guess").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert [event.kind for event in events()] == [Kind.SIGN_IN_FAILED, Kind.SIGN_IN_FAILED, Kind.THROTTLED]


def test_a_password_that_somebody_sets(person):
    person.set_password("another ferry at night")
    person.save()
    assert [(event.kind, event.person, event.facts) for event in events()] == [
        (Kind.CREDENTIALS, person, {"what": "password"})
    ]


def test_a_password_in_a_newer_form_is_no_change(person):
    former = PBKDF2PasswordHasher().encode("a ferry at night", "salt", iterations=1_000)
    User.objects.update(password=former)
    sign_in(Client(), "a ferry at night")
    person.refresh_from_db()
    assert person.password != former
    assert [event.kind for event in events()] == [Kind.SIGNED_IN]


def test_an_address_a_privilege_and_the_end_of_an_account(person):
    person.email = "mara.velde@paper.example"
    person.is_staff = person.is_superuser = True
    person.is_active = False
    person.save()
    assert facts() == [
        {"what": "address", "former": "mara@paper.example", "value": "mara.velde@paper.example"},
        {"what": "deactivated"},
        {"added": "administrator"},
        {"added": "staff"},
    ]


def test_a_name_is_nobodys_business(person, django_assert_num_queries):
    person.name = "Mara V."
    with django_assert_num_queries(1):
        person.save(update_fields=["name"])
    assert events() == []


def test_accounts_are_made_and_deleted(city):
    SecurityEvent.objects.all().delete()
    person = make_user("Ines Okafor", is_superuser=True)
    make_user("Nadia Haddad", is_guest=True)
    join(person, city, "editor")
    User.objects.filter(pk=person.pk).delete()
    assert facts() == [
        {"what": "created", "role": "administrator"},
        {"desk": "city", "role": "editor"},
        {"what": "deleted", "value": person.email},
    ]
    assert [event.person_name for event in events()] == ["Ines Okafor", "Ines Okafor", ""]


def test_roles_on_desks(person, city):
    join(person, city, "writer")
    part = Membership.objects.get()
    part.save()
    part.role = "editor"
    part.save()
    part.delete()
    assert facts() == [
        {"desk": "city", "role": "writer"},
        {"desk": "city", "role": "editor", "former": "writer"},
        {"desk": "city", "former": "editor"},
    ]


def test_groups_from_both_sides(person):
    slot, copy = Group.objects.create(name="Slot"), Group.objects.create(name="Copy editors")
    person.groups.add(slot, copy)
    person.groups.add(slot)
    slot.user_set.remove(person)
    person.groups.clear()
    slot.user_set.add(person)
    slot.delete()
    assert facts() == [
        {"what": "groups", "added": "Copy editors, Slot"},
        {"what": "groups", "removed": "Slot"},
        {"what": "groups", "removed": "Copy editors"},
        {"what": "groups", "added": "Slot"},
        {"what": "groups", "removed": "Slot"},
    ]
    assert {event.person for event in events()} == {person}


def test_permissions_of_a_person_and_of_a_group(person):
    permission = Permission.objects.get(codename="change_desk")
    person.user_permissions.add(permission)
    group = Group.objects.create(name="Desk editors")
    group.permissions.add(permission)
    assert facts() == [
        {"what": "permissions", "added": "change_desk"},
        {"what": "permissions", "added": "change_desk", "group": "Desk editors"},
    ]


def test_an_alias_that_may_answer_by_mail(person):
    alias = Alias.objects.create(person=person, address="mara@home.example")
    alias.delete()
    assert facts() == [
        {"what": "email alias", "added": "mara@home.example"},
        {"what": "email alias", "removed": "mara@home.example"},
    ]


def test_who_did_it_is_named(person, city):
    admin = make_user("Ines Okafor", is_staff=True, is_superuser=True)
    browser = browse(admin)
    SecurityEvent.objects.all().delete()
    added = {"user": person.pk, "desk": city.pk, "role": "reader"}
    assert browser.post("/admin/newsroom/membership/add/", added).status_code == 302
    (event,) = events()
    assert (event.kind, event.person, event.by, event.by_name) == (Kind.ROLES, person, admin, "Ines Okafor")
