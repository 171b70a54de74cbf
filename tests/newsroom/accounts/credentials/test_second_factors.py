"""An administrator lets somebody in again who lost everything, and that person is notified."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from newsroom.access.privileges import BeyondTheirOwn
from newsroom.accounts.credentials import second_factors
from newsroom.models import AccountMail
from newsroom.security.models import SecurityEvent
from tests.factories import make_user
from tests.newsroom.accounts.conftest import PASSWORD
from tests.pages import browse, words

NEW = "eleven copper kettles"
PEOPLE = reverse("admin:newsroom_user_changelist")


@pytest.fixture
def locked_out(person):
    data = {"name": "Lost", "credential": {}}
    Authenticator.objects.create(user=person, type="webauthn", data=data)
    return person


def test_they_sign_in_with_the_password_again(locked_out, administrator):
    sent = {"action": "remove_second_factors", "_selected_action": [locked_out.pk]}
    answer = browse(administrator).post(PEOPLE, sent, follow=True)
    assert "1 person signs in with the password alone now" in words(answer)
    assert not Authenticator.objects.exists()
    mail = AccountMail.objects.get()
    assert (mail.address, mail.facts["change"]) == (locked_out.email, "second_factors_removed")
    event = SecurityEvent.objects.filter(kind="credentials").latest("pk")
    assert (event.person, event.by) == (locked_out, administrator)
    sent = {"username": locked_out.email, "password": PASSWORD}
    assert browse().post("/login/", sent)["Location"] == "/"


def test_nobody_does_that_to_who_may_more_than_they(locked_out):
    locked_out.is_superuser = locked_out.is_staff = True
    locked_out.save()
    with pytest.raises(BeyondTheirOwn):
        second_factors.remove_all(locked_out, by=make_user("Ruth Adeyemi", is_staff=True))
    assert Authenticator.objects.exists()


def test_who_has_none_is_not_written_to(person, administrator):
    assert second_factors.remove_all(person, by=administrator) == 0
    assert not AccountMail.objects.exists()


def test_a_password_that_an_administrator_sets_is_told_to_its_owner(person, administrator):
    address = reverse("admin:auth_user_password_change", args=[person.pk])
    sent = {
        "password1": "eleven copper kettles",
        "password2": "eleven copper kettles",
        "usable_password": "true",
    }
    assert browse(administrator).post(address, sent).status_code == 302
    assert AccountMail.objects.get().facts["change"] == "password_set"


def test_a_changed_address_is_told_to_both(person, administrator):
    address = reverse("admin:newsroom_user_change", args=[person.pk])
    sent = {"email": "nora.field@paper.example", "name": person.name, "is_active": "on"}
    sent |= {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert browse(administrator).post(address, sent).status_code == 302
    told = set(AccountMail.objects.values_list("address", "facts__change"))
    assert told == {
        ("nora@paper.example", "address_changed"),
        ("nora.field@paper.example", "address_changed"),
    }


def test_the_administration_asks_for_a_recent_sign_in_before_it_acts(
    locked_out, administrator, signed_in_long_ago, quick_hashes
):
    administrator.set_password(PASSWORD)
    administrator.save()
    ines = signed_in_long_ago(browse(administrator))
    assert ines.get(PEOPLE).status_code == 200
    sent = {"action": "remove_second_factors", "_selected_action": [locked_out.pk]}
    asked = ines.post(PEOPLE, sent)
    assert asked["Location"].startswith("/account/confirm/?next=")
    assert Authenticator.objects.exists()
    ines.post("/account/confirm/", {"password": PASSWORD, "next": PEOPLE})
    assert not Authenticator.objects.exists(), "the form was kept"
