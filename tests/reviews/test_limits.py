"""Invitations and trials of one person are limited; nobody is told who has an account here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsroom.limiting.limits import Limit, TooManyAttempts
from newsroom.limiting.models import Allowance
from reviews import guest_sessions
from reviews.guests import invitations
from reviews.guests.invitations import InvitationRefused
from reviews.models import Delivery, Endpoint, Event, Invitation
from reviews.notifications.mail import signed_links
from reviews.queries import answering, threads
from reviews.webhooks import endpoints
from tests.factories import NOW, join, make_article, make_desk, make_guest, make_query, make_user, newsroom
from tests.pages import at, browse, words

HOUR = timedelta(hours=1)


@pytest.fixture
def room(db, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    return newsroom()


def test_one_editor_invites_so_many_and_the_next_desk_goes_on(room, monkeypatch):
    monkeypatch.setattr(invitations, "LINKS_OF_AN_EDITOR", Limit("by", 2, HOUR))
    for _ in range(2):
        make_guest(room.article, by=room.editor)
    with pytest.raises(TooManyAttempts):
        make_guest(room.article, by=room.editor)
    assert Invitation.objects.count() == 2
    make_guest(room.article, by=room.copy_editor)
    make_guest(room.article, by=room.editor, now=NOW + HOUR)


def test_one_address_is_written_to_so_often_by_all_desks_together(room, monkeypatch):
    monkeypatch.setattr(invitations, "LINKS_TO_AN_ADDRESS", Limit("to", 2, HOUR))
    other = make_desk()
    editor = join(room.stranger, other, "editor")
    invitation = make_guest(room.article, by=room.editor, email="ola@law.example")
    invitations.replace_link(invitation=invitation, by=room.editor, now=NOW)
    for act in (
        lambda: make_guest(make_article(other), by=editor, email="OLA@law.example"),
        lambda: invitations.replace_link(invitation=invitation, by=room.editor, now=NOW),
    ):
        with pytest.raises(TooManyAttempts):
            act()
    assert Event.objects.filter(kind=Event.Kind.INVITED).count() == 2


def test_the_page_says_when_to_try_again(room, monkeypatch):
    monkeypatch.setattr(invitations, "LINKS_OF_AN_EDITOR", Limit("by", 1, HOUR))
    posted = {"name": "Ola Nord", "email": "ola@law.example", "purpose": "comment", "days": "14"}
    client = browse(room.editor)
    assert client.post(at(room.article, "guests/"), posted).status_code == 302
    answer = client.post(at(room.article, "guests/"), posted)
    assert answer.status_code in (422, 429)
    assert "Too many attempts. Try again in 60 minutes." in words(answer)


def test_a_guest_asks_for_the_link_a_few_times_a_day_and_is_answered_alike(room, monkeypatch):
    monkeypatch.setattr(guest_sessions, "LINKS_ASKED_FOR", Limit("asked", 2, timedelta(days=1)))
    invitation = make_guest(room.article, by=room.editor)
    token = signed_links.to_guest(invitation).rstrip("/").rpartition("/")[2]
    for number in range(5):
        guest_sessions.ask_for_link(token, now=NOW + number * HOUR)
    asked = Event.objects.filter(kind=Event.Kind.INVITED, actor=None)
    assert asked.count() == 2


def test_one_person_has_so_many_posts_sent_outside(room, monkeypatch):
    monkeypatch.setattr(endpoints, "TRIALS", Limit("trials", 2, HOUR))
    shared = {"desk": room.desk, "kinds": ["asked"], "added_by": room.editor, "added_at": NOW}
    both = [Endpoint.objects.create(url=f"http://localhost:1/{n}", **shared) for n in range(2)]
    for endpoint in both:
        endpoints.send_test(endpoint=endpoint, by=room.editor, now=NOW)
    client = browse(room.editor)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    answer = client.post(f"/webhooks/{both[0].pk}/trial")
    assert answer.status_code == 429 and int(answer["Retry-After"]) == 1800
    assert "Too many attempts. Try again in 30 minutes." in words(answer)
    with pytest.raises(TooManyAttempts):
        endpoints.send_again(endpoint=both[1], by=room.editor, now=NOW)
    assert Delivery.objects.count() == 2


def test_one_person_has_so_many_addresses_looked_up(room, monkeypatch):
    monkeypatch.setattr(endpoints, "LOOK_UPS", Limit("look-ups", 1, HOUR))
    asked = {"desk": room.desk, "by": room.editor, "kinds": ["asked"], "now": NOW}
    endpoints.add(url="http://localhost:1/", **asked)
    with pytest.raises(TooManyAttempts):
        endpoints.add(url="http://localhost:2/", **asked)


def test_nobody_is_told_by_an_invitation_who_has_an_account(room):
    """Only of a guest who was locked out is anything said, to each editor the same."""
    elsewhere = join(make_user("Olga Nowak"), make_desk(), "writer")
    for person in (elsewhere, room.admin, room.colleague):
        assert make_guest(room.article, by=room.editor, email=person.email).person.name == "Nadia Haddad"
    locked_out = make_guest(room.article, by=room.editor).person
    locked_out.is_active = False
    locked_out.save()
    with pytest.raises(InvitationRefused, match="its account is locked"):
        make_guest(room.article, by=room.editor, email=locked_out.email)


def test_an_attempt_that_was_refused_counts(room, monkeypatch):
    monkeypatch.setattr(invitations, "LINKS_OF_AN_EDITOR", Limit("by", 2, HOUR))
    for _ in range(2):
        with pytest.raises(InvitationRefused):
            make_guest(room.article, by=room.editor, email="no address")
    with pytest.raises(TooManyAttempts):
        make_guest(room.article, by=room.editor, email="other@law.example")
    assert Allowance.objects.exists()


def test_one_text_and_one_person_name_so_many_people(room, monkeypatch):
    monkeypatch.setattr(threads, "MENTIONS", Limit("mentions", 4, HOUR))
    query = make_query(room.article, "6.50 euros", by=room.editor, question="Right, @Leila Haddad?")
    said = "@Mara Velde @Tomas Brandt @Jonas Keller"
    answering.reply(query=query, by=room.editor, body=said, now=NOW)
    for body, refusal in (("And @Peter Lund?", TooManyAttempts), ("Nobody", None)):
        if refusal is None:
            answering.reply(query=query, by=room.editor, body=body, now=NOW)
        else:
            with pytest.raises(refusal):
                answering.reply(query=query, by=room.editor, body=body, now=NOW)
    answering.reply(query=query, by=room.reader, body=said, now=NOW)
    monkeypatch.setattr(threads, "MOST_MENTIONED", 2)
    with pytest.raises(threads.QueryRefused, match="2 people at most"):
        answering.reply(query=query, by=room.slot, body=said, now=NOW)
    assert query.replies.count() == 3
