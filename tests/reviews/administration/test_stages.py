"""Stages are added, changed, moved and removed; what weakens the workflow is not for everybody."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from newsroom.errors import NotAllowed, NotFound
from newsroom.models import Desk
from reviews.administration import stages
from reviews.administration.stages import StageChanged, StageInUse, StageRefused, StageValues
from reviews.models import Event, Notification, Round, Stage
from reviews.models.workflow import LastRequiredStage
from reviews.workflow import signoff
from tests.factories import NOW, join, make_article, make_desk, make_user, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def names(desk):
    return list(Stage.objects.filter(desk=desk).order_by("position").values_list("name", flat=True))


def stage(room, name):
    return stages.find_stage(room.desk, Stage.objects.get(desk=room.desk, name=name).pk)


def test_a_stage_is_added_where_it_is_wanted_with_signers_of_its_own(room):
    slot = stage(room, "Slot")
    added = stages.add(room.desk, StageValues("Legal", signatures=2), before=slot.pk, by=room.admin)
    assert names(room.desk) == ["Desk edit", "Copy", "Standards", "Legal", "Slot"]
    assert (added.group.name, added.group.user_set.count(), added.signatures) == ("Legal", 0, 2)
    stages.add(room.desk, StageValues("Print"), by=room.admin)
    assert names(room.desk)[-1] == "Print"
    assert list(Stage.objects.values_list("position", flat=True).order_by("position")) == [1, 2, 3, 4, 5, 6]


def test_an_editor_adds_stages_that_they_sign_but_does_not_change_who_releases(room):
    added = stages.add(room.desk, StageValues("Legal"), before=stage(room, "Slot").pk, by=room.editor)
    assert list(added.group.user_set.all()) == [room.editor]
    with pytest.raises(NotAllowed, match="who may release"):
        stages.add(room.desk, StageValues("Last word"), by=room.editor)
    with pytest.raises(NotAllowed, match="who may release"):
        stages.move(stage(room, "Legal"), up=False, by=room.editor)
    stages.add(room.desk, StageValues("Last word"), by=room.slot)  # who released until now
    assert names(room.desk)[-1] == "Last word"


@pytest.mark.parametrize(
    "weaker",
    [{"required": False}, {"signatures": 1}, {"author_may_sign": True}],
    ids=["optional", "fewer", "the author"],
)
def test_only_who_signs_a_stage_lets_copy_pass_it_more_easily(room, weaker):
    Stage.objects.filter(name="Copy").update(signatures=2)
    copy = stage(room, "Copy")
    values = {"name": "Copy", "signatures": 2, "required": True, "author_may_sign": False, **weaker}
    with pytest.raises(NotAllowed, match="Only someone who signs off Copy"):
        stages.change(copy, StageValues(**values), by=room.editor)
    stages.change(copy, StageValues(**values), by=room.copy_editor)
    stages.change(stage(room, "Copy"), StageValues("Copy", signatures=3), by=room.editor)  # stricter
    assert stage(room, "Copy").signatures == 3


def test_people_who_do_not_set_up_the_desk_change_nothing(room):
    other = join(make_user(), make_desk(), "editor")
    before = names(room.desk)
    for person in (room.writer, room.reader, room.stranger, other):
        for act in (
            lambda by: stages.add(room.desk, StageValues("X"), by=by),
            lambda by: stages.change(stage(room, "Copy"), StageValues("X"), by=by),
            lambda by: stages.move(stage(room, "Copy"), up=True, by=by),
            lambda by: stages.remove(stage(room, "Copy"), by=by, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert names(room.desk) == before


def test_a_stage_moves_and_stops_at_the_ends(room):
    stages.move(stage(room, "Copy"), up=True, by=room.editor)
    stages.move(stage(room, "Copy"), up=True, by=room.editor)
    assert names(room.desk) == ["Copy", "Desk edit", "Standards", "Slot"]
    stages.move(stage(room, "Slot"), up=False, by=room.editor)
    assert names(room.desk)[-1] == "Slot"
    assert stage(room, "Copy").history.count() > 1


def test_stories_at_a_stage_that_goes_move_on_and_its_signers_are_notified(room):
    signoff.pass_on(article=room.article, stage=stage(room, "Standards"), by=room.editor, now=NOW)
    removed = stages.remove(stage(room, "Standards"), by=room.admin, now=NOW)
    assert (removed.stories, str(removed.at)) == (1, "Slot")
    assert str(Round.objects.get(article=room.article).stage) == "Slot"
    due = Event.objects.get(kind=Event.Kind.STAGE_DUE, stage__name="Slot")
    assert room.slot.pk in Notification.objects.filter(event=due).values_list("recipient", flat=True)


def test_from_the_last_stage_they_go_back_to_the_one_before(room):
    signoff.pass_on(article=room.article, stage=stage(room, "Slot"), by=room.editor, now=NOW)
    assert str(stages.remove(stage(room, "Slot"), by=room.admin, now=NOW).at) == "Standards"


def test_a_stage_with_sign_offs_stays(room):
    room.article.refresh_from_db()
    first, digest = stage(room, "Desk edit"), room.article.digest
    signoff.sign(article=room.article, stage=first, by=room.editor, digest=digest, now=NOW)
    with pytest.raises(StageInUse, match="has 1 sign-off, which is kept"):
        stages.remove(stage(room, "Desk edit"), by=room.admin, now=NOW)


def test_a_stage_where_a_story_was_spiked_stays(room):
    Round.objects.update(closed_at=NOW)
    with pytest.raises(StageInUse, match="1 story was released or spiked"):
        stages.remove(stage(room, "Desk edit"), by=room.admin, now=NOW)


def test_the_last_required_stage_stays_and_stays_required(room):
    for name in ("Copy", "Standards", "Slot"):
        stages.change(stage(room, name), StageValues(name, required=False), by=room.admin)
    with pytest.raises(LastRequiredStage):
        stages.change(stage(room, "Desk edit"), StageValues("Desk edit", required=False), by=room.admin)
    with pytest.raises(LastRequiredStage):
        stages.remove(stage(room, "Desk edit"), by=room.admin, now=NOW)
    assert names(room.desk)[0] == "Desk edit"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (StageValues(" "), "name"),
        (StageValues("x" * 61), "name"),
        (StageValues("a\x00"), "name"),
        (StageValues("copy"), "name"),
        (StageValues("Legal", signatures=0), "signatures"),
        (StageValues("Legal", signatures=10**9), "signatures"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(room, values, field):
    for act in (
        lambda: stages.add(room.desk, values, by=room.admin),
        lambda: stages.change(stage(room, "Slot"), values, by=room.admin),
    ):
        with pytest.raises(StageRefused) as refused:
            act()
        assert refused.value.field == field


def test_a_desk_has_so_many_stages_and_no_more(room):
    for number in range(stages.MOST_STAGES - 4):
        stages.add(room.desk, StageValues(f"Stage {number}"), by=room.admin)
    with pytest.raises(StageRefused, match="at most"):
        stages.add(room.desk, StageValues("One more"), by=room.admin)


def test_stories_filed_before_their_desk_had_stages_come_to_its_first(room):
    desk = make_desk(workflow=())
    writer = join(make_user(), desk, "writer")
    story = make_article(desk, author=writer, by=writer)
    added = stages.add(desk, StageValues("Edit"), by=room.admin)
    assert Round.objects.get(article=story).stage == added


def test_a_form_of_something_that_changed_meanwhile_is_not_saved(room):
    copy = stage(room, "Copy")
    signers = [room.copy_editor.pk]
    seen = stages.fingerprint(copy, signers)
    stages.require_unchanged(copy, seen)
    stages.change(copy, StageValues("Copy desk"), by=room.admin)
    with pytest.raises(StageChanged, match="someone changed"):
        stages.require_unchanged(copy, seen)


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_move_stages_at_once_leave_an_order(room):
    barrier = Barrier(2)

    def act(name, up):
        barrier.wait()
        try:
            for _ in range(3):
                stages.move(stage(room, name), up=up, by=room.admin)
        finally:
            connection.close()

    threads = [Thread(target=act, args=("Copy", True)), Thread(target=act, args=("Copy", False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(room.desk)) == ["Copy", "Desk edit", "Slot", "Standards"]
    assert list(Stage.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_two_who_each_make_the_other_stage_optional_leave_one_required(room):
    Stage.objects.filter(name__in=("Standards", "Slot")).update(required=False)
    barrier, refused = Barrier(2), []

    def act(name):
        barrier.wait()
        try:
            stages.change(stage(room, name), StageValues(name, required=False), by=room.admin)
        except LastRequiredStage:
            refused.append(name)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(name,)) for name in ("Desk edit", "Copy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), Stage.objects.required().count()) == (1, 1)


def test_a_stage_of_another_desk_is_not_found(room):
    elsewhere = make_desk()
    with pytest.raises(NotFound):
        stages.find_stage(elsewhere, stage(room, "Copy").pk)


def test_who_releases_here(room):
    assert [stages.may_release_here(who, room.desk) for who in (room.admin, room.slot, room.editor)] == [
        True,
        True,
        False,
    ]
    room.desk.released_by = Desk.ReleasedBy.EDITORS
    assert stages.may_release_here(room.editor, room.desk)
