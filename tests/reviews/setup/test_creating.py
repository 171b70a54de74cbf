"""A newsroom from nothing: all of it, or nothing."""

import pytest

from newsroom.models import AccountMail, Desk, Newsroom, StaffInvitation, User
from reviews.models import Stage
from reviews.setup import creating
from reviews.setup.creating import Colleague, SetUpRefused
from reviews.setup.links import SetUpAlready
from reviews.workflow.presets import PRESETS
from tests.acts import at_once
from tests.factories import NOW, make_user
from tests.reviews.setup.setting_up import PASSWORD, wanted

pytestmark = pytest.mark.django_db


def nothing_is_there():
    return not any(model.objects.exists() for model in (User, Desk, Newsroom, StaffInvitation, AccountMail))


def test_everything_is_there_afterwards():
    created = creating.create(wanted(), now=NOW)
    newsroom = Newsroom.objects.get()
    assert (newsroom.name, newsroom.time_zone) == ("Riverside Weekly", "Europe/Dublin")
    person = User.objects.get()
    assert created.administrator == person
    assert person.is_superuser
    assert person.check_password(PASSWORD)
    desk = Desk.objects.get()
    assert (desk.name, desk.slug, desk.language) == ("City", "city", "en")
    assert person.desk_roles == {desk.pk: "editor"}
    assert [stage.name for stage in Stage.objects.signed_by(person)] == ["Slot"]
    assert created.invited == 2
    assert created.unsigned == ("Copy edit",)  # standards are optional
    ruth = StaffInvitation.objects.get(name="Ruth Adeyemi")
    assert [str(group) for group in ruth.groups.all()] == ["Desk editors"]
    assert set(AccountMail.objects.values_list("address", flat=True)) == {
        "mara@riverside.example",
        "ruth@riverside.example",
    }


@pytest.mark.parametrize("preset", PRESETS)
def test_every_workflow_begins_with_somebody_who_can_sign(preset):
    last = len(PRESETS[preset].stages)
    created = creating.create(wanted(preset=preset, signs=(last,)), now=NOW)
    assert Stage.objects.signed_by(created.administrator).get().position == last


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("newsroom", " "),
        ("newsroom", "x" * 81),
        ("language", "not a language"),
        ("time_zone", "Mars/Olympus"),
        ("name", " "),
        ("address", "ines"),
        ("password", "short"),
        ("password", "ines@riverside.example"),
        ("desk", ""),
        ("desk", "x" * 81),
        ("desk_language", "??"),
        ("direction", "up"),
        ("preset", "chaos"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_and_nothing_is_written(field, value):
    with pytest.raises(SetUpRefused) as refusal:
        creating.create(wanted(**{field: value}), now=NOW)
    assert list(refusal.value.errors) == [field]
    assert nothing_is_there()


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ([Colleague("mara")], "people-0-address"),
        ([Colleague("a@x.example"), Colleague("A@x.example")], "people-1-address"),
        ([Colleague("ines@riverside.example")], "people-0-address"),
        ([Colleague("a@x.example", "x" * 121)], "people-0-name"),
        ([Colleague("a@x.example", role="king")], "people-0-role"),
    ],
)
def test_an_impossible_colleague_undoes_everything(people, field):
    with pytest.raises(SetUpRefused) as refusal:
        creating.create(wanted(people=people), now=NOW)
    assert list(refusal.value.errors) == [field]
    assert nothing_is_there()


def test_several_mistakes_are_said_together():
    with pytest.raises(SetUpRefused) as refusal:
        creating.create(wanted(newsroom="", password="x", desk=""), now=NOW)
    assert set(refusal.value.errors) == {"newsroom", "password", "desk"}


def test_where_people_are_nothing_is_set_up():
    make_user("Ruth Adeyemi")
    with pytest.raises(SetUpAlready):
        creating.create(wanted(), now=NOW)
    assert not Newsroom.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_sets_it_up():
    outcomes = at_once(
        *[lambda n=n: creating.create(wanted(address=f"ines{n}@x.example"), now=NOW) for n in range(3)]
    )
    assert sum(isinstance(one, SetUpAlready) for one in outcomes) == 2
    assert (User.objects.count(), Desk.objects.count()) == (1, 1)
