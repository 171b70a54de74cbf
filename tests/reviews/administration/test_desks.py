"""A desk's settings and roles: changed by its editors, who give nothing that they do not have."""

from __future__ import annotations

import pytest

from articles.access import role_on
from newsroom.errors import NotAllowed, NotFound
from newsroom.models import Desk, Membership, User
from newsroom.security.models import SecurityEvent
from reviews.administration import desks
from reviews.administration.desks import RoleRefused
from reviews.administration.stages import stages_of
from reviews.schedule import steps
from reviews.workflow.presets import DeskRefused
from tests.factories import join, make_desk, make_guest, make_user, newsroom

pytestmark = pytest.mark.django_db
SAME = {"name": "City", "language": "en", "direction": "", "released_by": "last_stage"}


@pytest.fixture
def room(db):
    return newsroom()


def role(person, desk):
    return role_on(User.objects.get(pk=person.pk), desk.pk)


def test_a_desk_is_found_by_who_sets_it_up(room):
    assert desks.find_desk(room.editor, room.desk.slug) == room.desk
    assert desks.find_desk(room.admin, room.desk.slug) == room.desk
    for person in (room.writer, room.reader):
        with pytest.raises(NotAllowed):
            desks.find_desk(person, room.desk.slug)
    for slug in (room.desk.slug, "nowhere", "a\x00b"):
        with pytest.raises(NotFound):
            desks.find_desk(room.stranger, slug)


def test_its_settings_are_changed_and_kept(room):
    desks.change_desk(
        room.desk,
        by=room.editor,
        name=" The  City ",
        language="ar",
        direction="ltr",
        released_by="last_stage",
    )
    row = Desk.objects.get(pk=room.desk.pk)
    assert (row.name, row.language, row.direction) == ("The City", "ar", "ltr")
    assert row.history.first().name == "The City"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"language": "<b>"}, "language"),
        ({"direction": "down"}, "direction"),
        ({"released_by": "everybody"}, "released_by"),
        ({"released_by": "stage-99999"}, "released_by"),
        ({"released_by": "group"}, "released_by"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(room, wrong, field):
    with pytest.raises(DeskRefused) as refused:
        desks.change_desk(room.desk, by=room.admin, **{**SAME, **wrong})
    assert refused.value.field == field
    assert Desk.objects.get(pk=room.desk.pk).name == room.desk.name


def test_who_may_release_is_changed_by_who_may(room):
    copy = next(stage for stage in stages_of(room.desk) if stage.name == "Copy")
    choice = f"stage-{copy.pk}"
    for wanted in (choice, "editors"):
        with pytest.raises(NotAllowed, match="who may release"):
            desks.change_desk(room.desk, by=room.editor, **{**SAME, "released_by": wanted})
    desks.change_desk(room.desk, by=room.slot, **{**SAME, "released_by": choice})
    row = Desk.objects.get(pk=room.desk.pk)
    assert (row.released_by, row.releasing_group_id) == ("group", copy.group_id)
    assert desks.release_choice(row, stages_of(row)) == choice
    assert desks.release_label(row, stages_of(row)) == "Signers of Copy"
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.SETTINGS).exists()
    desks.change_desk(row, by=room.copy_editor, **{**SAME, "released_by": "editors"})
    assert Desk.objects.get(pk=room.desk.pk).released_by == "editors"


def test_its_sections_are_listed_each_once(room):
    desks.change_desk(room.desk, by=room.admin, **SAME, sections=[" Harbour ", "", "Courts", "Harbour"])
    assert Desk.objects.get(pk=room.desk.pk).sections == ["Harbour", "Courts"]
    desks.change_desk(room.desk, by=room.admin, **SAME)
    assert Desk.objects.get(pk=room.desk.pk).sections == ["Harbour", "Courts"]
    with pytest.raises(DeskRefused) as refused:
        desks.change_desk(room.desk, by=room.admin, **SAME, sections=["x" * 61])
    assert refused.value.field == "sections"


def test_a_group_that_signs_nothing_here_can_stay_the_one_that_releases(room):
    other = make_desk(workflow=(("Night", "Night desk"),))
    room.desk.released_by, room.desk.releasing_group = "group", stages_of(other)[0].group
    room.desk.save()
    desks.change_desk(room.desk, by=room.editor, **{**SAME, "released_by": "group"})
    assert Desk.objects.get(pk=room.desk.pk).releasing_group.name == "Night desk"


def test_an_editor_gives_and_takes_roles_up_to_their_own(room):
    newcomer = make_user("Nell Ahrens")
    for wanted in ("viewer", "writer", "reader", "editor"):
        desks.set_role(room.desk, newcomer, wanted, by=room.editor)
        assert role(newcomer, room.desk) == wanted
    desks.set_role(room.desk, newcomer, "", by=room.editor)
    assert role(newcomer, room.desk) is None


def test_nobody_else_does(room):
    other = join(make_user(), make_desk(), "editor")
    for person in (room.writer, room.reader, room.stranger, other):
        with pytest.raises(NotAllowed):
            desks.set_role(room.desk, person, "editor", by=person)
    assert role(room.writer, room.desk) == "writer"


def test_an_editor_does_not_lock_themselves_out(room):
    with pytest.raises(NotAllowed, match="your own role"):
        desks.set_role(room.desk, room.editor, "", by=room.editor)
    desks.set_role(room.desk, room.editor, "writer", by=room.admin)
    assert role(room.editor, room.desk) == "writer"


@pytest.mark.parametrize("wanted", ["owner", "EDITOR", "x" * 300, "a\x00"])
def test_a_role_that_does_not_exist_is_refused(room, wanted):
    with pytest.raises(RoleRefused):
        desks.set_role(room.desk, room.writer, wanted, by=room.admin)


def test_a_guest_gets_no_role(room):
    with pytest.raises(RoleRefused, match="guest"):
        desks.set_role(room.desk, make_guest(room.article, by=room.editor).person, "writer", by=room.admin)


def test_whoever_leaves_a_desk_does_not_sign_there_when_they_come_back(room):
    desks.set_role(room.desk, room.copy_editor, "", by=room.admin)
    desks.set_role(room.desk, room.copy_editor, "writer", by=room.admin)
    assert "Copy editors" not in room.copy_editor.groups.values_list("name", flat=True)


def test_what_they_sign_on_another_desk_stays(room):
    join(room.copy_editor, make_desk(), "writer")  # with the same groups
    desks.set_role(room.desk, room.copy_editor, "", by=room.admin)
    assert "Copy editors" in room.copy_editor.groups.values_list("name", flat=True)


def test_several_roles_are_changed_together_or_not_at_all(room):
    with pytest.raises(RoleRefused):
        desks.set_roles(room.desk, {room.writer: "editor", room.reader: "owner"}, by=room.admin)
    assert role(room.writer, room.desk) == "writer"
    desks.set_roles(room.desk, {room.writer: "editor", room.reader: ""}, by=room.admin)
    assert (role(room.writer, room.desk), role(room.reader, room.desk)) == ("editor", None)
    assert Membership.history.filter(user=room.writer).count() == 2


def test_reminders_are_chosen_for_a_desk_and_given_back_to_the_newsroom(room, settings):
    desks.change_reminders(room.desk, by=room.editor, reminders=["4h", "50%"], escalations=[])
    row = Desk.objects.get(pk=room.desk.pk)
    assert (row.reminders, row.escalations) == ("50%,4h", ",")
    desks.change_reminders(
        room.desk,
        by=room.editor,
        reminders=steps.keys(settings.REMINDERS),
        escalations=steps.keys(settings.ESCALATIONS),
    )
    row.refresh_from_db()
    assert (row.reminders, row.escalations) == ("", "")


@pytest.mark.parametrize("key", ["5h", "50", "", "soon", "-4h", "4h,1h", "\x00"])
def test_times_that_are_not_offered_are_refused(room, key):
    with pytest.raises(DeskRefused, match="from the list") as refused:
        desks.change_reminders(room.desk, by=room.editor, reminders=["4h"], escalations=[key])
    assert refused.value.field == "escalations"
    assert Desk.objects.get(pk=room.desk.pk).reminders == ""


def test_only_who_sets_up_a_desk_chooses_its_reminders(room):
    for person in (room.writer, room.reader, room.stranger):
        with pytest.raises(NotAllowed):
            desks.change_reminders(room.desk, by=person, reminders=[], escalations=[])
