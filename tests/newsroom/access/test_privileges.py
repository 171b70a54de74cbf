"""Nobody grants more than they hold; nobody edits who holds more than they do: over random sets of rights."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.access import privileges
from newsroom.models import Alias, Membership, User
from tests.factories import join, make_desk, make_user

pytestmark = pytest.mark.django_db

ADMINISTERS = ("user", "group", "membership", "alias", "desk")
EXTRA = ("view_article", "view_query", "change_stage")
ROLES = ("", "writer", "reader", "editor")
accounts = st.fixed_dictionaries(
    {
        "permissions": st.sets(st.sampled_from(EXTRA)),
        "groups": st.sets(st.integers(0, 2)),
        "roles": st.tuples(st.sampled_from(ROLES), st.sampled_from(ROLES)),
        "is_staff": st.booleans(),
        "is_superuser": st.sampled_from([False] * 7 + [True]),
    }
)
number = itertools.count()


class House:
    """Two desks and three groups, of which two come with permissions."""

    def __init__(self) -> None:
        self.desks = [make_desk(), make_desk()]
        self.groups = [Group.objects.create(name=f"Group {next(number)}") for _ in range(3)]
        for group, code in zip(self.groups, EXTRA[:2], strict=False):
            group.permissions.add(Permission.objects.get(codename=code))

    def account(self, wanted, *, administers=False):
        person = make_user(
            is_staff=wanted["is_staff"] or administers or wanted["is_superuser"],
            is_superuser=wanted["is_superuser"] and not administers,
        )
        person.groups.set([self.groups[one] for one in wanted["groups"]])
        person.user_permissions.set(Permission.objects.filter(codename__in=wanted["permissions"]))
        for desk, role in zip(self.desks, wanted["roles"], strict=True):
            if role:
                join(person, desk, role)
        if administers:
            every = [f"{act}_{what}" for act in ("add", "change", "delete", "view") for what in ADMINISTERS]
            person.user_permissions.add(*Permission.objects.filter(codename__in=every))
        return person


def held(person):
    return privileges.privileges_of(User.objects.get(pk=person.pk))


def no_rows(prefix):
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


def everything_that_is_posted(house, actor, target):
    """What somebody would post who wants all there is, for themselves and for others."""
    every_permission = list(Permission.objects.values_list("pk", flat=True))
    every_group = [group.pk for group in house.groups]
    for person in (actor, target):
        greedy = {
            "email": f"taken{next(number)}@evil.example",
            "name": "Taken over",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "groups": every_group,
            "user_permissions": every_permission,
            **no_rows("memberships"),
        }
        yield reverse("admin:newsroom_user_change", args=[person.pk]), greedy
        yield (
            reverse("admin:newsroom_user_change", args=[person.pk]),
            {**greedy, "email": f"again{next(number)}@evil.example", "groups": []},
        )
        for desk in house.desks:
            part = {"user": person.pk, "desk": desk.pk, "role": "editor"}
            yield reverse("admin:newsroom_membership_add"), part
            mine = Membership.objects.filter(user=person, desk=desk).first()
            if mine:
                yield reverse("admin:newsroom_membership_change", args=[mine.pk]), part
            inline = {
                "name": desk.name,
                "slug": desk.slug,
                "language": "en",
                **no_rows("stages"),
                "memberships-TOTAL_FORMS": 1,
                "memberships-INITIAL_FORMS": 1 if mine else 0,
                "memberships-0-id": mine.pk if mine else "",
                "memberships-0-user": person.pk,
                "memberships-0-desk": desk.pk,
                "memberships-0-role": "editor",
            }
            yield reverse("admin:newsroom_desk_change", args=[desk.pk]), inline
            alias = {"address": f"x{next(number)}@evil.example", "person": person.pk}
            yield reverse("admin:newsroom_alias_add"), alias
        new = {"usable_password": "true", "password1": "evil evil evil", "password2": "evil evil evil"}
        yield reverse("admin:auth_user_password_change", args=[person.pk]), {**new, "set-password": "1"}
    for group in house.groups:
        changed = {"name": group.name, "permissions": every_permission}
        yield reverse("admin:auth_group_change", args=[group.pk]), changed
    yield reverse("admin:newsroom_user_delete", args=[target.pk]), {"post": "yes"}


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
@settings(
    max_examples=6,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(actor=accounts, target=accounts)
def test_whatever_is_posted_nobody_comes_to_hold_more_than_the_poster(actor, target):
    house = House()
    actor, target = house.account(actor, administers=True), house.account(target)
    before = {person.pk: held(person) for person in (actor, target)}
    account = User.objects.filter(pk=target.pk).values("email", "password", "name").get()
    is_theirs_to_edit = held(actor).covers(held(target))
    client = Client()
    client.force_login(actor)
    for url, posted in everything_that_is_posted(house, actor, target):
        client.post(url, posted)
        client.force_login(User.objects.get(pk=actor.pk))  # a new password ends what was open
    assert held(actor).held <= before[actor.pk].held and not held(actor).is_everything
    still = User.objects.filter(pk=target.pk).first()
    if still is not None:
        gained = held(still).held - before[target.pk].held
        assert gained <= before[actor.pk].held
        assert held(still).is_everything == before[target.pk].is_everything
    if not is_theirs_to_edit:
        assert still is not None
        assert User.objects.filter(pk=target.pk).values("email", "password", "name").get() == account
        assert not Alias.objects.filter(person=target).exists()


@settings(max_examples=60, derandomize=True, database=None)
@given(one=accounts, other=accounts, third=accounts)
def test_to_cover_is_an_order_and_a_superuser_is_above_all(one, other, third):
    def of(account):
        held = {("group", group) for group in account["groups"]}
        for desk, role in enumerate(account["roles"]):
            held |= privileges.of_role(desk, role).held if role else set()
        return privileges.Privileges(frozenset(held), account["is_superuser"])

    one, other, third = of(one), of(other), of(third)
    assert one.covers(one)
    assert not (one.covers(other) and other.covers(third)) or one.covers(third)
    assert privileges.Privileges(is_everything=True).covers(one)
    assert one.is_everything or not one.covers(privileges.Privileges(is_everything=True))


def test_an_account_that_is_locked_out_is_worth_what_it_held():
    person = make_user(groups=["Slot"], is_active=False)
    assert privileges.privileges_of(person).held


def test_staff_hand_on_a_group_of_their_own(client):
    staff = make_user("Paul Weber", is_staff=True, groups=["Slot"])
    staff.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(staff)
    person = make_user("Mara Velde")
    own, other = Group.objects.get(name="Slot"), Group.objects.create(name="Legal")
    posted = {"email": person.email, "name": person.name, "is_active": "on", **no_rows("memberships")}
    url = reverse("admin:newsroom_user_change", args=[person.pk])
    client.post(url, {**posted, "groups": [own.pk, other.pk]})
    assert not person.groups.exists()
    assert client.post(url, {**posted, "groups": [own.pk]}).status_code == 302
    assert list(person.groups.all()) == [own]


def test_an_editor_gives_and_takes_parts_in_their_own_desk(client):
    desk = make_desk()
    staff = join(make_user("Paul Weber", is_staff=True), desk, "editor")
    codes = ["add_membership", "change_membership", "view_user", "view_desk", "delete_membership"]
    staff.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(staff)
    person = make_user("Mara Velde")
    part = {"user": person.pk, "desk": desk.pk, "role": "reader"}
    client.post(reverse("admin:newsroom_membership_add"), part)
    made = person.memberships.get()
    client.post(reverse("admin:newsroom_membership_delete", args=[made.pk]), {"post": "yes"})
    assert not person.memberships.exists()
