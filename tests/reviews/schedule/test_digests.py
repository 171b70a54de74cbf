"""One mail in the morning with everything that waits, once a day and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from articles.models import Article
from reviews.models import Digest, Hours, KeptMail, Notification
from reviews.notifications import bounces, inbox, outbox
from reviews.notifications.mail import signed_links
from reviews.people import hours
from reviews.people.hours import HoursChoice
from reviews.preferences import subscriptions
from reviews.queries import answering
from reviews.schedule import digests
from reviews.workflow import signoff
from tests.acts import at_once
from tests.factories import make_article, make_query, newsroom
from tests.pages import below_lead, browse, words

State = Notification.State
EIGHT = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # a Tuesday
BEFORE = EIGHT - timedelta(hours=20)


@pytest.fixture
def morning(room, settings):
    settings.MAIL_KEPT_IN_APP = True
    room.article.delete()
    room.article = make_article(
        room.desk, author=room.writer, deadline=EIGHT + timedelta(hours=10), now=BEFORE
    )
    return room


def told(at=EIGHT):
    """Write and send what is due: ``{first name: mail}``."""
    known = set(KeptMail.objects.values_list("pk", flat=True))
    digests.write(now=at)
    outbox.drain(seconds=60, clock=lambda: at)
    fresh = KeptMail.objects.exclude(pk__in=known)
    return {mail.recipient.partition("@")[0].rstrip("0123456789"): mail for mail in fresh}


def quietly(act):
    """Do something whose own mails are none of this test's business."""
    act()
    Notification.objects.exclude(state=State.DIGEST).update(state=State.SENT)


def ask(room, words="6.50 euros", **fields):
    quietly(
        lambda: make_query(fields.pop("article", room.article), words, by=room.editor, now=BEFORE, **fields)
    )
    return room.article.queries.order_by("-pk").first()


def test_everything_that_waits_is_one_mail_by_deadline(morning):
    later = make_article(morning.desk, author=morning.writer, now=BEFORE)
    sooner = make_article(
        morning.desk, author=morning.colleague, deadline=EIGHT + timedelta(hours=4), now=BEFORE
    )
    ask(morning, question="6.50 or 5.60?")
    ask(morning, article=later, question="And where from?")
    ask(morning, article=sooner, question="By whom?", assigned_to=morning.writer)
    mail = told()["mara"]
    assert mail.subject == "Your morning briefing: 3 to do, 1 story due today"
    places = [mail.text.index(words) for words in ("By whom?", "6.50 or 5.60?", "And where from?")]
    assert places == sorted(places)
    for said in (
        "Good morning, Mara Velde. Your to-do list, by deadline:",
        "(due today, Tuesday 3 March, 18:00 UTC)",
        "- Please answer query 1: 6.50 or 5.60? “6.50 euros”",
        "(no deadline)",
        f"/articles/{later.slug}/",
    ):
        assert said in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "References" not in mail.headers


def test_what_was_due_before_is_overdue_and_not_due_today(morning):
    type(morning.article).objects.filter(pk=morning.article.pk).update(deadline=EIGHT - timedelta(hours=1))
    ask(morning)
    mail = told()["mara"]
    assert mail.subject == "Your morning briefing: 1 to do, 1 story overdue"
    assert "(was due Tuesday 3 March, 07:00 UTC)" in mail.text


def test_what_was_answered_waits_for_who_asked(morning):
    query = ask(morning)
    quietly(lambda: answering.reply(query=query, by=morning.writer, body="6.50.", now=BEFORE))
    mails = told()
    assert "Query 1, answered – needs resolving" in mails["ruth"].text
    assert "No action needed." in mails["mara"].text  # her story is due today


def test_a_stage_waits_for_those_who_sign_it_until_they_have(morning):
    Article.objects.update(deadline=None)
    mails = told()
    assert set(mails) == {"ruth"}
    assert "Ready for Desk edit sign-off." in mails["ruth"].text
    morning.article.refresh_from_db()
    quietly(
        lambda: signoff.sign(
            article=morning.article,
            stage=signoff.current_round(morning.article).stage,
            by=morning.editor,
            digest=morning.article.digest,
            now=EIGHT,
        )
    )
    assert set(told(EIGHT + timedelta(days=1))) == {"jonas"}


def test_what_is_due_is_the_authors_and_the_editors(morning):
    assert set(told()) == {"mara", "ruth", "jonas", "peter"}
    Digest.objects.all().delete()
    Article.objects.update(deadline=EIGHT - timedelta(hours=20))
    mails = told()
    assert "(was due Monday 2 March, 12:00 UTC)" in mails["mara"].text
    Digest.objects.all().delete()
    Article.objects.update(deadline=EIGHT + timedelta(hours=17))  # tomorrow
    assert set(told()) == {"ruth"}  # who has a stage to sign


def test_with_nothing_to_say_there_is_no_mail(morning):
    Article.objects.update(state=Article.State.SPIKED)
    assert told() == {}
    assert set(Digest.objects.values_list("state", flat=True)) == {State.OVERTAKEN}
    assert told(EIGHT + timedelta(minutes=30)) == {}


def test_it_comes_once_a_day_and_on_the_days_that_are_wanted(morning):
    ask(morning)
    days = [EIGHT + timedelta(days=day, minutes=minute) for day in range(7) for minute in (-5, 0, 1, 30)]
    arrived = [at for at in days if "mara" in told(at)]
    assert arrived == [EIGHT + timedelta(days=day) for day in (0, 1, 2, 3, 6)]


def test_at_the_hour_and_in_the_zone_of_each(morning):
    ask(morning)
    ask(morning, assigned_to=morning.reader)
    Hours.objects.create(person=morning.writer, time_zone="Asia/Tokyo", digest_at=time(7))
    Hours.objects.create(person=morning.reader, time_zone="America/New_York", digest_at=time(9, 30))
    Hours.objects.create(person=morning.editor, digest_at=None)
    assert set(told(EIGHT - timedelta(hours=10))) == {"mara"}
    assert "ruth" not in told(EIGHT)
    assert set(told(EIGHT + timedelta(hours=6, minutes=30))) == {"leila"}


@pytest.mark.parametrize(
    ("zone", "at", "first_day"),
    [
        ("Europe/Berlin", time(2, 30), datetime(2026, 3, 28)),  # the hour that is skipped
        ("Europe/Berlin", time(2, 30), datetime(2026, 10, 24)),  # the hour that comes twice
        ("America/New_York", time(2, 0), datetime(2026, 3, 7)),
        ("Australia/Lord_Howe", time(1, 45), datetime(2026, 4, 4)),  # half an hour
        ("Europe/Berlin", time(8, 0), datetime(2026, 3, 28)),
    ],
)
def test_clocks_that_change_neither_skip_nor_repeat_it(morning, zone, at, first_day):
    Article.objects.update(deadline=None)
    ask(morning)
    Hours.objects.create(person=morning.writer, time_zone=zone, digest_at=at, digest_days="1234567")
    begin = first_day.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    arrived = [
        moment
        for moment in (begin + timedelta(minutes=15 * step) for step in range(4 * 24 * 3))
        if "mara" in told(moment)
    ]
    dates = [moment.astimezone(ZoneInfo(zone)).date() for moment in arrived]
    assert len(dates) == 3
    assert len(set(dates)) == 3


def test_a_clock_that_jumps_back_or_a_worker_that_was_away_send_it_once(morning):
    ask(morning)
    moments = [EIGHT - timedelta(days=1), EIGHT, EIGHT - timedelta(hours=2), EIGHT]
    moments += [EIGHT - timedelta(hours=23), EIGHT, EIGHT + timedelta(minutes=1)]
    assert [at for at in moments if "mara" in told(at)] == moments[:2]
    assert "mara" in told(EIGHT + timedelta(days=1, hours=2))  # late, and still this morning
    assert "mara" not in told(EIGHT + timedelta(days=2, hours=4))  # that is no morning any more


def test_who_moves_to_another_zone_has_no_second_one_that_day(morning):
    ask(morning)
    assert "mara" in told(EIGHT)
    hours.set_hours(morning.writer, HoursChoice(time_zone="America/New_York", digest_at=time(8)), now=EIGHT)
    assert "mara" not in told(EIGHT + timedelta(hours=5))


def test_what_was_to_wait_for_it_is_in_it(morning):
    subscriptions.set_kind(morning.editor, "replied", "digest")
    query = ask(morning)
    quietly(lambda: answering.reply(query=query, by=morning.reader, body="I think 6.50.", now=BEFORE))
    row = Notification.objects.get(recipient=morning.editor)
    assert row.state == State.DIGEST
    mail = told()["ruth"]
    assert "- Leila Haddad replied. “6.50 euros”" in mail.text
    row.refresh_from_db()
    assert (row.state, row.message_id, row.sent_at) == (State.SENT, mail.message_id, EIGHT)
    assert inbox.items_of(morning.editor).unread().count() == 1


def test_what_was_undone_before_it_is_not_in_it(morning):
    subscriptions.set_kind(morning.writer, "asked", "digest")
    make_query(morning.article, "6.50 euros", by=morning.editor, now=BEFORE)
    query = morning.article.queries.get()
    quietly(lambda: answering.resolve(query=query, by=morning.editor, now=BEFORE))
    Article.objects.update(deadline=None)
    assert "mara" not in told()
    row = Notification.objects.get(recipient=morning.writer, event__kind="asked")
    assert row.state == State.OVERTAKEN


def test_nothing_but_the_digest(morning):
    hours.set_hours(morning.writer, HoursChoice(digest_at=time(8), only_digest=True), now=BEFORE)
    make_query(morning.article, "6.50 euros", by=morning.editor, now=BEFORE)
    outbox.drain(seconds=60, clock=lambda: BEFORE)
    assert not KeptMail.objects.exists()
    mail = told()["mara"]
    assert below_lead(mail.text).count("Is that right?") == 1


def test_a_deputy_has_what_waits_for_who_is_away_and_who_is_away_has_none(morning):
    ask(morning)
    Hours.objects.create(
        person=morning.writer,
        away_from=BEFORE,
        away_until=EIGHT + timedelta(days=1),
        deputy=morning.colleague,
    )
    mails = told()
    assert "mara" not in mails
    assert "Please answer query 1, covering for Mara Velde: Is that right?" in mails["tomas"].text


def test_quiet_hours_hold_it(morning):
    ask(morning)
    Hours.objects.create(person=morning.writer, quiet_from=time(7), quiet_until=time(9))
    assert "mara" not in told(EIGHT)
    assert "mara" in told(EIGHT + timedelta(hours=1))


def test_one_click_ends_the_digest_and_no_other_mail(morning):
    digests.write(now=EIGHT)
    row = Digest.objects.get(person=morning.writer)
    row.created_at = datetime.now(UTC)
    address = signed_links.to_end_digest(row)
    client = browse()
    assert "The morning digest to" in words(client.get(address))
    client.post(address, {"List-Unsubscribe": "One-Click"})
    assert hours.stored_hours(morning.writer).digest_at is None
    assert "no longer gets the digest" in words(client.get(address))
    assert {one.choice for one in subscriptions.kinds_of(morning.writer)} == {"mail"}
    client.post(address, {"again": "yes"})
    assert hours.stored_hours(morning.writer).digest_at == time(8)
    assert client.get(signed_links.to_preferences_of(row)).status_code == 200


def test_strangers_and_guests_read_nothing_of_it(morning):
    ask(morning)
    assert not {"olga", "ines"} & set(told())


def test_where_no_mail_arrives_none_is_written(morning):
    ask(morning)
    bounces.stop(morning.writer, reason="550 no such person", article=morning.article, now=BEFORE)
    assert "mara" not in told()
    assert not Digest.objects.filter(person=morning.writer).exists()


def test_more_people_take_no_more_statements_and_a_mail_costs_four(morning, django_assert_max_num_queries):
    for _ in range(5):
        ask(morning)
    digests.write(now=EIGHT)
    count = Digest.objects.count()
    assert count == 6
    with django_assert_max_num_queries(30 + 7 * count):
        outbox.drain(seconds=60, clock=lambda: EIGHT)
    assert KeptMail.objects.count() == 4


def test_a_digest_that_fails_is_tried_again_as_the_same_mail(morning, monkeypatch):
    ask(morning)
    digests.write(now=EIGHT)
    tries = []

    def fails(mail, **_):
        tries.append(mail.message_id)
        raise outbox.DeliveryFailed("451 later", permanent=False)

    with monkeypatch.context() as patched:
        patched.setattr(outbox.smtp, "deliver", fails)
        outbox.drain(seconds=60, clock=lambda: EIGHT)
    outbox.drain(seconds=60, clock=lambda: EIGHT + timedelta(minutes=1))
    assert set(KeptMail.objects.values_list("message_id", flat=True)) == set(tries)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_write_it_once(settings):
    settings.MAIL_KEPT_IN_APP = True
    room = newsroom()
    make_query(room.article, "6.50 euros", by=room.editor, now=BEFORE)

    def work():
        digests.write(now=EIGHT)
        outbox.drain(seconds=60, clock=lambda: EIGHT)

    assert at_once(*[work] * 3) == [None] * 3
    assert Digest.objects.count() == 6
    assert KeptMail.objects.filter(subject__startswith="Your morning").count() == 2
