"""A desk keeps a required stage once it has one, and its stories are at a stage once there is one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from newsroom.models import Desk
from reviews.models import Event, Round, Stage
from reviews.models.workflow import LastRequiredStage, changing_together
from reviews.workflow import signoff
from reviews.workflow.preflight import Code, preflight
from tests.factories import NOW, make_article, make_desk

pytestmark = pytest.mark.django_db


def make_stage(desk, position=1, name="Desk edit", **fields):
    group = Group.objects.get_or_create(name="Desk editors")[0]
    return Stage.objects.create(desk=desk, position=position, name=name, group=group, **fields)


@pytest.fixture
def desk(db):
    """A desk with one stage that is required and one that is not."""
    desk = make_desk(workflow=())
    make_stage(desk)
    make_stage(desk, 2, "Proof", required=False)
    return desk


def make_optional(stage):
    stage.required = False
    stage.save()


LAST = {
    "delete": lambda stage: stage.delete(),
    "delete by query": lambda stage: Stage.objects.filter(pk=stage.pk).delete(),
    "delete all": lambda stage: stage.desk.stages.all().delete(),
    "make optional": make_optional,
    "make optional by query": lambda stage: Stage.objects.filter(pk=stage.pk).update(required=False),
    "make optional together": lambda stage: Stage.objects.bulk_update(
        [Stage(pk=stage.pk, required=False)], ["required"]
    ),
    "take to another desk": lambda stage: Stage.objects.filter(pk=stage.pk).update(
        desk=make_desk(workflow=())
    ),
}


@pytest.mark.parametrize("act", LAST.values(), ids=LAST)
def test_the_last_required_stage_stays(desk, act):
    before = list(Stage.objects.order_by("pk").values())
    with pytest.raises(LastRequiredStage, match="needs at least one required stage"):
        act(desk.stages.get(position=1))
    assert list(Stage.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("act", LAST.values(), ids=LAST)
def test_another_required_one_lets_it_go(desk, act):
    make_stage(make_desk(workflow=()), name="Elsewhere")
    if act is LAST["delete all"]:
        with pytest.raises(LastRequiredStage):
            act(desk.stages.get(position=1))
        return
    desk.stages.filter(position=2).update(required=True)
    act(desk.stages.get(position=1))
    assert list(Stage.objects.required().filter(desk=desk).values_list("name", flat=True)) == ["Proof"]


def test_a_desk_goes_with_its_stages(desk):
    kept = make_stage(make_desk(workflow=()))
    desk.delete()
    Desk.objects.filter(pk=kept.desk_id).delete()
    assert not Stage.objects.exists()


def test_several_changes_are_looked_at_together(desk):
    with changing_together(desk):
        desk.stages.get(position=1).delete()
        make_stage(desk, 3, "Copy")
    with pytest.raises(LastRequiredStage), changing_together(desk):
        desk.stages.get(position=3).delete()
    assert list(desk.stages.order_by("position").values_list("name", flat=True)) == ["Proof", "Copy"]


@pytest.mark.parametrize("required", [None, False])
def test_nothing_leaves_a_desk_where_nobody_has_to_sign(required):
    desk = make_desk(workflow=())
    if required is not None:
        make_stage(desk, required=required)
    found = preflight(make_article(desk), now=NOW)
    assert [finding.code for finding in found] == [Code.NO_STAGE]


def test_stories_that_were_there_before_join_the_first_stage():
    desk = make_desk(workflow=())
    here, elsewhere = make_article(desk), make_article(make_desk(workflow=()))
    first = make_stage(desk)
    make_stage(desk, 2, "Copy")
    assert signoff.current_round(here).stage == first
    assert signoff.current_round(elsewhere).stage is None
    due = Event.objects.get(kind=Event.Kind.STAGE_DUE)
    assert (due.article, due.stage) == (here, first)
    assert signoff.current_round(make_article(desk)).stage == first


def test_rounds_from_before_stages_join_the_first_one_when_the_database_is_brought_up(desk):
    article = make_article(desk)
    Round.objects.filter(article=article).update(stage=None)
    loader = MigrationLoader(connection, replace_migrations=False)
    (step,) = loader.get_migration("reviews", "0021_open_rounds_are_at_a_stage").operations
    step.code(MigrationLoader(connection).project_state().apps, None)
    assert signoff.current_round(article).stage == desk.stages.get(position=1)


def test_the_demo_releases_by_its_own_rules(db):
    call_command("load_demo")
    assert {desk.released_by for desk in Desk.objects.all()} == {Desk.ReleasedBy.LAST_STAGE}
    assert Round.objects.exclude(closed_at=None).get().release.released_by.name == "Peter Lund"
    assert not Round.objects.filter(stage=None).exists()
