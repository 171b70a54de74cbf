"""The people that somebody sets up, and their accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.errors import NotAllowed, NotFound
from newsroom.models import AccountMail, User
from reviews.administration import people
from reviews.administration.people import AccountRefused
from reviews.models import Hours
from tests.factories import NOW, join, make_desk, make_guest, make_user, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def change(person, by, **wanted):
    values = {"name": person.name, "email": person.email, "is_administrator": person.is_superuser, **wanted}
    people.change_account(person, by=by, now=NOW, **values)
    person.refresh_from_db()


def test_administrators_see_everybody_and_editors_the_people_of_their_desks(room):
    guest = make_guest(room.article, by=room.editor).person
    assert set(people.visible_people(room.admin)) == set(User.objects.exclude(pk=guest.pk))
    seen = set(people.visible_people(room.editor))
    assert room.stranger not in seen and room.admin not in seen
    assert {room.writer, room.reader, room.slot, room.editor} <= seen
    for person in (room.writer, room.reader, room.stranger):
        assert not people.visible_people(person).exists()
    with pytest.raises(NotFound):
        people.find_person(room.editor, room.stranger.pk)


def test_people_are_searched_and_filtered(room):
    Hours.objects.create(
        person=room.writer, away_from=NOW - timedelta(days=1), away_until=NOW + timedelta(days=1)
    )
    User.objects.filter(pk=room.reader.pk).update(is_active=False)

    def found(**filters):
        return [person.name for person in people.search(room.admin, now=NOW, **filters)]

    assert found(words="mara VELDE") == ["Mara Velde"]
    assert found(words=room.slot.email) == ["Peter Lund"]
    assert found(words="a\x00b' OR 1=1 --") == []
    assert found(state="away") == ["Mara Velde"]
    assert found(state="inactive") == ["Leila Haddad"]
    assert "Leila Haddad" not in found(state="active")
    other = make_desk()
    join(room.stranger, other, "viewer")
    assert found(desk=other.pk) == ["Olga Fremd"]


def test_a_list_names_desks_roles_and_stages_without_a_statement_a_row(room):
    def listed():
        with CaptureQueriesContext(connection) as captured:
            rows = people.listed(people.search(room.admin, now=NOW), [room.desk], now=NOW)
        return rows, len(captured)

    rows, few = listed()
    by_name = {row.person.name: row for row in rows}
    assert [(desk.slug, role) for desk, role in by_name["Ruth Adeyemi"].parts] == [(room.desk.slug, "editor")]
    assert [stage.name for stage in by_name["Ruth Adeyemi"].signs] == ["Desk edit"]
    assert by_name["Olga Fremd"].signs == ()  # in the group, and not on the desk
    for number in range(20):
        join(make_user(f"Reader {number}", groups=["Copy editors"]), room.desk, "reader")
    rows, many = listed()
    assert (len(rows), many) == (28, few)


def test_people_were_seen_when_they_last_used_a_browser_or_signed_in(room):
    UserSession.objects.create(user=room.writer, session_key="a", ip="::1", user_agent="")
    UserSession.objects.update(last_seen_at=NOW)
    User.objects.filter(pk=room.writer.pk).update(last_login=NOW - timedelta(days=1))
    User.objects.filter(pk=room.editor.pk).update(last_login=NOW - timedelta(days=2))
    rows = people.listed(people.search(room.admin, now=NOW), [room.desk], now=NOW)
    seen = {row.person: row.seen_at for row in rows}
    in_turn = [seen[one] for one in (room.writer, room.editor, room.slot)]
    assert in_turn == [NOW, NOW - timedelta(days=2), None]


def test_an_account_is_changed_by_who_has_all_that_it_has(room):
    change(room.writer, room.editor, name="Mara  Velde-Lund")
    assert room.writer.name == "Mara Velde-Lund"
    for by, who in (
        (room.editor, room.slot),  # signs what the editor does not
        (room.editor, room.admin),
        (room.writer, room.colleague),
        (room.stranger, room.writer),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            change(who, by, name="Somebody else")


def test_a_new_address_is_mailed_to_both(room):
    former = room.writer.email
    change(room.writer, room.admin, email="mara@courier.example")
    assert room.writer.email == "mara@courier.example"
    mails = AccountMail.objects.order_by("pk")
    assert [(mail.address, mail.facts["change"]) for mail in mails] == [
        (former, "address_changed"),
        ("mara@courier.example", "address_changed"),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " \x00 "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email"),
        ({"email": f"{'x' * 250}@b.example"}, "email"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(room, wrong, field):
    with pytest.raises(AccountRefused) as refused:
        change(room.writer, room.admin, **wrong)
    assert refused.value.field == field
    assert User.objects.get(pk=room.writer.pk).name == "Mara Velde"


def test_an_address_belongs_to_one_account_in_any_case_of_letters(room):
    with pytest.raises(AccountRefused, match="already in use"):
        change(room.writer, room.admin, email=room.reader.email.upper())
    make_guest(room.article, by=room.editor, email="guest@courier.example")
    change(room.writer, room.admin, email="guest@courier.example")


def test_administrators_make_administrators_and_do_not_end_themselves(room):
    change(room.writer, room.admin, is_administrator=True)
    assert room.writer.is_superuser and room.writer.is_staff
    with pytest.raises(AccountRefused, match="Ask another"):
        change(room.admin, room.admin, is_administrator=False)
    change(room.writer, room.admin, is_administrator=False)
    assert not (room.writer.is_superuser or room.writer.is_staff)
    with pytest.raises(NotAllowed):
        change(room.colleague, room.editor, is_administrator=True)
