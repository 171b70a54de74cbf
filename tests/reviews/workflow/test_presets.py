"""A new desk has a workflow from its first moment: stages in order, each with signers of its own."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from newsroom.errors import NotAllowed
from newsroom.models import Desk
from reviews.models import Stage
from reviews.workflow import intake
from reviews.workflow.presets import PRESETS, DeskRefused, SlugTaken, create_desk
from tests.factories import NOW, join, make_desk, make_user

pytestmark = pytest.mark.django_db
CITY = {"name": "City", "slug": "city", "language": "en", "preset": "daily"}


@pytest.fixture
def administrator():
    return make_user(is_staff=True, is_superuser=True)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_every_preset_makes_a_desk_whose_copy_somebody_has_to_sign(administrator, preset):
    desk = create_desk(administrator, **{**CITY, "preset": preset.key})
    stages = list(desk.stages.order_by("position"))
    assert [stage.name for stage in stages] == [str(stage.name) for stage in preset.stages]
    assert [stage.signatures for stage in stages] == [stage.signatures for stage in preset.stages]
    assert Stage.objects.required().filter(desk=desk).exists()
    assert len({stage.group_id for stage in stages}) == len(stages)
    assert not any(stage.group.user_set.exists() or stage.group.permissions.exists() for stage in stages)


def test_each_desk_has_signers_of_its_own(administrator):
    first, second = (create_desk(administrator, **{**CITY, "slug": slug}) for slug in ("city", "city-2"))
    names = [[stage.group.name for stage in desk.stages.order_by("position")] for desk in (first, second)]
    assert names[0][:2] == ["Desk editors", "Copy editors"]
    assert names[1][:2] == ["Desk editors (City)", "Copy editors (City)"]
    third = create_desk(administrator, **{**CITY, "slug": "city-3"})
    assert third.stages.get(position=1).group.name == "Desk editors (City) 2"


def test_only_an_administrator_makes_one(administrator):
    editor = join(make_user(), make_desk("world"), "editor")
    shut_out = make_user(is_superuser=True, is_active=False)
    for person in (editor, make_user(is_staff=True), shut_out, AnonymousUser()):
        with pytest.raises(NotAllowed):
            create_desk(person, **CITY)
    assert create_desk(None, **CITY).slug == "city"  # the operator at the command line


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"slug": ""}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"slug": "../etc"}, "slug"),
        ({"slug": "x" * 51}, "slug"),
        ({"slug": "world"}, "slug"),
        ({"language": "English"}, "language"),
        ({"language": "e\x00"}, "language"),
        ({"direction": "up"}, "direction"),
        ({"preset": "chaos"}, "preset"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_is_refused_with_its_field_and_leaves_nothing(administrator, wrong, field):
    make_desk("world", workflow=())
    with pytest.raises(DeskRefused) as refused:
        create_desk(administrator, **{**CITY, **wrong})
    assert refused.value.field == field
    assert isinstance(refused.value, SlugTaken) == (wrong == {"slug": "world"})
    assert (Desk.objects.count(), Stage.objects.count(), Group.objects.count()) == (1, 0, 0)


def test_a_story_begun_there_reads_as_the_desk_says(administrator):
    desk = create_desk(administrator, **CITY, direction="rtl")
    writer = join(make_user(), desk, "writer")
    copy = intake.blank_copy(desk, "شاي")
    story = intake.file_copy(imported=copy, desk=desk, author=writer, by=writer, now=NOW)
    assert (story.article.direction, story.article.language) == ("rtl", "en")
