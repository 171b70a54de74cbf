"""What the clock says as a deadline nears, and that it says it once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from reviews.models import Event, Hours, KeptMail, Notification
from reviews.notifications import inbox, outbox
from reviews.notifications.mail.reply_instructions import BEGINNING
from reviews.queries import answering
from reviews.schedule import reminders
from tests.acts import at_once
from tests.factories import NOW, join, make_article, make_desk, make_query, newsroom

State = Notification.State
STEPS = (0.5, timedelta(hours=24), timedelta(hours=4))


def at(hours):
    return NOW + timedelta(hours=hours)


@pytest.fixture
def story(room, settings):
    settings.MAIL_KEPT_IN_APP = True
    room.article = make_article(room.desk, author=room.writer, deadline=at(48))
    room.query = make_query(room.article, "6.50 euros", by=room.editor, question="6.50 or 5.60?")
    mails(0)
    return room


def mails(hours):
    """What arrived by then and not before: ``[(first name, text)]``."""
    known = set(KeptMail.objects.values_list("pk", flat=True))
    outbox.drain(seconds=60, clock=lambda: at(hours))
    fresh = KeptMail.objects.exclude(pk__in=known).order_by("pk")
    return [(mail.recipient.partition("@")[0].rstrip("0123456789"), mail.text) for mail in fresh]


def names(found):
    return sorted(name for name, _ in found)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (96, {"50%": 48, "86400s": 72, "14400s": 92}),
        (48, {"50%": 24, "14400s": 44}),  # half of it is a day before: once is enough
        (20, {"50%": 10, "14400s": 16}),
        (8, {"50%": 4}),  # and so it is here
        (3, {"50%": 1.5}),
        (0.5, {"50%": 0.25}),
        (0, {}),
        (-5, {}),
    ],
)
def test_when_a_query_is_remembered(hours, expected):
    found = {moment.name: moment.at for moment in reminders.reminders(NOW, at(hours), STEPS)}
    assert found == {name: at(after) for name, after in expected.items()}


@given(minutes=st.integers(0, 60 * 24 * 30))
def test_reminders_lie_between_question_and_deadline_and_apart(minutes):
    deadline = NOW + timedelta(minutes=minutes)
    moments = [moment.at for moment in reminders.reminders(NOW, deadline, STEPS)]
    assert moments == sorted(set(moments))
    apart = min(reminders.REMINDER_SPACING, (deadline - NOW) / 4)
    for earlier, later in zip([NOW, *moments], [*moments, deadline], strict=False):
        assert later - earlier >= apart


def test_who_has_to_answer_is_reminded_until_somebody_does(story):
    for hours in (0, 1, 23.9):
        assert reminders.remind(now=at(hours)) == 0
    assert reminders.remind(now=at(24)) == 1
    ((name, text),) = mails(24)
    assert name == "mara"
    for said in (
        "A query about “Ferry runs at night again” still needs your answer.",
        "“6.50 euros”",
        "Ruth Adeyemi: 6.50 or 5.60?",
        "Please answer or reassign it.",
        "The deadline is Wednesday 4 March, 14:00 UTC.",
    ):
        assert said in text
    assert reminders.remind(now=at(25)) == 0
    assert reminders.remind(now=at(44)) == 1
    assert names(mails(44)) == ["mara"]
    assert reminders.remind(now=at(47)) == 0
    assert reminders.remind(now=at(49)) == 0
    assert inbox.items_of(story.writer).count() == 3


def test_an_answer_ends_it(story):
    answering.reply(query=story.query, by=story.writer, body="6.50, says the ferry line.", now=at(1))
    assert reminders.remind(now=at(24)) == 0


def test_an_answer_before_the_mail_left_ends_it_too(story, settings):
    settings.MAIL_WINDOW = timedelta(minutes=3)
    reminders.remind(now=at(24))
    answering.reply(query=story.query, by=story.writer, body="6.50, says the ferry line.", now=at(24.01))
    assert "mara" not in names(mails(25))


def test_the_reminders_of_a_story_are_one_mail(story, settings):
    settings.MAIL_WINDOW = timedelta(minutes=3)
    make_query(story.article, "last boat", by=story.editor, question="The very last?")
    mails(1)
    assert reminders.remind(now=at(24)) == 2
    ((name, text),) = mails(25)
    assert name == "mara"
    assert "6.50 or 5.60?" in text
    assert "The very last?" in text


@pytest.mark.parametrize("end", ["spiked", "released", "resolved", "no deadline"])
def test_what_is_over_reminds_nobody(story, end):
    if end == "resolved":
        answering.resolve(query=story.query, by=story.editor, now=at(1))
    elif end == "no deadline":
        Article.objects.update(deadline=None)
    else:
        Article.objects.update(state=end)
    assert reminders.remind(now=at(24)) == 0
    assert reminders.escalate(now=at(47)) == 0


def test_after_an_outage_the_last_step_is_said_and_no_other(story):
    assert reminders.remind(now=at(45)) == 1
    assert reminders.remind(now=at(46)) == 0


def test_a_clock_that_jumps_says_nothing_twice(story):
    for hours in (24, 44, 24, 10, 44, 45):
        reminders.remind(now=at(hours))
    for hours in (46.5, 47.8, 46.5, 47.8, 30, 47):
        reminders.escalate(now=at(hours))
    assert Event.objects.filter(kind=Event.Kind.REMINDED).count() == 2
    assert Event.objects.filter(kind=Event.Kind.PRESSING).count() == 2


def test_another_deadline_begins_anew(story):
    assert reminders.remind(now=at(24)) == 1
    Article.objects.update(deadline=at(96))
    assert reminders.remind(now=at(30)) == 0
    assert reminders.remind(now=at(50)) == 1


def test_in_deadline_mode_the_desk_hears_of_the_oldest_blocking_query_then_the_slot(story):
    make_query(story.article, "last boat", by=story.reader, question="The very last?", now=at(1))
    make_query(story.article, "single", by=story.reader, blocking=False, now=at(1))
    mails(2)
    assert reminders.escalate(now=at(45.9)) == 0
    assert reminders.escalate(now=at(46)) == 1
    found = mails(46)
    assert names(found) == ["jonas", "ruth"]
    for _, text in found:
        assert "“Ferry runs at night again” is held up by a query to Mara Velde." in text
        assert "6.50 or 5.60?" in text
        assert "The very last?" not in text
        assert "1 more query blocks release." in text
        assert "The deadline is Wednesday 4 March, 14:00 UTC." in text
    assert reminders.escalate(now=at(47)) == 0
    assert reminders.escalate(now=at(47.5)) == 1
    assert names(mails(47.5)) == ["jonas", "peter", "ruth"]
    assert reminders.escalate(now=at(48)) == 0


def test_of_several_stories_it_is_one_mail(story):
    other = make_article(story.desk, author=story.colleague, deadline=at(47.9))
    arabic = make_article(story.desk, author=story.writer, deadline=at(47), language="ar", direction="rtl")
    for article in (other, arabic):
        make_query(article, "last boat", by=story.reader, question="The very last?", now=at(1))
    mails(2)
    assert reminders.escalate(now=at(46)) == 3
    found = mails(46)
    assert names(found) == ["jonas", "ruth"]
    mail = KeptMail.objects.order_by("-pk").first()
    assert mail.subject == "3 stories blocked near deadline"
    assert mail.text.startswith(f"{BEGINNING}3 stories are blocked near deadline:\n\n1. ")
    assert mail.text.count("is held up by") == 3
    assert mail.text.count("The deadline is") == 3
    assert mail.headers["References"].startswith("<pressing-")
    assert mail.html.count('dir="rtl"') == 1
    assert inbox.items_of(story.copy_editor).count() == 3


def test_a_story_that_nothing_blocks_is_not_in_it(story):
    answering.resolve(query=story.query, by=story.editor, now=at(1))
    mails(2)
    assert reminders.escalate(now=at(46)) == 0
    make_query(story.article, "last boat", by=story.reader, now=at(46.5))
    mails(46.5)
    assert reminders.escalate(now=at(46.6)) == 0  # it was asked a moment ago
    assert reminders.escalate(now=at(46.7)) == 1


def test_an_answer_that_nobody_resolved_holds_a_story_up_too(story):
    answering.reply(query=story.query, by=story.writer, body="6.50, says the ferry line.", now=at(1))
    mails(2)
    reminders.escalate(now=at(46))
    ((_, text), *_) = mails(46)
    assert "is held up by an answered query that needs resolving" in text


def test_quiet_hours_hold_it_unless_people_want_to_know(story):
    for person, wants in ((story.editor, True), (story.copy_editor, False)):
        Hours.objects.create(person=person, quiet_from="11:00", quiet_until="15:00", pressing_in_quiet=wants)
    reminders.escalate(now=at(46))  # 12:00
    assert names(mails(46)) == ["ruth"]
    assert names(mails(49)) == ["jonas"]


def test_desks_without_a_workflow_have_editors_all_the_same(story):
    desk = make_desk(workflow=())
    for person, role in ((story.writer, "writer"), (story.editor, "editor"), (story.slot, "editor")):
        join(person, desk, role)
    make_query(make_article(desk, author=story.writer, deadline=at(5)), "last boat", by=story.editor)
    mails(0)
    assert reminders.escalate(now=at(3.5)) == 1
    assert names(mails(3.5)) == ["peter", "ruth"]


def test_nobody_off_the_desk_hears_of_it(story):
    reminders.escalate(now=at(47.9))
    told = Notification.objects.filter(event__kind=Event.Kind.PRESSING)
    assert not told.filter(recipient__in=[story.stranger, story.admin, story.reader]).exists()


def test_many_queries_take_few_statements_until_one_is_due(story, django_assert_max_num_queries):
    for _ in range(10):
        make_query(story.article, "last boat", by=story.editor)
    with django_assert_max_num_queries(3):
        reminders.remind(now=at(1))
    with django_assert_max_num_queries(4):
        reminders.escalate(now=at(1))


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_say_it_once():
    room = newsroom()
    article = make_article(room.desk, author=room.writer, deadline=at(48))
    for words in ("6.50 euros", "last boat", "single"):
        make_query(article, words, by=room.editor)

    def work():
        reminders.remind(now=at(46))
        reminders.escalate(now=at(46))

    assert at_once(*[work] * 3) == [None] * 3
    assert Event.objects.filter(kind=Event.Kind.REMINDED).count() == 3
    assert Event.objects.filter(kind=Event.Kind.PRESSING).count() == 1


def test_a_desk_that_chose_its_own_times_is_reminded_and_warned_then(story):
    desk = story.desk
    desk.reminders, desk.escalations = "1h", "15m"
    desk.save()
    assert reminders.remind(now=at(46.9)) == 0
    assert reminders.remind(now=at(47)) == 1
    assert reminders.escalate(now=at(47.5)) == 0
    assert reminders.escalate(now=at(47.8)) == 1
    assert Event.objects.get(kind=Event.Kind.PRESSING).facts["to_slot"]


def test_a_desk_that_chose_none_is_left_alone_and_others_are_not(story):
    quiet = story.desk
    quiet.reminders = quiet.escalations = ","
    quiet.save()
    other = newsroom()
    article = make_article(other.desk, author=other.writer, deadline=at(48))
    make_query(article, "6.50 euros", by=other.editor, question="6.50 or 5.60?")
    assert reminders.remind(now=at(47)) == 1
    assert reminders.escalate(now=at(47)) == 1
    assert set(Event.objects.filter(kind__in=["reminded", "pressing"]).values_list("article", flat=True)) == {
        article.pk
    }


def test_a_query_with_a_due_time_is_reminded_by_that_and_its_mail_says_so(story):
    query = make_query(story.article, "last boat", by=story.editor, question="Which?", due_at=at(8))
    ((_name, text),) = mails(1)
    assert "It is due" in text
    reminders.remind(now=at(4))
    assert [event.query for event in Event.objects.filter(kind="reminded")] == [query]
    Article.objects.update(deadline=None)
    answering.reopen(query=query, by=story.editor, now=at(4))
    assert reminders.remind(now=at(9)) == 0, "what is overdue is past reminding"
