"""Several people are invited at once, to what the inviter may give."""

from __future__ import annotations

import pytest

from newsroom.accounts.staff.grants import InvitationImpossible
from newsroom.errors import NotAllowed
from newsroom.models import StaffInvitation
from reviews.administration.inviting import Promise, addresses_in, invite_people, parts_to_give
from reviews.models import Stage
from tests.factories import NOW, join, make_desk, make_user, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def pk_of(name, desk):
    return Stage.objects.get(name=name, desk=desk).pk


def test_addresses_come_in_lines_with_commas_and_with_names():
    text = "ada@paper.example\n Bo Berg <bo@paper.example>; cy@paper.example,ADA@paper.example\r\n\x00\n"
    assert addresses_in(text) == [
        ("", "ada@paper.example"),
        ("Bo Berg", "bo@paper.example"),
        ("", "cy@paper.example"),
    ]


def test_everybody_gets_an_invitation_to_the_same(room):
    promise = Promise({room.desk.pk: "reader"}, {pk_of("Copy", room.desk)})
    invite_people("Bo Berg <bo@paper.example>\nada@paper.example", promise, by=room.admin, now=NOW)
    rows = list(StaffInvitation.objects.order_by("address"))
    assert [(row.address, row.name) for row in rows] == [
        ("ada@paper.example", ""),
        ("bo@paper.example", "Bo Berg"),
    ]
    for row in rows:
        assert [(one.desk, one.role) for one in row.roles.all()] == [(room.desk, "reader")]
        assert list(row.groups.all()) == [Stage.objects.get(name="Copy").group]


def test_one_wrong_address_and_nobody_is_invited(room):
    with pytest.raises(InvitationImpossible, match="nobody"):
        invite_people("ada@paper.example\nnobody", Promise({room.desk.pk: "reader"}), by=room.admin, now=NOW)
    for text in ("", " \n,", "\n".join(f"p{number}@paper.example" for number in range(51))):
        with pytest.raises(InvitationImpossible):
            invite_people(text, Promise({room.desk.pk: "reader"}), by=room.admin, now=NOW)
    assert not StaffInvitation.objects.exists()


def test_an_editor_invites_to_their_own_desk_and_to_stages_that_they_sign(room):
    make_desk()
    assert [part.desk for part in parts_to_give(room.editor)] == [room.desk]
    wanted = {pk_of("Desk edit", room.desk), pk_of("Slot", room.desk)}  # the latter is not theirs to give
    promise = Promise({room.desk.pk: "editor"}, wanted)
    invite_people("ada@paper.example", promise, by=room.editor, now=NOW)  # the desks share their groups
    row = StaffInvitation.objects.get()
    assert list(row.groups.all()) == [Stage.objects.get(name="Desk edit", desk=room.desk).group]


def test_what_is_not_theirs_to_give_is_refused(room):
    other = make_desk()
    with pytest.raises(NotAllowed):
        invite_people(
            "ada@paper.example", Promise({room.desk.pk: "editor"}, (), True), by=room.editor, now=NOW
        )
    for person, promise in (
        (room.editor, Promise({other.pk: "viewer"})),  # another desk counts for nothing
        (room.editor, Promise({})),
        (room.admin, Promise({room.desk.pk: "owner"})),
    ):
        with pytest.raises(InvitationImpossible):
            invite_people("ada@paper.example", promise, by=person, now=NOW)
    for person in (room.writer, room.reader, join(make_user(), room.desk, "viewer")):
        with pytest.raises((NotAllowed, InvitationImpossible)):
            invite_people("ada@paper.example", Promise({room.desk.pk: "viewer"}), by=person, now=NOW)
    assert not StaffInvitation.objects.exists()


def test_viewers_sign_nothing(room):
    promise = Promise({room.desk.pk: "viewer"}, {pk_of("Copy", room.desk)})
    with pytest.raises(InvitationImpossible, match="other than viewer"):
        invite_people("ada@paper.example", promise, by=room.admin, now=NOW)


def test_somebody_who_has_an_account_gets_the_roles_at_once(room):
    promise = Promise({room.desk.pk: "reader"})
    sent = invite_people(room.stranger.email, promise, by=room.admin, now=NOW)
    assert (sent[0].person, room.stranger.memberships.get().role) == (room.stranger, "reader")
