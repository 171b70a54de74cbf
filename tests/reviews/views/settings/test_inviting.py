"""Invitations on the page of people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.models import StaffInvitation
from tests.factories import join, make_desk, make_user, newsroom
from tests.pages import browse, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def invite(browser, room, addresses="ada@paper.example", role="reader"):
    data = {"addresses": addresses, f"role-{room.desk.pk}": role}
    return browser.post("/settings/people/invite/", data, follow=True)


def test_people_are_invited_listed_sent_again_and_withdrawn(room):
    browser = browse(room.editor)
    shown = words(invite(browser, room, "Ada <ada@paper.example>\nbo@paper.example"))
    assert "2 people invited." in shown
    assert f"Ada ada@paper.example reader, {room.desk} pending until" in shown
    ada = StaffInvitation.objects.get(name="Ada")
    StaffInvitation.objects.filter(pk=ada.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert "expired" in words(browser.get("/settings/people/"))
    answer = browser.post(f"/settings/people/invitations/{ada.pk}/again", follow=True)
    assert "Invitation sent again to ada@paper.example." in words(answer)
    answer = browser.post(f"/settings/people/invitations/{ada.pk}/withdraw", follow=True)
    assert "Invitation of ada@paper.example withdrawn." in words(answer)
    assert "bo@paper.example" in words(answer)


def test_a_refusal_keeps_what_was_filled_in(room):
    answer = invite(browse(room.admin), room, "nobody")
    assert answer.status_code == 422
    assert answer.context["form"].errors["addresses"] == ["“nobody” is not an email address."]
    shown = answer.content.decode()
    assert ">\nnobody</textarea>" in shown
    assert '<option value="reader" selected>' in shown


def test_whoever_has_an_account_gets_the_role_at_once(room):
    shown = words(invite(browse(room.admin), room, room.stranger.email))
    assert "1 person had an account already, and has the new roles." in shown


def test_others_invite_nobody_and_see_no_invitation(room):
    invite(browse(room.admin), room)
    pk = StaffInvitation.objects.get().pk
    elsewhere = join(make_user(), make_desk(), "editor")
    for person, form, act in ((room.writer, 403, 404), (room.stranger, 403, 404), (elsewhere, 200, 404)):
        browser = browse(person)
        assert browser.get("/settings/people/invite/").status_code == form
        for what in ("again", "withdraw"):
            assert browser.post(f"/settings/people/invitations/{pk}/{what}").status_code == act
    assert "ada@paper.example" not in words(browse(elsewhere).get("/settings/people/"))
    assert StaffInvitation.objects.get().withdrawn_at is None


def test_an_editor_makes_no_administrator_by_posting_it(room):
    data = {"addresses": "ada@paper.example", f"role-{room.desk.pk}": "reader", "is_administrator": "on"}
    browse(room.editor).post("/settings/people/invite/", data)
    assert not StaffInvitation.objects.get().is_administrator


def test_the_list_costs_the_same_with_one_invitation_and_with_twenty(room, django_assert_max_num_queries):
    browser = browse(room.admin)
    invite(browser, room)
    invite(browser, room, "\n".join(f"p{number}@paper.example" for number in range(20)))
    browser.get("/settings/people/")
    with django_assert_max_num_queries(14):
        browser.get("/settings/people/")
