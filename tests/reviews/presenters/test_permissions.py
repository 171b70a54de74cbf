"""What somebody may do and why: true, because giving them what is missing opens it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from newsroom.models import Desk, Membership, User
from reviews.models import Stage
from reviews.presenters.permissions import permissions_of
from tests.factories import join, make_desk, make_user
from tests.pages import browse, words

Role = Membership.Role
PAGE = "/permissions/"


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


def answers(person: User, desk: Desk | None = None) -> dict[str, tuple[bool, str]]:
    found = permissions_of(again(person))
    (one,) = [one for one in found if desk is None or one.desk == desk]
    return {answer.act: (answer.allowed, answer.why) for answer in one.answers}


RELEASE, EDIT, SIGN = "Release stories", "Edit other people’s stories", "Sign off Standards"

EXPECTED = {
    ("writer", EDIT): (False, "needs the role editor"),
    ("writer", "Edit your own stories"): (True, "as writer"),
    ("writer", "Resolve other people’s queries"): (False, "needs the role reader or editor"),
    ("writer", RELEASE): (False, "needs the group Slot"),
    ("reader", EDIT): (False, "needs the role editor"),
    ("reader", SIGN): (True, "as reader in the group Standards"),
    ("reader", "File stories"): (False, "needs the role writer or editor"),
    ("editor", RELEASE): (False, "needs the group Slot"),
    ("editor", EDIT): (True, "as editor"),
    ("editor", SIGN): (False, "needs the group Standards"),
    ("slot", RELEASE): (True, "as editor in the group Slot"),
    ("admin", EDIT): (True, "as administrator"),
    ("admin", RELEASE): (False, "needs the group Slot"),
}


@pytest.mark.parametrize(("who", "act"), EXPECTED)
def test_the_reasons(room, who, act):
    assert answers(getattr(room, who))[act] == EXPECTED[who, act]


def test_a_viewer_in_every_group(room):
    viewer = join(make_user(groups=["Slot", "Standards"]), room.desk, Role.VIEWER)
    found = answers(viewer)
    assert found.pop("See stories and queries") == (True, "as viewer")
    assert not any(allowed for allowed, _why in found.values())
    assert found[RELEASE] == (False, "needs the role writer, reader or editor")
    assert found[EDIT] == (False, "needs the role editor")


def test_an_administrator_in_a_group_and_on_no_desk(room):
    room.admin.groups.add(Group.objects.get(name="Slot"))
    assert answers(room.admin)[RELEASE] == (True, "as administrator in the group Slot")


def test_nobody_releases_where_no_stage_is(db):
    desk = make_desk(workflow=())
    person = join(make_user(), desk, Role.EDITOR)
    assert answers(person)[RELEASE] == (False, "no one can, as the desk is set up")
    desk.released_by = Desk.ReleasedBy.EDITORS
    desk.save()
    assert answers(person)[RELEASE] == (True, "as editor")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("groups", [(), ("Slot",), ("Standards", "Desk editors")])
def test_what_is_missing_is_what_opens_it(room, role, groups):
    """Every reason is tried: with the role or the group that it names, the act is allowed."""
    person = join(make_user(groups=groups), room.desk, role)
    before = answers(person)
    assert len(before) > 15
    for act, (allowed, why) in before.items():
        if allowed:
            continue
        kind, _, wanted = why.removeprefix("needs the ").partition(" ")
        assert kind in ("role", "group"), why
        for one in wanted.removesuffix(", and a group").replace(" or ", ", ").split(", "):
            other = join(make_user(groups=groups), room.desk, role)
            if kind == "group":
                other.groups.add(Group.objects.get(name=one))
            else:
                other.memberships.update(role=one)
                if why.endswith("and a group"):
                    other.groups.set(Group.objects.all())
            assert answers(other)[act][0], (act, why)


def test_more_desks_cost_no_statement(room, django_assert_num_queries):
    with django_assert_num_queries(5):  # the person, roles, groups, desks, stages
        permissions_of(again(room.editor))
    for _ in range(5):
        desk = make_desk()
        join(room.editor, desk, Role.EDITOR)
    with django_assert_num_queries(5):
        assert len(permissions_of(again(room.editor))) == 6


def test_stages_that_authors_sign(room):
    Stage.objects.filter(name="Desk edit").update(author_may_sign=True)
    found = answers(room.editor)
    assert found["Sign off Desk edit of your own stories"] == (True, "as editor in the group Desk editors")


def test_everybody_sees_their_own(room):
    shown = words(browse(room.writer).get(PAGE))
    assert "Your permissions" in shown
    assert "Edit other people’s stories No needs the role editor" in shown
    assert "You’re not on a desk yet" in words(browse(room.stranger).get(PAGE))
    assert browse().get(PAGE).status_code == 302
    assert PAGE in browse(room.writer).get("/preferences/").content.decode()


@pytest.mark.parametrize("who", ["writer", "reader", "editor", "slot", "stranger"])
def test_only_administrators_see_those_of_others(room, who):
    browser = browse(getattr(room, who))
    other = room.colleague if who != "colleague" else room.writer
    assert browser.get(f"{PAGE}{other.pk}/").status_code == 403
    assert browser.get(f"{PAGE}{getattr(room, who).pk}/").status_code == 200


def test_an_administrator_sees_those_of_anybody(room):
    browser = browse(room.admin)
    assert "Permissions of Mara Velde" in words(browser.get(f"{PAGE}{room.writer.pk}/"))
    assert browser.get(f"{PAGE}999999/").status_code == 404
    room.editor.is_active = False
    room.editor.save()
    shown = words(browser.get(f"{PAGE}{room.editor.pk}/"))
    assert "This account is deactivated, so nothing is allowed." in shown
    assert "Yes" not in shown
