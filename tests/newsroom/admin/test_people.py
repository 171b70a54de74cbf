"""Accounts by email address, what people may do, and who may say so."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from newsroom.models import Membership, User
from tests.factories import join, make_desk, make_user, newsroom

pytestmark = pytest.mark.django_db

PEOPLE = "admin:newsroom_user_changelist"
ADD = "admin:newsroom_user_add"
NO_MEMBERSHIPS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def change(person):
    return reverse("admin:newsroom_user_change", args=[person.pk])


def as_posted(person, **fields):
    posted = {"email": person.email, "name": person.name, "is_active": "on", **NO_MEMBERSHIPS}
    if person.is_staff:
        posted["is_staff"] = "on"
    return {**posted, **fields}


@pytest.fixture
def superuser(client):
    person = make_user("Ines Okafor", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


@pytest.fixture
def personnel(client):
    """Staff who look after accounts, and are no superuser."""
    person = make_user("Paul Weber", is_staff=True)
    codes = ("add_user", "change_user", "view_user", "delete_user")
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(person)
    return person


def test_an_account_is_added_by_address_and_signs_in(client, superuser):
    desk = make_desk()
    response = client.post(
        reverse(ADD),
        {
            "email": "mara.velde@Paper.Example",
            "name": "Mara Velde",
            "usable_password": "true",
            "password1": "a rather long secret",
            "password2": "a rather long secret",
            "memberships-TOTAL_FORMS": 1,
            "memberships-INITIAL_FORMS": 0,
            "memberships-0-desk": desk.pk,
            "memberships-0-role": "writer",
        },
    )
    person = User.objects.get(email="mara.velde@paper.example")
    assert response.url == change(person)
    assert person.memberships.get().desk == desk
    assert client.login(username="MARA.velde@paper.example", password="a rather long secret")


def test_an_address_is_used_once_whatever_its_case(client, superuser):
    make_user("Mara Velde", email="mara@paper.example")
    response = client.post(
        reverse(ADD),
        {"email": "MARA@paper.example", "name": "Another", "usable_password": "false", **NO_MEMBERSHIPS},
    )
    assert response.context["adminform"].form.errors["email"] == ["This address is already in use."]
    assert User.objects.filter(name="Another").count() == 0


def test_an_address_can_be_corrected_in_its_case(client, superuser):
    person = make_user("Mara Velde", email="mara@paper.example")
    assert client.post(change(person), as_posted(person, email="Mara@paper.example")).status_code == 302
    person.refresh_from_db()
    assert person.email == "Mara@paper.example"


def test_a_password_is_set(client, superuser):
    person = make_user("Mara Velde")
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    assert client.get(url).status_code == 200
    new = "another long secret"
    client.post(url, {"usable_password": "true", "password1": new, "password2": new, "set-password": "1"})
    person.refresh_from_db()
    assert person.check_password(new)


def test_a_role_changes_on_the_persons_page_and_its_history_says_who(client, superuser):
    desk = make_desk()
    person = join(make_user("Mara Velde"), desk, "writer")
    part = person.memberships.get()
    posted = as_posted(person)
    posted |= {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": part.pk,
        "memberships-0-user": person.pk,
        "memberships-0-role": "editor",
    }
    assert client.post(change(person), posted).status_code == 302
    part.refresh_from_db()
    assert (part.role, part.desk) == ("editor", desk)
    page = client.get(reverse("admin:newsroom_membership_history", args=[part.pk]))
    text = page.content.decode()
    assert "<del>writer</del>" in text and "<ins>editor</ins>" in text
    assert "Ines Okafor" in text


def test_a_membership_moves_neither_to_another_person_nor_to_another_desk(client, superuser):
    part = join(make_user("Mara Velde"), make_desk(), "writer").memberships.get()
    other_desk, other = make_desk(), make_user("Tomas Brandt")
    client.post(
        reverse("admin:newsroom_membership_change", args=[part.pk]),
        {"user": other.pk, "desk": other_desk.pk, "role": "editor"},
    )
    moved = Membership.objects.get(pk=part.pk)
    assert (moved.user, moved.desk, moved.role) == (part.user, part.desk, "editor")


def test_memberships_of_a_desk_cost_no_statement_a_row(client, superuser, django_assert_max_num_queries):
    desk = make_desk()
    for _ in range(25):
        join(make_user(), desk, "writer")
    with django_assert_max_num_queries(20):
        client.get(reverse("admin:newsroom_desk_change", args=[desk.pk]))


def test_staff_make_nobody_a_superuser(client, personnel):
    client.post(change(personnel), as_posted(personnel, is_superuser="on"))
    personnel.refresh_from_db()
    assert not personnel.is_superuser


def test_staff_do_not_touch_superusers(client, personnel):
    chief = make_user("Ines Okafor", is_staff=True, is_superuser=True)
    assert client.post(change(chief), as_posted(chief, email="mine@paper.example")).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[chief.pk])
    assert client.get(password).status_code == 403
    assert client.post(reverse("admin:newsroom_user_delete", args=[chief.pk])).status_code == 403


def test_staff_correct_the_name_of_anybody_else(client, personnel):
    person = make_user("Mara Feld")
    client.post(change(person), as_posted(person, name="Mara Velde"))
    person.refresh_from_db()
    assert person.name == "Mara Velde"


def test_somebody_who_wrote_here_is_kept(client, superuser):
    people = newsroom()
    page = client.get(reverse("admin:newsroom_user_delete", args=[people.writer.pk]))
    assert "1 story of “Mara Velde”" in page.content.decode()
    client.post(reverse("admin:newsroom_user_delete", args=[people.writer.pk]), {"post": "yes"})
    assert User.objects.filter(pk=people.writer.pk).exists()


def test_people_are_found_by_name_and_address(client, superuser):
    make_user("Mara Velde", email="m@paper.example")
    make_user("Tomas Brandt")
    for words in ("velde", "m@paper"):
        found = client.get(reverse(PEOPLE), {"q": words}).context["cl"].result_list
        assert [person.name for person in found] == ["Mara Velde"]
