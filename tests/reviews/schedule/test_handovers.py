"""When an absence begins: its deputy hears once what waits, and nobody of an absence that was taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsroom.celery import app
from newsroom.models import Membership
from reviews.models import Event, Hours, KeptMail, Notification
from reviews.notifications import inbox, outbox
from reviews.people import hours
from reviews.people.hours import HoursChoice
from reviews.queries import answering
from reviews.schedule import handovers
from tests.factories import NOW, make_article, make_query

AWAY = NOW + timedelta(hours=1)
BACK = NOW + timedelta(days=3)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def kept(settings):
    settings.MAIL_KEPT_IN_APP = True
    settings.MAIL_WINDOW = timedelta(minutes=3)


@pytest.fixture
def waiting(room):
    """A question to the writer, told and mailed long ago."""
    room.query = make_query(room.article, "6.50 euros", by=room.editor, question="Really?")
    mails(NOW + timedelta(minutes=10))
    return room


def leave(room, *, deputy="colleague", begin=AWAY, end=BACK, now=NOW):
    deputy = getattr(room, deputy) if deputy else None
    hours.set_hours(room.writer, HoursChoice(away_from=begin, away_until=end, deputy=deputy), now=now)


def mails(at):
    """What is sent by then, but for the news that somebody was named as deputy."""
    known = set(KeptMail.objects.values_list("pk", flat=True))
    outbox.drain(seconds=60, clock=lambda: at)
    return list(KeptMail.objects.exclude(pk__in=known).exclude(subject__contains="deputy").order_by("pk"))


def told():
    return Notification.objects.filter(event__kind=Event.Kind.STANDS_IN)


def test_the_deputy_is_mailed_once_what_waits_as_the_absence_begins(waiting):
    leave(waiting)
    assert handovers.notify(now=AWAY - MINUTE) == 0
    assert handovers.notify(now=AWAY) == 1
    assert handovers.notify(now=AWAY + MINUTE) == 0
    (mail,) = mails(AWAY + 5 * MINUTE)
    assert mail.recipient == waiting.colleague.email
    assert "A query about “Ferry runs at night again” is now waiting on you." in mail.text
    assert "covering for Mara Velde, who is away until" in mail.text
    assert "Really?" in mail.text
    assert mail.subject.endswith("Ferry runs at night again")
    (row,) = told()
    assert (row.recipient, row.in_place_of) == (waiting.colleague, waiting.writer)
    assert row in inbox.notified_of_query(waiting.query)
    assert inbox.unread_count(waiting.colleague) == 2  # and that they were named


def test_several_stories_are_one_mail(waiting):
    other = make_article(waiting.desk, author=waiting.writer)
    for _ in range(2):
        make_query(other, "6.50 euros", by=waiting.editor)
    leave(waiting)
    mails(NOW + timedelta(minutes=10))
    assert handovers.notify(now=AWAY) == 2
    (mail,) = mails(AWAY + 5 * MINUTE)
    assert "You are covering queries in 2 stories:" in mail.text
    assert "2 queries about" in mail.text
    assert "2 stories" in mail.subject


def test_an_absence_that_is_taken_back_says_nothing(waiting):
    leave(waiting)
    hours.set_hours(waiting.writer, HoursChoice(), now=NOW + MINUTE)
    assert handovers.notify(now=AWAY) == 0
    leave(waiting, now=NOW + 2 * MINUTE)
    assert handovers.notify(now=AWAY) == 1
    hours.set_hours(waiting.writer, HoursChoice(), now=AWAY + MINUTE)
    assert mails(AWAY + 5 * MINUTE) == []
    leave(waiting, begin=AWAY + timedelta(hours=1), now=AWAY + 10 * MINUTE)
    assert handovers.notify(now=AWAY + timedelta(hours=1)) == 1
    assert len(mails(AWAY + timedelta(hours=2))) == 1


def test_what_was_answered_before_the_mail_leaves_is_not_in_it(waiting):
    leave(waiting)
    handovers.notify(now=AWAY)
    answering.reply(query=waiting.query, by=waiting.writer, body="It is.", now=AWAY + MINUTE)
    assert not any("now waiting on you" in mail.text for mail in mails(AWAY + 5 * MINUTE))


def test_another_deputy_hears_of_it_and_the_same_one_not_twice(waiting):
    leave(waiting)
    handovers.notify(now=AWAY)
    leave(waiting, end=BACK + timedelta(days=1), now=AWAY + MINUTE)
    assert handovers.notify(now=AWAY + MINUTE) == 0
    leave(waiting, deputy="reader", now=AWAY + 2 * MINUTE)
    assert handovers.notify(now=AWAY + 2 * MINUTE) == 1
    assert [mail.recipient for mail in mails(AWAY + 8 * MINUTE)] == [waiting.reader.email]


def test_what_is_asked_during_the_absence_is_told_by_itself_alone(waiting):
    leave(waiting)
    handovers.notify(now=AWAY)
    make_query(
        make_article(waiting.desk, author=waiting.writer), "6.50 euros", by=waiting.editor, now=AWAY + MINUTE
    )
    assert handovers.notify(now=AWAY + 2 * MINUTE) == 0
    assert told().count() == 1


def test_who_has_no_part_in_the_desk_or_is_away_too_hears_nothing(waiting):
    leave(waiting)
    Membership.objects.filter(user=waiting.colleague).delete()
    assert handovers.notify(now=AWAY) == 0
    Hours.objects.update(deputy_notified_at=None, deputy=waiting.reader)
    hours.set_hours(waiting.reader, HoursChoice(away_from=NOW, away_until=BACK), now=NOW)
    assert handovers.notify(now=AWAY) == 0
    assert not told().exists()


def test_nobody_is_told_where_nobody_stands_in_or_nothing_waits(waiting):
    leave(waiting, deputy=None)
    assert handovers.notify(now=AWAY) == 0
    answering.resolve(query=waiting.query, by=waiting.editor, now=NOW)
    leave(waiting)
    assert handovers.notify(now=AWAY) == 0


def test_the_clock_calls_it():
    assert "reviews.tell_deputies" in {entry["task"] for entry in app.conf.beat_schedule.values()}
