"""What was undone before a mail left is not in it; the inbox keeps every item."""

from datetime import timedelta

import pytest

from articles.models import Article
from reviews.models import KeptMail, Notification
from reviews.notifications import inbox, outbox
from reviews.queries import answering
from reviews.workflow import releasing, signoff
from tests.acts import put_instead
from tests.factories import NOW, make_query
from tests.reviews.workflow.test_preflight import sign_all

State = Notification.State


def at(seconds):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def day(room, settings):
    settings.MAIL_KEPT_IN_APP = True
    settings.MAIL_WINDOW = timedelta(seconds=180)
    room.clock = 0

    def later(seconds=600):
        """Let time go by and say what arrived: ``{first name: text below its first line}``."""
        known = set(KeptMail.objects.values_list("pk", flat=True))
        room.clock += seconds
        signoff.announce_stale(now=at(room.clock))
        room.clock += seconds
        outbox.drain(seconds=60, clock=lambda: at(room.clock))
        fresh = KeptMail.objects.exclude(pk__in=known)
        return {
            mail.recipient.partition("@")[0].rstrip("0123456789"): mail.text.partition("\n\n")[2]
            for mail in fresh
        }

    room.later = later
    room.query = make_query(room.article, "6.50 euros", by=room.editor, question="6.50 or 5.60?", now=at(0))
    return room


def notified_before(day):
    """The query is known to everybody it concerns; what follows is new."""
    day.later()
    return day.query


def waiting(day):
    return Notification.objects.filter(state=State.PENDING)


def test_asked_and_resolved_is_nothing(day):
    answering.resolve(query=day.query, by=day.editor, now=at(60))
    assert day.later() == {}
    assert not waiting(day).exists()
    assert set(Notification.objects.values_list("state", flat=True)) == {State.OVERTAKEN}
    assert len(inbox.inbox(day.writer, page=1).groups[0].items) == 2


def test_asked_answered_and_resolved_is_nothing_to_who_never_knew(day):
    answering.assign(query=day.query, to=day.colleague, by=day.editor, now=at(10))
    answering.reply(query=day.query, by=day.colleague, body="6.50.", now=at(20))
    answering.resolve(query=day.query, by=day.reader, now=at(60))
    assert set(day.later()) == {"ruth", "tomas"}  # who asked, and who answered


def test_answered_before_the_mail_left_is_not_asked_again(day):
    answering.reply(query=day.query, by=day.writer, body="6.50, says the ferry line.", now=at(30))
    assert set(day.later()) == {"ruth"}


def test_resolved_and_reopened_is_nothing(day):
    query = notified_before(day)
    answering.resolve(query=query, by=day.reader, now=at(1300))
    answering.reopen(query=query, by=day.copy_editor, now=at(1320))
    assert day.later() == {}


def test_resolved_is_told_and_so_is_resolved_in_the_end(day):
    query = notified_before(day)
    for act in (answering.resolve, answering.reopen, answering.resolve):
        act(query=query, by=day.reader, now=at(1300))
    mails = day.later()
    assert set(mails) == {"mara", "ruth"}
    assert mails["mara"].count("resolved") == 1
    assert "reopened" not in mails["mara"]


def test_reopened_is_told_to_who_resolved_it(day):
    query = notified_before(day)
    answering.resolve(query=query, by=day.editor, now=at(1300))
    answering.reopen(query=query, by=day.writer, now=at(1400))
    mails = day.later()
    assert set(mails) == {"ruth"}
    assert "Mara Velde reopened a query" in mails["ruth"]


def test_a_reply_is_told_with_the_resolution(day):
    query = notified_before(day)
    answering.reply(query=query, by=day.reader, body="Look at page two.", now=at(1300))
    answering.resolve(query=query, by=day.reader, now=at(1310))
    mails = day.later()
    assert "Leila Haddad replied to a query" in mails["mara"]
    assert "Leila Haddad resolved this query." in mails["mara"]
    assert mails["mara"].count("Look at page two.") == 1
    assert "No action needed." in mails["mara"]


def test_a_reply_its_reader_resolved_is_nothing(day):
    query = notified_before(day)
    answering.reply(query=query, by=day.writer, body="6.50.", now=at(1300))
    answering.resolve(query=query, by=day.editor, now=at(1310))
    assert set(day.later()) == {"mara"}


def test_a_reply_to_what_is_resolved_is_told(day):
    query = notified_before(day)
    answering.resolve(query=query, by=day.editor, now=at(1300))
    answering.reply(query=query, by=day.reader, body="For the next time: their page has it.", now=at(1310))
    assert "For the next time" in day.later()["ruth"]


def test_assigned_and_taken_away_is_nothing(day):
    query = notified_before(day)
    answering.assign(query=query, to=day.colleague, by=day.editor, now=at(1300))
    answering.assign(query=query, to=day.reader, by=day.editor, now=at(1310))
    assert set(day.later()) == {"leila"}


def test_assigned_and_given_back_is_nothing(day):
    query = notified_before(day)
    answering.assign(query=query, to=day.colleague, by=day.editor, now=at(1300))
    answering.assign(query=query, to=day.writer, by=day.editor, now=at(1310))
    assert day.later() == {}


def test_given_back_to_who_never_heard_of_it_is_told(day):
    answering.assign(query=day.query, to=day.colleague, by=day.editor, now=at(10))
    assert "mara" not in day.later(100)
    answering.assign(query=day.query, to=day.writer, by=day.editor, now=at(220))
    assert "assigned you a query" in day.later()["mara"]


def test_given_back_after_a_while_is_told(day):
    query = notified_before(day)
    answering.assign(query=query, to=day.colleague, by=day.editor, now=at(1300))
    assert set(day.later()) == {"tomas"}
    answering.assign(query=query, to=day.writer, by=day.editor, now=at(2600))
    assert set(day.later()) == {"mara"}


def test_asked_then_assigned_to_the_same_person_is_one_thing(day):
    answering.assign(query=day.query, to=day.reader, by=day.editor, now=at(10))
    answering.assign(query=day.query, to=day.writer, by=day.editor, now=at(20))
    mails = day.later()
    assert set(mails) == {"mara"}
    assert mails["mara"].count("6.50 or 5.60?") == 1


def sign(day, *, now):
    return signoff.sign(
        article=day.article,
        stage=signoff.current_round(day.article).stage,
        by=day.editor,
        digest=day.article.digest,
        now=now,
    )


def put(day, words, instead):
    put_instead(day.article, words, instead, by=day.writer, now=at(day.clock))
    day.article.refresh_from_db()


def test_a_sign_off_that_is_good_again_is_nothing_and_stale_once_more_is_told(day):
    notified_before(day)
    sign(day, now=at(1300))
    day.later()
    put(day, "23.40", "midnight")
    signoff.announce_stale(now=at(day.clock))
    put(day, "midnight", "23.40")
    assert day.later() == {}
    put(day, "23.40", "midnight")
    assert "changed after your Desk edit sign-off" in day.later()["ruth"]


def test_a_withdrawn_signature_does_not_hold_what_is_stale(day):
    notified_before(day)
    given = sign(day, now=at(1300))
    day.later()
    signoff.withdraw(signoff=given, by=day.editor, now=at(day.clock))
    put(day, "23.40", "midnight")
    assert day.later() == {}


def test_a_stage_the_copy_was_passed_back_from_is_nothing(day):
    notified_before(day)
    first = signoff.current_round(day.article).stage
    given = sign(day, now=at(1300))
    signoff.withdraw(signoff=given, by=day.editor, now=at(1310))
    signoff.pass_on(article=day.article, stage=first, by=day.slot, now=at(1320))
    assert set(day.later()) == {"ruth"}  # of her own stage again, not the copy editors of theirs


def test_a_stage_there_and_back_and_there_is_told_once(day):
    notified_before(day)
    first = signoff.current_round(day.article).stage
    second = signoff.stage_named(day.article, "Copy")
    for stage in (second, first, second):
        signoff.pass_on(article=day.article, stage=stage, by=day.slot, now=at(1300))
    mails = day.later()
    assert set(mails) == {"jonas"}
    assert mails["jonas"].count("ready for Copy sign-off") == 1


def test_a_stage_signed_before_the_mail_left_is_nothing(day):
    notified_before(day)
    sign(day, now=at(1300))
    signoff.sign(
        article=day.article,
        stage=signoff.stage_named(day.article, "Copy"),
        by=day.copy_editor,
        digest=day.article.digest,
        now=at(1310),
    )
    assert set(day.later()) == {"leila"}


def test_of_a_spiked_story_nobody_hears(day):
    Article.objects.update(state=Article.State.SPIKED)
    assert day.later() == {}


def test_what_was_read_in_the_inbox_needs_no_mail(day):
    inbox.see(day.writer, Notification.objects.values_list("pk", flat=True), now=at(60))
    assert day.later() == {}
    assert Notification.objects.get().state == State.OVERTAKEN


def test_of_copy_that_came_in_with_many_only_what_is_left(day):
    notified_before(day)
    other = make_query(day.article, "last boat", by=day.editor, question="The last one?", now=at(1300))
    answering.resolve(query=day.query, by=day.editor, now=at(1310))
    mails = day.later()
    assert mails["mara"].startswith("Updates on “Ferry runs at night again”:\n\n1. ")
    assert "Ruth Adeyemi has a query." in mails["mara"]
    assert "Ruth Adeyemi resolved this query." in mails["mara"]
    assert other.number == 2


def test_a_release_is_told_with_what_its_certificate_says(day):
    answering.resolve(query=day.query, by=day.editor, now=at(60))
    day.later()
    sign_all(day)
    day.later()
    releasing.release(article=Article.objects.get(), by=day.slot, now=at(day.clock))
    text = day.later()["mara"]
    for said in (
        "Peter Lund released “Ferry runs at night again”.",
        "Copy sign-off: Jonas Keller, Monday 2 March, 14:00 UTC, revision 1",
        "Slot sign-off: Peter Lund",
        "Preflight: clean, 1 query resolved",
        f"Fingerprint: {day.article.digest}",
    ):
        assert said in text
