"""Who signs a stage is chosen by name, and nothing more is given with it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from newsroom.errors import NotAllowed
from reviews.administration import signers
from reviews.administration.signers import SignersRefused
from reviews.models import Stage
from tests.factories import join, make_desk, make_user, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def stage(name, desk):
    return Stage.objects.select_related("desk", "group").get(name=name, desk=desk)


def signing(name, desk):
    return [person.name for person in signers.signers_of(stage(name, desk))]


def test_these_people_sign_and_no_others(room):
    signers.set_signers(stage("Copy", room.desk), {room.editor.pk, room.slot.pk}, by=room.admin)
    assert signing("Copy", room.desk) == ["Peter Lund", "Ruth Adeyemi"]


def test_whoever_signs_a_stage_names_others_and_an_editor_who_does_not_names_nobody(room):
    signers.set_signers(stage("Copy", room.desk), {room.copy_editor.pk, room.editor.pk}, by=room.copy_editor)
    assert signing("Copy", room.desk) == ["Jonas Keller", "Ruth Adeyemi"]
    for person in (room.editor, room.writer, room.reader, room.stranger):
        with pytest.raises(NotAllowed):
            signers.set_signers(stage("Slot", room.desk), {person.pk}, by=person)
    assert signing("Slot", room.desk) == ["Peter Lund"]


def test_only_people_of_the_desk_sign_its_stages(room):
    viewer = join(make_user(), room.desk, "viewer")
    for person in (room.stranger, viewer, room.admin):
        with pytest.raises(SignersRefused, match="a role on the desk"):
            signers.set_signers(stage("Copy", room.desk), {person.pk}, by=room.admin)


def test_a_group_of_two_desks_is_parted_so_that_only_this_stage_changes(room):
    other = make_desk()  # its stages have the same groups
    colleague = join(join(make_user("Ada Both"), room.desk, "editor"), other, "editor")
    signers.set_signers(stage("Copy", room.desk), {room.copy_editor.pk, colleague.pk}, by=room.admin)
    assert signing("Copy", room.desk) == ["Ada Both", "Jonas Keller"]
    assert signing("Copy", other) == []
    assert stage("Copy", room.desk).group_id != stage("Copy", other).group_id


def test_no_permission_of_the_back_office_comes_with_it(room):
    stage("Copy", room.desk).group.permissions.add(Permission.objects.first())
    signers.set_signers(stage("Copy", room.desk), {room.writer.pk}, by=room.admin)
    assert not room.writer.get_all_permissions()
    assert signing("Copy", room.desk) == ["Mara Velde"]


def test_a_group_that_releases_here_goes_on_releasing_when_it_is_parted(room):
    make_desk()
    copy = stage("Copy", room.desk)
    room.desk.released_by, room.desk.releasing_group = "group", copy.group
    room.desk.save()
    signers.set_signers(copy, {room.writer.pk}, by=room.admin)
    room.desk.refresh_from_db()
    assert room.desk.releasing_group_id == stage("Copy", room.desk).group_id


def test_the_stages_of_one_person(room):
    own = list(Stage.objects.filter(desk=room.desk).select_related("desk", "group"))
    wanted = {stage("Copy", room.desk).pk, stage("Slot", room.desk).pk}
    signers.set_stages(room.editor, wanted, among=own, by=room.admin)
    signs = [one.name for one in Stage.objects.signed_by(room.editor).order_by("position")]
    assert signs == ["Copy", "Slot"]
    with pytest.raises(SignersRefused, match="needs a role on"):
        signers.set_stages(make_user("Nobody Yet"), wanted, among=own, by=room.admin)
    with pytest.raises(SignersRefused, match="that of a viewer"):
        signers.set_stages(join(make_user(), room.desk, "viewer"), wanted, among=own, by=room.admin)
