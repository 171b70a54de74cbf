"""Inviting from the command line."""

from io import StringIO

import pytest
from django.core.management import call_command

from newsroom.models import AccountMail, StaffInvitation
from tests.factories import join, make_desk, make_user

pytestmark = pytest.mark.django_db


def invite(*args):
    out, err = StringIO(), StringIO()
    try:
        call_command("invite", *args, stdout=out, stderr=err)
    except SystemExit as stopped:
        return stopped.code, err.getvalue().strip()
    return 0, out.getvalue().strip()


@pytest.fixture
def desk(db):
    return make_desk("city")


def test_somebody_is_invited(desk):
    code, said = invite(
        "ana@paper.example", "--desk", "city", "--role", "reader", "--sign", "slot", "--name", "Ana Lima"
    )
    assert (code, said) == (
        0,
        "ana@paper.example is invited. The link in the email works for 7 days.",
    )
    row = StaffInvitation.objects.get()
    assert (row.name, row.invited_by) == ("Ana Lima", None)
    assert [(one.desk, one.role) for one in row.roles.all()] == [(desk, "reader")]
    assert [group.name for group in row.groups.all()] == ["Slot"]
    assert AccountMail.objects.get().address == "ana@paper.example"


def test_an_account_gets_its_roles(desk):
    person = make_user("Ana Lima", email="ana@paper.example")
    code, said = invite("ana@paper.example", "--desk", "city", "--role", "reader")
    assert (code, said) == (0, "Ana Lima has an account already; the new roles are theirs now.")
    assert person.desk_roles == {desk.pk: "reader"}


def test_one_role_is_for_all_desks_or_one_for_each(desk):
    make_desk("world")
    desks = ["--desk", "city", "--desk", "world"]
    assert invite("a@x.example", *desks, "--role", "reader")[0] == 0
    assert invite("b@x.example", *desks, "--role", "reader", "--role", "editor")[0] == 0
    assert invite("c@x.example", *desks)[0] == 2


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["ana", "--desk", "city", "--role", "reader"], "“ana” is not an email address."),
        (["ana@x.example", "--desk", "town", "--role", "reader"], "There is no desk “town”."),
        (["ana@x.example", "--sign", "Nobody"], "There is no group “Nobody”."),
        (["ana@x.example", "--by", "no@x.example"], "No one here has the address “no@x.example”."),
    ],
)
def test_bad_input_is_one_sentence(desk, args, sentence):
    assert invite(*args) == (2, sentence)
    assert not StaffInvitation.objects.exists()


def test_whoever_invites_grants_no_more_than_they_have(desk):
    join(make_user("Tomas Brandt", email="tomas@paper.example"), desk, "writer")
    code, _said = invite("ana@x.example", "--desk", "city", "--role", "editor", "--by", "tomas@paper.example")
    assert code == 2
