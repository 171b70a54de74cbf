"""Naming a deputy is heard of; the link in a mail changes mail alone and names nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews import access
from reviews.models import Endpoint, Event, Feed, Hours, KeptMail, Notification, Query
from reviews.notifications import inbox, outbox
from reviews.notifications.mail import signed_links
from reviews.people import hours
from reviews.people.hours import HoursChoice
from reviews.preferences import subscriptions
from tests.factories import NOW, join, make_article, make_desk, make_query, newsroom
from tests.pages import browse, words


@pytest.fixture
def room(db):
    return newsroom()


def mails_to(person):
    rows = Notification.objects.filter(recipient=person, event__kind=Event.Kind.DEPUTY)
    return [row.event.facts["is_named"] for row in rows.order_by("pk")]


def name(room, deputy, *, now=NOW, **fields):
    hours.set_hours(room.reader, HoursChoice(deputy=deputy, **fields), now=now)


def test_the_deputy_the_person_and_the_editors_hear_of_it_and_of_its_end(room):
    name(room, room.colleague)
    everybody = (room.colleague, room.reader, room.editor, room.copy_editor, room.slot)
    assert [mails_to(person) for person in everybody] == [[True]] * 5
    assert mails_to(room.writer) == mails_to(room.stranger) == mails_to(room.admin) == []
    name(room, room.colleague, now=NOW + timedelta(minutes=1))
    assert mails_to(room.colleague) == [True], "nothing changed"
    name(room, room.writer, now=NOW + timedelta(minutes=2))
    assert mails_to(room.colleague) == [True, False] and mails_to(room.writer) == [True]
    assert mails_to(room.reader) == [True, False, True]
    name(room, None, now=NOW + timedelta(minutes=3))
    assert mails_to(room.writer) == [True, False]


def test_each_reads_it_in_mail_and_inbox_as_it_is_for_them(room):
    name(room, room.colleague)
    outbox.drain(seconds=60)
    said = {
        room.colleague: "Leila Haddad named you as their deputy",
        room.reader: "You named Tomas Brandt as your deputy",
        room.editor: "Leila Haddad named Tomas Brandt as their deputy",
    }
    for person, sentence in said.items():
        mail = KeptMail.objects.get(recipient=person.email)
        assert mail.subject == sentence
        assert f"{sentence}." in mail.text
        assert "Ferry" not in mail.subject and "[" not in mail.subject
        assert f"{sentence}." in words(browse(person).get("/inbox/"))
        assert inbox.unread_count(person) == 1
    assert "If this wasn’t you" in KeptMail.objects.get(recipient=room.reader.email).text
    assert "you can answer and resolve" in KeptMail.objects.get(recipient=room.colleague.email).text


def test_on_several_desks_the_two_hear_once_and_the_editors_of_each(room):
    other = make_desk()
    for person in (room.reader, room.colleague):
        join(person, other, "reader")
    editor = join(room.stranger, other, "editor")
    make_article(other, author=room.colleague)
    name(room, room.colleague)
    assert [mails_to(person) for person in (room.reader, room.colleague, editor)] == [[True]] * 3
    assert mails_to(room.editor) == [True]


def test_who_wants_no_mail_of_it_has_it_in_the_inbox(room):
    subscriptions.set_kind(room.editor, "deputy", "no_mail")
    name(room, room.colleague)
    row = Notification.objects.get(recipient=room.editor)
    assert (row.state, row.event.kind) == ("inbox", "deputy")


def test_who_follows_a_story_hears_nothing_of_deputies(room):
    subscriptions.set_article(room.writer, room.article, "all")
    name(room, room.colleague)
    assert mails_to(room.writer) == []


def by_link(room, person):
    make_query(room.article, "6.50 euros", by=room.slot, assigned_to=person, now=timezone.now())
    return signed_links.to_preferences(Notification.objects.filter(recipient=person).order_by("pk").last())


def test_the_link_in_a_mail_names_no_deputy_and_begins_no_absence(room):
    address = by_link(room, room.reader)
    page = words(browse().get(address))
    assert "sign in and open Preferences" in page and "Tomas Brandt" not in page
    everything = {
        "hours": "yes",
        "deputy": room.colleague.pk,
        "away_from": "2020-01-01T00:00",
        "away_until": "2099-01-01T00:00",
        "quiet_from": "22:00",
        "quiet_until": "06:00",
        "time_zone": "Asia/Tokyo",
    }
    assert browse().post(address, everything).status_code == 302
    said = Hours.objects.get(person=room.reader)
    assert (said.deputy, said.away_from, said.away_until) == (None, None, None)
    assert said.quiet_from is not None and said.time_zone == "Asia/Tokyo"
    assert not Event.objects.filter(kind=Event.Kind.DEPUTY).exists()
    assert not access.may_resolve(room.colleague, Query.objects.get())


def test_the_link_leaves_the_deputy_and_the_absence_there_are(room):
    begin, end = NOW, NOW + timedelta(days=3)
    name(room, room.colleague, away_from=begin, away_until=end)
    address = by_link(room, room.reader)
    assert browse().post(address, {"hours": "yes", "deputy": "", "away_from": ""}).status_code == 302
    said = Hours.objects.get(person=room.reader)
    assert (said.deputy, said.away_from, said.away_until) == (room.colleague, begin, end)


def test_the_link_saves_mail_hours_although_the_deputy_has_left_the_desk(room):
    name(room, room.colleague)
    address = by_link(room, room.reader)
    room.colleague.memberships.all().delete()
    assert browse().post(address, {"hours": "yes", "time_zone": "Asia/Tokyo"}).status_code == 302
    assert Hours.objects.get(person=room.reader).time_zone == "Asia/Tokyo"


def test_with_the_link_nothing_else_opens(room):
    """Its holder is nobody anywhere else, whatever they saw and posted there."""
    client = browse()
    address = by_link(room, room.editor)
    client.get(address)
    client.post(address, {"kind-asked": "no_mail"})
    for page in ("/", "/preferences/", "/calendar/", "/webhooks/", "/inbox/", "/api/articles"):
        assert client.get(page).status_code in (302, 401, 404), page
    client.post(
        address, {"choice": "mine", "url": "https://x.example/", "desk": room.desk.pk, "kinds": "asked"}
    )
    assert not Feed.objects.exists() and not Endpoint.objects.exists()
