"""What a link of an invitation does, for whoever has it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from newsroom.accounts.staff import joining
from newsroom.accounts.staff.grants import InvitationImpossible
from newsroom.accounts.staff.invitations import LIFETIME
from newsroom.accounts.staff.joining import LinkOver, LinkUnknown, LinkUsed, PasswordRefused
from newsroom.limiting.limits import TooManyAttempts
from newsroom.models import AccountMail, Membership, User
from newsroom.security.models import SecurityEvent
from reviews.models import Stage
from tests.acts import at_once
from tests.factories import NOW, join, make_article, make_desk, make_guest, make_user
from tests.newsroom.accounts.staff.inviting import ADDRESS, PASSWORD, accept, invite, token

pytestmark = pytest.mark.django_db


def test_an_accepted_invitation_is_an_account_with_all_that_was_promised(administrator, desk):
    groups = list(Group.objects.filter(name__in=["Slot", "Standards"]))
    invited = invite(administrator, (desk, "editor"), groups=groups)
    assert not User.objects.filter(email=ADDRESS).exists()
    person = accept()
    assert (person.email, person.name, person.is_superuser) == (ADDRESS, "Ana Lima", False)
    assert person.check_password(PASSWORD)
    assert person.desk_roles == {desk.pk: "editor"}
    assert person.group_ids == {group.pk for group in groups}
    assert Stage.objects.signed_by(person).count() == 2
    invited.invitation.refresh_from_db()
    assert (invited.invitation.person, invited.invitation.accepted_at) == (person, NOW)


def test_an_invited_administrator_administers(administrator):
    invite(administrator, is_administrator=True)
    person = accept()
    assert person.is_superuser
    assert person.is_staff


def test_a_link_works_once(administrator, desk):
    invite(administrator, (desk, "editor"))
    accept()
    with pytest.raises(LinkUsed):
        accept(password="another password")
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


def test_a_link_expires(administrator, desk):
    invite(administrator, (desk, "editor"))
    with pytest.raises(LinkOver) as refusal:
        accept(now=NOW + LIFETIME)
    assert refusal.value.may_ask
    assert accept(now=NOW + LIFETIME - timedelta(seconds=1)).is_active


@pytest.mark.parametrize("made_up", ["", "x", "\x00", "é" * 300, "../x"])
def test_a_link_that_was_not_made_here(db, made_up):
    with pytest.raises(LinkUnknown):
        joining.look(made_up, now=NOW)


def test_what_the_inviter_lost_since_is_not_granted(editor, desk):
    invite(editor, (desk, "editor"))
    editor.memberships.update(role="reader")
    with pytest.raises(LinkOver):
        accept()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_an_inviter_who_left_lets_nobody_in(editor, desk):
    invite(editor, (desk, "editor"))
    editor.is_active = False
    editor.save()
    with pytest.raises(LinkOver):
        accept()


def test_a_guest_stays_a_guest(administrator, editor, desk):
    guest = make_guest(make_article(desk), by=editor).person
    invite(administrator, (desk, "reader"), address=guest.email)
    person = accept()
    guest.refresh_from_db()
    assert guest.is_guest
    assert not guest.has_usable_password()
    assert (person.email, person.is_guest) == (guest.email, False)


def test_an_inactive_account_comes_back_with_its_history(administrator, desk):
    former = join(make_user("Ana Lima", email=ADDRESS, is_active=False), desk, "writer")
    article = make_article(desk, author=former)
    invite(administrator, (make_desk("world"), "reader"))
    former.refresh_from_db()
    assert not former.is_active
    person = accept()
    assert person.pk == former.pk
    assert person.is_active
    assert person.check_password(PASSWORD)
    assert sorted(person.desk_roles.values()) == ["reader", "writer"]
    assert article.author == person


def test_a_link_takes_over_no_account_that_was_made_meanwhile(administrator, desk):
    invite(administrator, (desk, "reader"))
    person = make_user("Ana Lima", email=ADDRESS, password="a password of their own")
    with pytest.raises(LinkUsed):
        accept()
    person.refresh_from_db()
    assert person.check_password("a password of their own")


def test_an_account_for_a_passkey_has_no_password(administrator, desk):
    invite(administrator, (desk, "editor"))
    person = accept(password=None)
    assert not person.has_usable_password()
    assert person.desk_roles == {desk.pk: "editor"}


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_until_it_has_a_passkey_the_link_is_good_again(administrator, desk, password):
    invite(administrator, (desk, "editor"))
    person = accept(password=None)
    person.memberships.update(role="reader")
    assert accept(name="Ana B. Lima", password=password) == person
    person.refresh_from_db()
    assert (person.name, person.has_usable_password()) == ("Ana B. Lima", password is not None)
    assert person.memberships.get().role == "reader"  # what was granted is not granted again
    assert User.objects.filter(email=ADDRESS).count() == 1


def _has_passkey(person):
    Authenticator.objects.create(user=person, type="webauthn", data={})


def _has_password(person):
    person.set_password(PASSWORD)
    person.save()


def _is_inactive(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("since", [_has_passkey, _has_password, _is_inactive])
def test_afterwards_it_is_not(administrator, desk, since):
    invite(administrator, (desk, "editor"))
    since(accept(password=None))
    with pytest.raises(LinkUsed):
        accept(password="eight grey herons")


def test_nor_when_it_has_expired(administrator, desk):
    invite(administrator, (desk, "editor"))
    accept(password=None)
    with pytest.raises(LinkUsed):
        accept(password=None, now=NOW + LIFETIME)


def test_the_link_is_the_account_s_after_its_address_has_changed(administrator, desk):
    invite(administrator, (desk, "editor"))
    person = accept(password=None)
    User.objects.filter(pk=person.pk).update(email="lima@paper.example")
    assert accept() == person
    assert not User.objects.filter(email=ADDRESS).exists()


def test_who_comes_back_with_a_second_factor_sets_a_password(administrator, desk):
    former = make_user("Ana Lima", email=ADDRESS, is_active=False)
    _has_passkey(former)
    invite(administrator, (desk, "reader"))
    with pytest.raises(InvitationImpossible) as refusal:
        accept(password=None)
    assert refusal.value.field == "password"
    former.refresh_from_db()
    assert not former.is_active
    assert accept() == former


@pytest.mark.parametrize(
    "password", ["", "short", "password1234", "ana@paper.example", "123456789012", "1q2w3e4r5t6y"]
)
def test_a_weak_password(administrator, desk, password):
    invite(administrator, (desk, "reader"))
    with pytest.raises(PasswordRefused):
        accept(password=password)
    assert not User.objects.filter(email=ADDRESS).exists()
    assert accept().is_active


def test_nobody_is_nameless(administrator, desk):
    invite(administrator, (desk, "reader"))
    with pytest.raises(InvitationImpossible) as refusal:
        accept(name=" \x00 ")
    assert refusal.value.field == "name"


def test_a_link_is_not_tried_for_ever(administrator, desk):
    invite(administrator, (desk, "reader"))
    for _ in range(joining.ACCEPTING.most):
        with pytest.raises(PasswordRefused):
            accept(password="short")
    with pytest.raises(TooManyAttempts):
        accept()


def asked():
    return list(AccountMail.objects.filter(kind="invitation_asked").values_list("address", flat=True))


def test_whoever_invited_learns_that_a_new_one_is_asked_for(administrator, editor, desk):
    invite(editor, (desk, "reader"))
    joining.ask_again(token(), now=NOW)
    assert asked() == []  # it is good still
    joining.ask_again(token(), now=NOW + LIFETIME)
    assert asked() == [editor.email]


def test_when_they_left_the_administrators_do(administrator, editor, desk):
    invite(editor, (desk, "reader"))
    User.objects.filter(pk=editor.pk).update(is_active=False)
    joining.ask_again(token(), now=NOW + LIFETIME)
    assert asked() == [administrator.email]


def test_asking_has_a_limit_and_strangers_ask_nobody(administrator, desk):
    invite(administrator, (desk, "reader"))
    joining.ask_again("made up", now=NOW)
    for _ in range(joining.ASKING_AGAIN.most):
        joining.ask_again(token(), now=NOW + LIFETIME)
    with pytest.raises(TooManyAttempts):
        joining.ask_again(token(), now=NOW + LIFETIME)
    assert len(asked()) == joining.ASKING_AGAIN.most


def test_membership_is_written_through_its_history(administrator, desk):
    invite(administrator, (desk, "reader"))
    person = accept()
    assert Membership.history.filter(user=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_acceptances_at_once_one_makes_the_account(administrator, desk):
    invite(administrator, (desk, "reader"))
    outcomes = at_once(*[lambda n=n: accept(password=f"seven grey herons {n}") for n in range(4)])
    (person,) = [one for one in outcomes if isinstance(one, User)]
    assert sum(isinstance(one, LinkUsed) for one in outcomes) == 3
    assert User.objects.get(email=ADDRESS).pk == person.pk
    assert Membership.objects.filter(user=person).count() == 1


def test_the_security_log_has_the_way_of_an_invitation(administrator, desk):
    invite(administrator, (desk, "reader"))
    accept()
    found = SecurityEvent.objects.filter(kind="invitation").order_by("pk")
    assert [(one.address, one.facts["what"]) for one in found] == [
        (ADDRESS, "invited"),
        (ADDRESS, "accepted"),
    ]
    assert token() not in str(found.values())
