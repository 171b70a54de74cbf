"""The desk's page of an article's guests."""

from __future__ import annotations

import pytest
from django.utils import timezone

from reviews.models import Invitation, Query
from reviews.notifications.mail import signed_links
from tests.factories import make_guest, make_query
from tests.pages import at, browse, words


@pytest.fixture
def asked(room):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?", now=timezone.now())
    return room


def invited(**fields):
    given = {"name": "Nadia Haddad", "email": "nadia@law.example", "purpose": "answer", "days": "14"}
    return {**given, "queries": ["1"], **fields}


def test_an_editor_invites_a_guest(asked):
    client = browse(asked.editor)
    address = at(asked.article, "guests/")
    assert "No guests yet." in words(client.get(address))
    page = words(client.post(address, invited(), follow=True))
    assert "Nadia Haddad (guest) invited. The link is on its way to nadia@law.example." in page
    assert "answered 0 of 1 query" in page
    assert "not opened yet" in page
    assert Query.objects.get().assigned_to.email == "nadia@law.example"


def test_a_guest_can_then_be_asked_like_anybody_on_the_desk(asked):
    guest = make_guest(asked.article, by=asked.editor, now=timezone.now()).person
    client = browse(asked.editor)
    assert "Nadia Haddad (guest)" in words(client.get(at(asked.article)))
    client.post(at(asked.article, "queries/1/assign"), {"assigned_to": guest.pk})
    assert Query.objects.get().assigned_to == guest


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"email": "nadia"},
        {"email": ""},
        {"purpose": "sign"},
        {"days": "4000"},
        {"days": "x"},
        {"queries": ["99"]},
        {"queries": ["x"]},
        {"queries": []},
    ],
)
def test_a_refusal_leaves_the_form_as_it_was_typed(asked, wrong):
    response = browse(asked.editor).post(at(asked.article, "guests/"), invited(**wrong))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    if "name" not in wrong:
        assert "Nadia Haddad" in response.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("writer", 422), ("colleague", 422), ("reader", 422), ("stranger", 404)]
)
def test_others_invite_nobody(asked, who, status):
    response = browse(getattr(asked, who)).post(at(asked.article, "guests/"), invited())
    assert response.status_code == status
    assert not Invitation.objects.exists()
    assert browse().post(at(asked.article, "guests/"), invited()).status_code == 302


def test_the_desk_reads_and_only_editors_act(asked):
    invitation = make_guest(asked.article, by=asked.editor, now=timezone.now())
    page = words(browse(asked.writer).get(at(asked.article, "guests/")))
    assert "Nadia Haddad" in page
    assert "Only a desk editor can invite guests." in page
    assert browse(asked.stranger).get(at(asked.article, "guests/")).status_code == 404
    for act in ("extend", "link", "revoke"):
        address = at(asked.article, f"guests/{invitation.pk}/{act}")
        assert browse(asked.writer).post(address, {"days": "7"}).status_code == 403
        assert browse(asked.stranger).post(address, {"days": "7"}).status_code == 404
        assert browse(asked.editor).get(address).status_code == 405
    assert Invitation.objects.get().version == 1


def test_extending_replacing_and_withdrawing(asked):
    invitation = make_guest(asked.article, by=asked.editor, now=timezone.now())
    client = browse(asked.editor)
    end = Invitation.objects.get().expires_at
    page = words(
        client.post(at(asked.article, f"guests/{invitation.pk}/extend"), {"days": "30"}, follow=True)
    )
    assert "Invitation extended." in page
    assert Invitation.objects.get().expires_at > end
    assert client.post(at(asked.article, f"guests/{invitation.pk}/extend"), {"days": "x"}).status_code == 422
    page = words(client.post(at(asked.article, f"guests/{invitation.pk}/link"), follow=True))
    assert "The old one no longer works." in page
    assert browse().get(signed_links.to_guest(invitation)).status_code == 404
    page = words(client.post(at(asked.article, f"guests/{invitation.pk}/revoke"), follow=True))
    assert "revoked" in page
    assert browse().get(signed_links.to_guest(Invitation.objects.get())).status_code == 404
    assert [entry.history_user for entry in Invitation.history.all()[:3]] == [asked.editor] * 3


def test_an_invitation_to_another_article_is_not_found_here(asked):
    invitation = make_guest(asked.article, by=asked.editor, now=timezone.now())
    other = browse(asked.editor).post(f"/articles/nothing/guests/{invitation.pk}/revoke")
    assert other.status_code == 404
    assert browse(asked.editor).post(at(asked.article, "guests/999/revoke")).status_code == 404


def test_every_use_is_listed_with_its_reason(asked):
    invitation = make_guest(asked.article, by=asked.editor, purpose="answer", numbers=[1], now=timezone.now())
    guest = browse()
    guest.post(signed_links.to_guest(invitation))
    guest.post(f"/guest/{invitation.pk}/queries/1/reply", {"body": "Yes."})
    browse(asked.editor).post(at(asked.article, f"guests/{invitation.pk}/revoke"))
    guest.get(f"/guest/{invitation.pk}/")
    page = words(browse(asked.reader).get(at(asked.article, "guests/")))
    assert "opened the copy" in page
    assert "replied · query 1" in page
    assert "was refused (the invitation has been revoked)" in page
    assert "answered 1 of 1 query" in page
