"""A person's page: all roles and sign-offs at once, as far as the reader may give them."""

from __future__ import annotations

import pytest

from newsroom.models import Membership
from reviews.administration import parts
from reviews.administration.signers import SignersRefused
from reviews.models import Stage
from tests.factories import make_desk, make_user, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def pk_of(name, desk):
    return Stage.objects.get(name=name, desk=desk).pk


def test_an_administrator_gives_several_roles_and_stages_at_once(room):
    other = make_desk(workflow=(("Edit", "World editors"),))
    newcomer = make_user("Nell Ahrens")
    wanted = {pk_of("Copy", room.desk), pk_of("Edit", other)}
    parts.set_parts(newcomer, {room.desk.pk: "editor", other.pk: "reader"}, wanted, by=room.admin)
    assert dict(newcomer.memberships.values_list("desk", "role")) == {
        room.desk.pk: "editor",
        other.pk: "reader",
    }
    assert set(Stage.objects.signed_by(newcomer).values_list("pk", flat=True)) == wanted
    parts.set_parts(newcomer, {room.desk.pk: "", other.pk: "reader"}, {pk_of("Edit", other)}, by=room.admin)
    assert [part.desk for part in Membership.objects.filter(user=newcomer)] == [other]


def test_an_editor_changes_what_they_may_and_leaves_the_rest(room):
    other = make_desk(workflow=(("Edit", "World editors"),))
    Membership.objects.create(user=room.slot, desk=other, role="editor")
    shown = parts.parts_of(room.slot, room.editor)
    assert [part.desk for part in shown] == [room.desk]
    may = {one.stage.name: (one.signs, one.may_change) for one in shown[0].stages}
    assert may == {
        "Desk edit": (False, True),
        "Copy": (False, False),
        "Standards": (False, False),
        "Slot": (True, False),
    }
    wanted = {pk_of("Desk edit", room.desk), pk_of("Copy", room.desk)}  # the latter is not theirs to give
    parts.set_parts(room.slot, {room.desk.pk: "reader", other.pk: ""}, wanted, by=room.editor)
    signs = Stage.objects.signed_by(room.slot).order_by("position")
    assert [stage.name for stage in signs] == ["Desk edit", "Slot"]
    assert Membership.objects.get(user=room.slot, desk=other).role == "editor"


def test_a_stage_without_a_role_is_refused_and_nothing_is_saved(room):
    with pytest.raises(SignersRefused):
        parts.set_parts(room.writer, {room.desk.pk: ""}, {pk_of("Copy", room.desk)}, by=room.admin)
    assert Membership.objects.filter(user=room.writer).exists()


def test_their_own_role_is_not_an_editors_to_change(room):
    parts.set_parts(room.editor, {room.desk.pk: ""}, {pk_of("Desk edit", room.desk)}, by=room.editor)
    assert Membership.objects.filter(user=room.editor).exists()


def test_people_who_set_up_nothing_change_nothing(room):
    parts.set_parts(room.writer, {room.desk.pk: "editor"}, {pk_of("Slot", room.desk)}, by=room.reader)
    assert Membership.objects.get(user=room.writer).role == "writer"
    assert parts.parts_of(room.writer, room.reader) == []


def test_an_editor_gives_the_roles_that_an_editor_has(room):
    assert [value for value, _label in parts.grantable(room.editor, room.desk)] == Membership.Role.values
    assert parts.grantable(room.editor, make_desk()) == []
