"""A person's clock: quiet hours, the digest's hour, and who stands in, whatever clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.models import Hours, KeptMail, Notification
from reviews.notifications import outbox
from reviews.people import hours
from reviews.people.hours import HoursChoice, HoursRefused
from reviews.preferences import subscriptions
from reviews.preferences.choices import ChoiceRefused
from reviews.queries import answering
from reviews.schedule import reminders
from tests.factories import NOW, make_article, make_query
from tests.pages import below_lead

State = Notification.State
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")


def on(zone, *moment):
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.fixture(autouse=True)
def kept(settings):
    settings.MAIL_KEPT_IN_APP = True


def mails(at):
    known = set(KeptMail.objects.values_list("pk", flat=True))
    outbox.drain(seconds=60, clock=lambda: at)
    return [
        mail.recipient.split("@")[0].rstrip("0123456789") for mail in KeptMail.objects.exclude(pk__in=known)
    ]


@pytest.mark.parametrize(
    ("begin", "end", "clock", "ends"),
    [
        (time(22), time(7), (2, 21, 59), None),
        (time(22), time(7), (2, 22, 0), (3, 7, 0)),
        (time(22), time(7), (3, 0, 0), (3, 7, 0)),
        (time(22), time(7), (3, 6, 59), (3, 7, 0)),
        (time(22), time(7), (3, 7, 0), None),
        (time(12), time(13), (2, 12, 30), (2, 13, 0)),
        (time(12), time(13), (2, 11, 0), None),
        (time(9), time(9), (2, 9, 0), None),
        (None, None, (2, 3, 0), None),
    ],
)
def test_when_it_is_quiet(begin, end, clock, ends):
    zone = "Europe/Berlin"
    said = Hours(time_zone=zone, quiet_from=begin, quiet_until=end)
    assert said.quiet_ends(on(zone, 2026, 3, *clock)) == (on(zone, 2026, 3, *ends) if ends else None)


@pytest.mark.parametrize("day", [28, 29])
def test_quiet_hours_end_by_the_wall_when_clocks_change(day):
    """In the night to 29 March 2026 Berlin's clocks skip an hour."""
    said = Hours(time_zone="Europe/Berlin", quiet_from=time(22), quiet_until=time(7))
    assert said.quiet_ends(on("Europe/Berlin", 2026, 3, day, 1, 0)) == on("Europe/Berlin", 2026, 3, day, 7, 0)


@given(
    zone=st.sampled_from(ZONES),
    begin=st.times(),
    end=st.times(),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
)
def test_quiet_hours_always_end_and_within_a_day(zone, begin, end, now):
    said = Hours(time_zone=zone, quiet_from=begin, quiet_until=end)
    ends = said.quiet_ends(now)
    if ends is not None:
        assert now < ends <= now + timedelta(hours=26)


def test_a_time_zone_nobody_knows_any_more_is_the_newsrooms():
    assert str(Hours(time_zone="Mars/Olympus").zone) == "UTC"


def test_held_mail_leaves_at_the_end_and_together(room, settings):
    settings.MAIL_WINDOW = timedelta(minutes=3)
    room.article.deadline = None
    Hours.objects.create(person=room.writer, quiet_from=time(13), quiet_until=time(17))
    for minutes in (0, 30, 90):
        make_query(room.article, "6.50 euros", by=room.editor, now=NOW + timedelta(minutes=minutes))
        assert mails(NOW + timedelta(minutes=minutes + 5)) == []
    assert mails(NOW + timedelta(hours=2, minutes=59)) == []
    assert mails(NOW + timedelta(hours=3)) == ["mara"]
    assert below_lead(KeptMail.objects.get().text).count("Is that right?") == 3
    assert not Notification.objects.exclude(state=State.SENT).exists()


def test_a_mail_that_failed_waits_for_the_end_too(room, monkeypatch):
    Hours.objects.create(person=room.writer, quiet_from=time(14, 5), quiet_until=time(17))
    make_query(room.article, "6.50 euros", by=room.editor)

    def later(mail, **_):
        raise outbox.DeliveryFailed("451 later", permanent=False)

    with monkeypatch.context() as patched:
        patched.setattr(outbox.smtp, "deliver", later)
        outbox.drain(seconds=60, clock=lambda: NOW)
    assert mails(NOW + timedelta(minutes=10)) == []
    assert mails(NOW + timedelta(hours=3)) == ["mara"]


def test_new_hours_are_heeded_by_what_is_held(room):
    Hours.objects.create(person=room.writer, quiet_from=time(13), quiet_until=time(17))
    make_query(room.article, "6.50 euros", by=room.editor)
    assert mails(NOW) == []
    hours.set_hours(room.writer, HoursChoice(), now=NOW + timedelta(minutes=1))
    assert mails(NOW + timedelta(minutes=1)) == ["mara"]


def test_what_is_said_is_kept_with_its_history(room):
    wanted = HoursChoice(
        time_zone="Asia/Tokyo",
        digest_at=time(6, 30),
        digest_days="67",
        only_digest=True,
        quiet_from=time(23),
        quiet_until=time(6),
        pressing_in_quiet=True,
        away_from=NOW,
        away_until=NOW + timedelta(days=3),
        deputy=room.editor,
    )
    for _ in range(2):
        hours.set_hours(room.writer, wanted, now=NOW, how="by a link")
    said = hours.stored_hours(room.writer)
    assert (said.time_zone, said.digest_days, said.deputy) == ("Asia/Tokyo", "67", room.editor)
    assert Hours.history.get().history_change_reason == "by a link"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone"),
        ({"digest_at": time(8), "digest_days": ""}, "Choose at least one day"),
        ({"digest_days": "9"}, "Choose at least one day"),
        ({"only_digest": True}, "Choose a time for the digest"),
        ({"quiet_from": time(8)}, "Set both a start and an end time"),
        ({"away_from": NOW}, "Set both a start and an end date"),
        ({"away_from": NOW, "away_until": NOW}, "The end date is before the start date"),
    ],
)
def test_what_makes_no_sense_changes_nothing(room, wanted, sentence):
    with pytest.raises(HoursRefused, match=sentence):
        hours.set_hours(room.writer, HoursChoice(**wanted), now=NOW)
    assert not Hours.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "writer"])
def test_a_deputy_is_somebody_else_on_a_desk_of_theirs(room, who):
    with pytest.raises(HoursRefused, match="Choose someone on one of your desks"):
        hours.set_hours(room.writer, HoursChoice(deputy=getattr(room, who)), now=NOW)


def away(person, deputy=None, *, until=timedelta(days=3)):
    return Hours.objects.create(
        person=person, away_from=NOW - timedelta(hours=1), away_until=NOW + until, deputy=deputy
    )


def test_a_query_to_who_is_away_goes_to_the_deputy(room):
    away(room.writer, room.colleague)
    query = make_query(room.article, "6.50 euros", by=room.editor)
    assert mails(NOW) == ["tomas"]
    text = KeptMail.objects.get().text
    assert "covering for Mara Velde, who is away until Thursday 5 March, 14:00 UTC." in text
    assert "Please answer or reassign it." in text
    rows = dict(Notification.objects.values_list("recipient__name", "state"))
    assert rows == {"Tomas Brandt": State.SENT, "Mara Velde": State.INBOX_ONLY}
    answering.reply(query=query, by=room.editor, body="Or is it 7?", now=NOW)
    assert mails(NOW) == ["tomas"]


def test_before_and_after_the_absence_it_is_theirs(room):
    away(room.writer, room.colleague)
    for days in (-1, 4):
        make_query(room.article, "6.50 euros", by=room.editor, now=NOW + timedelta(days=days))
        assert mails(NOW + timedelta(days=days)) == ["mara"]


def test_a_deputy_who_is_away_too_or_without_access_is_passed_over(room):
    article = make_article(room.desk, author=room.writer)
    away(room.reader, room.colleague)
    away(room.colleague, room.editor)
    make_query(article, "6.50 euros", by=room.editor, assigned_to=room.reader)
    assert mails(NOW) == ["mara"]  # the author is next
    room.colleague.memberships.all().delete()
    Hours.objects.filter(person=room.colleague).delete()
    make_query(article, "6.50 euros", by=room.editor, assigned_to=room.reader)
    assert mails(NOW) == ["mara"]
    away(room.writer)
    make_query(article, "6.50 euros", by=room.editor, assigned_to=room.reader)
    assert sorted(mails(NOW)) == ["jonas", "peter"]  # the desk's editors, but for who asked


def test_with_nobody_left_it_still_arrives(room):
    for person in (room.writer, room.copy_editor, room.slot):
        away(person)
    make_query(room.article, "6.50 euros", by=room.editor)
    assert mails(NOW) == ["mara"]


def test_an_answer_to_who_is_away_goes_to_the_deputy(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    mails(NOW)
    away(room.editor, room.copy_editor)
    answering.reply(query=query, by=room.writer, body="6.50, says the ferry line.", now=NOW)
    assert mails(NOW) == ["jonas"]


def test_reminders_go_to_the_deputy_too(room):
    article = make_article(room.desk, author=room.writer, deadline=NOW + timedelta(hours=48))
    make_query(article, "6.50 euros", by=room.editor)
    mails(NOW)
    away(room.writer, room.colleague)
    reminders.remind(now=NOW + timedelta(hours=24))
    assert mails(NOW + timedelta(hours=24)) == ["tomas"]


def test_nobody_hears_twice_of_what_is_theirs_anyway(room):
    query = make_query(room.article, "6.50 euros", by=room.reader)
    mails(NOW)
    away(room.writer, room.editor)
    answering.reply(query=query, by=room.editor, body="Their page says 6.50.", now=NOW)
    answering.assign(query=query, to=room.editor, by=room.reader, now=NOW)
    assert sorted(mails(NOW)) == ["leila", "ruth"]


def test_what_waits_for_the_digest_is_no_mail_and_without_one_the_inbox_holds_it(room):
    subscriptions.set_kind(room.writer, "asked", "digest")
    make_query(room.article, "6.50 euros", by=room.editor)
    assert Notification.objects.get().state == State.DIGEST
    assert mails(NOW) == []
    hours.set_digest(room.writer, wanted=False, now=NOW)
    assert Notification.objects.get().state == State.INBOX_ONLY
    make_query(room.article, "last boat", by=room.editor)
    assert set(Notification.objects.values_list("state", flat=True)) == {State.INBOX_ONLY}
    with pytest.raises(ChoiceRefused, match="Choose a time for the digest first"):
        subscriptions.set_kind(room.writer, "replied", "digest")
