"""Setting a newsroom up from the command line."""

from io import StringIO

import pytest
from django.core.management import call_command

from newsroom.models import Desk, Newsroom, StaffInvitation, User
from reviews.models import Stage
from tests.factories import make_user

pytestmark = pytest.mark.django_db
GIVEN = [
    *("Riverside Weekly", "--administrator", "Ines Okafor", "--email", "ines@riverside.example"),
    *("--desk", "City", "--workflow", "daily", "--time-zone", "Europe/Dublin"),
]


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("COPYDESK_PASSWORD", "seven grey herons")


def create(*args):
    out, err = StringIO(), StringIO()
    try:
        call_command("create_newsroom", *args, stdout=out, stderr=err)
    except SystemExit as stopped:
        return stopped.code, err.getvalue().strip()
    return 0, out.getvalue().strip()


def test_everything_is_set_up():
    found = create(
        *GIVEN, "--invite", "ruth@riverside.example:editor:1,4", "--invite", "mara@x.example:writer"
    )
    assert found == (0, "Riverside Weekly is set up. Sign in as ines@riverside.example.")
    person = User.objects.get()
    assert person.check_password("seven grey herons")
    assert Newsroom.objects.get().time_zone == "Europe/Dublin"
    assert Stage.objects.signed_by(person).get().name == "Slot"
    ruth = StaffInvitation.objects.get(address="ruth@riverside.example")
    assert {str(group) for group in ruth.groups.all()} == {"Desk editors", "Slot editors"}


def test_where_people_are_it_refuses():
    make_user("Ruth Adeyemi")
    assert create(*GIVEN) == (1, "This newsroom is set up already. Sign in with your account.")
    assert not Desk.objects.exists()


@pytest.mark.parametrize("invited", ["ruth", "ruth@x.example:king", "ruth@x.example:editor:first"])
def test_a_colleague_that_cannot_be_read(invited):
    code, said = create(*GIVEN, "--invite", invited)
    assert code == 2
    assert invited in said
    assert not User.objects.exists()


def test_a_weak_password(monkeypatch):
    monkeypatch.setenv("COPYDESK_PASSWORD", "short")
    code, said = create(*GIVEN)
    assert code == 2
    assert "at least 12 characters" in said


def test_without_a_terminal_the_password_comes_from_the_environment(monkeypatch):
    monkeypatch.delenv("COPYDESK_PASSWORD")
    code, said = create(*GIVEN)
    assert code == 2
    assert "COPYDESK_PASSWORD" in said
