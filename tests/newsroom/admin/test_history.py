"""Histories say in words what it was and what it became, and nothing posted to them changes anything."""

from __future__ import annotations

import pytest
from django.urls import reverse

from newsroom.admin.history import HistoryAdmin
from newsroom.models import Desk
from tests.factories import join, make_desk, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def superuser(client):
    person = make_user("Ines Okafor", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def history_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])


def entry_of(row, entry):
    return reverse(
        f"admin:{row._meta.app_label}_{row._meta.model_name}_simple_history", args=[row.pk, entry.pk]
    )


def changes(client, row, page=1):
    response = client.get(history_of(row), {"p": page})
    assert response.status_code == 200
    return [
        [(change.field, change.old, change.new) for change in getattr(entry, "changes", [])]
        for entry in response.context["page_obj"]
    ]


def test_what_people_did_elsewhere_carries_their_name(client):
    desk = make_desk(name="Abroad")
    client.post(
        reverse("admin:newsroom_desk_change", args=[desk.pk]),
        {
            "name": "World",
            "slug": desk.slug,
            "language": "en",
            **{f"{form}-TOTAL_FORMS": 0 for form in ("stages", "memberships")},
            **{f"{form}-INITIAL_FORMS": 0 for form in ("stages", "memberships")},
        },
    )
    text = client.get(history_of(desk)).content.decode()
    assert changes(client, desk)[0] == [("Name", "Abroad", "World")]
    assert "Ines Okafor" in text


def test_relations_are_names_and_choices_are_words(client):
    person, other = make_user("Mara Velde"), make_user("Tomas Brandt")
    part = join(person, make_desk(), "writer").memberships.get()
    part.user, part.role = other, "editor"
    part.save()
    assert changes(client, part)[0] == [
        ("Role", "writer", "editor"),
        ("Person", "Mara Velde", "Tomas Brandt"),
    ]


def test_who_is_gone_is_said_to_be_gone(client):
    person, other = make_user("Mara Velde"), make_user("Tomas Brandt")
    part = join(person, make_desk(), "writer").memberships.get()
    part.user = other
    part.save()
    person.delete()
    assert changes(client, part)[0] == [("Person", "deleted person", "Tomas Brandt")]


def test_the_history_of_something_deleted_can_still_be_read(client):
    desk = make_desk(workflow=())
    url = history_of(desk)
    desk.delete()
    assert client.get(url).status_code == 200


def test_the_last_entry_of_a_page_is_compared_with_the_next_page(client, monkeypatch):
    monkeypatch.setattr(HistoryAdmin, "history_list_per_page", 2)
    desk = make_desk(workflow=(), name="One")
    for name in ("Two", "Three", "Four"):
        desk.name = name
        desk.save()
    assert changes(client, desk, 1) == [[("Name", "Three", "Four")], [("Name", "Two", "Three")]]
    assert changes(client, desk, 2) == [[("Name", "One", "Two")], []]


def test_a_long_history_costs_no_statement_an_entry(client, django_assert_max_num_queries):
    people = [make_user(f"Person of {n}") for n in range(30)]
    part = join(people[0], make_desk(), "writer").memberships.get()
    for person in people[1:]:
        part.user = person
        part.save()
    with django_assert_max_num_queries(8):
        assert len(changes(client, part)) == 30


def test_an_entry_is_shown_in_full(client):
    part = join(make_user("Mara Velde"), make_desk(name="World"), "writer").memberships.get()
    text = client.get(entry_of(part, part.history.get())).content.decode()
    assert "Mara Velde" in text and "World" in text and "writer" in text
    assert "<form" not in text.split('id="content-main"')[1]


def test_an_entry_cannot_be_posted_to(client):
    desk = make_desk(workflow=(), name="One")
    first = desk.history.get()
    desk.name = "Two"
    desk.save()
    response = client.post(entry_of(desk, first), {"name": "One", "slug": desk.slug, "language": "en"})
    assert response.status_code == 405
    assert Desk.objects.get(pk=desk.pk).name == "Two"


def test_an_entry_of_another_row_is_not_found(client):
    one, two = make_desk(workflow=()), make_desk(workflow=())
    assert client.get(entry_of(one, two.history.get())).status_code == 404
