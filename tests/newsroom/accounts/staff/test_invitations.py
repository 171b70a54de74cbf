"""Who may invite whom to what, and what becomes of an invitation."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from newsroom.access.privileges import BeyondTheirOwn
from newsroom.accounts.staff import invitations, joining
from newsroom.accounts.staff.grants import InvitationImpossible
from newsroom.accounts.staff.invitations import LIFETIME
from newsroom.accounts.staff.joining import LinkOver, LinkUnknown
from newsroom.errors import Conflict, NotAllowed, NotFound
from newsroom.limiting.limits import TooManyAttempts
from newsroom.models import AccountMail, StaffInvitation
from tests.factories import NOW, join, make_article, make_desk, make_guest, make_user
from tests.newsroom.accounts.staff.inviting import ADDRESS, accept, invite, token

pytestmark = pytest.mark.django_db


def test_the_row_does_not_hold_the_token(administrator, desk):
    invite(administrator, (desk, "editor"))
    assert token() not in str(StaffInvitation.objects.values())


def test_a_withdrawn_invitation_is_over(administrator, desk):
    invited = invite(administrator, (desk, "editor"))
    invitations.withdraw(invited.invitation, by=administrator, now=NOW)
    with pytest.raises(LinkOver):
        accept()
    with pytest.raises(Conflict):
        invitations.send_again(invited.invitation, by=administrator, now=NOW)


def test_sending_again_replaces_the_link_and_renews_the_time(administrator, desk):
    invited = invite(administrator, (desk, "editor"))
    former = token()
    later = NOW + LIFETIME
    invitations.send_again(invited.invitation, by=administrator, now=later)
    with pytest.raises(LinkUnknown):
        joining.look(former, now=later)
    assert accept(now=later).desk_roles == {desk.pk: "editor"}


def test_who_is_invited_anew_gets_what_the_last_invitation_says(administrator, desk):
    invite(administrator, (desk, "editor"))
    former = token()
    invite(administrator, (desk, "writer"), address=ADDRESS.upper())
    with pytest.raises(LinkOver):
        joining.look(former, now=NOW)
    assert accept().desk_roles == {desk.pk: "writer"}


# --- who may


def test_an_editor_invites_to_their_own_desk_only(editor, desk):
    other = make_desk("world")
    assert invite(editor, (desk, "editor")).invitation
    for role in ("writer", "viewer"):
        with pytest.raises(BeyondTheirOwn):
            invite(editor, (other, role))


def test_an_editor_grants_only_groups_of_their_own(editor, desk):
    own, other = Group.objects.get(name="Copy editors"), Group.objects.get(name="Slot")
    assert invite(editor, (desk, "reader"), groups=[own]).invitation
    with pytest.raises(BeyondTheirOwn):
        invite(editor, (desk, "reader"), groups=[other])
    with pytest.raises(BeyondTheirOwn):
        invite(editor, (desk, "reader"), is_administrator=True)


@pytest.mark.parametrize("role", ["writer", "reader", "viewer"])
def test_nobody_else_invites(desk, role):
    person = join(make_user("Tomas Brandt"), desk, role)
    with pytest.raises(NotAllowed):
        invite(person, (desk, "viewer"))
    assert not invitations.visible_to(person).exists()


def test_a_guest_invites_nobody(editor, desk):
    article = make_article(desk)
    guest = make_guest(article, by=editor).person
    with pytest.raises(NotAllowed):
        invite(guest, (desk, "viewer"))


def test_an_editor_must_name_a_desk(editor):
    with pytest.raises(InvitationImpossible):
        invite(editor)


def test_others_neither_see_nor_end_an_invitation(administrator, editor, desk):
    to_another = invite(administrator, (make_desk("world"), "writer"), address="bo@paper.example").invitation
    to_theirs = invite(administrator, (desk, "writer")).invitation
    assert list(invitations.visible_to(editor)) == [to_theirs]
    with pytest.raises(NotFound):
        invitations.find(editor, to_another.pk)
    for act in (invitations.withdraw, invitations.send_again):
        with pytest.raises(BeyondTheirOwn):
            act(to_another, by=editor, now=NOW)


def test_a_leavers_invitations_are_withdrawn(editor, desk):
    invite(editor, (desk, "editor"))
    assert invitations.withdraw_all_by(editor, now=NOW) == 1
    with pytest.raises(LinkOver):
        accept()


# --- addresses that are known


def test_an_account_gets_its_new_roles_at_once_and_a_mail(administrator, desk):
    person = make_user("Ana Lima", email=ADDRESS)
    assert invite(administrator, (desk, "reader"), address=ADDRESS.upper()).person == person
    assert person.memberships.get().role == "reader"
    mail = AccountMail.objects.get()
    assert (mail.kind, mail.address, mail.facts["roles"]) == ("roles_added", ADDRESS, ["reader, City"])
    assert not StaffInvitation.objects.exists()


def test_an_editor_changes_no_role_of_somebody_who_has_more(editor, desk):
    person = join(make_user("Ana Lima", email=ADDRESS), desk, "editor")
    join(person, make_desk("world"), "editor")
    with pytest.raises(InvitationImpossible, match="Ana Lima is editor on City already"):
        invite(editor, (desk, "viewer"))
    assert person.memberships.get(desk=desk).role == "editor"


def test_an_editor_brings_nobody_back_who_has_more_than_they(editor, desk):
    make_user("Ana Lima", email=ADDRESS, is_active=False, is_staff=True, is_superuser=True)
    with pytest.raises(BeyondTheirOwn):
        invite(editor, (desk, "writer"))


# --- bad input changes nothing


@pytest.mark.parametrize("address", ["", "ana", "ana@", "a b@x.example", "ana@x.example\nBcc: y@x.example"])
def test_an_impossible_address(administrator, desk, address):
    with pytest.raises(InvitationImpossible) as refusal:
        invite(administrator, (desk, "reader"), address=address)
    assert refusal.value.field == "address"
    assert not AccountMail.objects.exists()


def test_an_address_is_not_pestered(administrator, desk):
    for _ in range(invitations.INVITATIONS_TO.most):
        invite(administrator, (desk, "reader"))
    with pytest.raises(TooManyAttempts):
        invite(administrator, (desk, "reader"))


# --- asking for a new one


# --- lists


def test_a_list_costs_the_same_for_any_number(administrator, desk, django_assert_max_num_queries):
    for number in range(8):
        invite(administrator, (desk, "reader"), address=f"person{number}@paper.example")
    with django_assert_max_num_queries(4):
        for one in invitations.visible_to(administrator):
            assert [str(role.desk) for role in one.roles.all()] == ["City"]
            assert list(one.groups.all()) == []
            assert one.state_at(timezone.now())
