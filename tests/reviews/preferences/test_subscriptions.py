"""What people say about their mail, and what it does to who hears of what."""

from __future__ import annotations

import pytest

from newsroom.models import Membership
from reviews.models import Event, KeptMail, Notification, Subscription
from reviews.notifications import inbox, outbox
from reviews.preferences import subscriptions
from reviews.preferences.choices import ChoiceRefused
from reviews.queries import answering
from reviews.workflow import signoff
from tests.factories import NOW, make_article, make_guest, make_query

State = Notification.State
Choice = Subscription.Choice


@pytest.fixture(autouse=True)
def kept(settings):
    settings.MAIL_KEPT_IN_APP = True


def mails():
    outbox.drain(seconds=60, clock=lambda: NOW)
    return {mail.recipient for mail in KeptMail.objects.all()}


def ask(room, **fields):
    return make_query(room.article, "6.50 euros", by=room.editor, **fields)


def test_without_a_word_there_is_mail_of_every_kind(room):
    assert {one.choice for one in subscriptions.kinds_of(room.writer)} == {Choice.MAIL}
    ask(room)
    assert mails() == {room.writer.email}
    assert not Subscription.objects.exists()


def test_a_kind_that_is_not_wanted_stands_in_the_inbox_only(room):
    subscriptions.set_kinds(room.writer, [Event.Kind.ASKED], wanted=False)
    query = ask(room)
    assert mails() == set()
    (row,) = Notification.objects.all()
    assert (row.recipient, row.state) == (room.writer, State.INBOX_ONLY)
    assert inbox.unread_count(room.writer) == 1
    answering.reply(query=query, by=room.reader, body="Yes, says the page.", now=NOW)
    assert mails() == {room.writer.email, room.editor.email}


def test_a_muted_article_ends_mail_and_no_duty(room):
    subscriptions.set_article(room.writer, room.article, Choice.MUTE)
    ask(room)
    other = make_article(room.desk, author=room.writer)
    assert mails() == set()
    assert inbox.unread_count(room.writer) == 1
    make_query(other, "last boat", by=room.editor)
    assert mails() == {room.writer.email}


def test_who_follows_an_article_hears_of_what_is_not_theirs(room):
    subscriptions.set_article(room.colleague, room.article, Choice.ALL)
    ask(room)
    assert mails() == {room.writer.email, room.colleague.email}
    text = KeptMail.objects.get(recipient=room.colleague.email).text
    assert "No action needed" in text
    assert "Please answer" not in text
    rows = Notification.objects.values_list("recipient", "only_follows")
    assert dict(rows) == {room.writer.pk: False, room.colleague.pk: True}


def test_who_follows_does_not_hear_of_their_own_acts_nor_after_leaving(room):
    subscriptions.set_article(room.editor, room.article, Choice.ALL)
    subscriptions.set_article(room.colleague, room.article, Choice.ALL)
    Membership.objects.filter(user=room.colleague).delete()
    ask(room)
    assert mails() == {room.writer.email}


def test_who_follows_and_wants_no_mail_of_the_kind_has_it_in_the_inbox(room):
    subscriptions.set_article(room.colleague, room.article, Choice.ALL)
    subscriptions.set_kinds(room.colleague, [Event.Kind.ASKED], wanted=False)
    ask(room)
    assert mails() == {room.writer.email}
    assert inbox.unread_count(room.colleague) == 1


@pytest.mark.parametrize("what", ["kind", "article"])
def test_mail_that_waits_does_not_leave_any_more(room, what):
    ask(room)
    if what == "kind":
        subscriptions.set_kinds(room.writer, [Event.Kind.ASKED], wanted=False)
    else:
        subscriptions.set_article(room.writer, room.article, Choice.MUTE)
    assert mails() == set()
    assert Notification.objects.get().state == State.INBOX_ONLY


def test_others_mail_and_other_kinds_are_left_alone(room):
    ask(room)
    ask(room, assigned_to=room.colleague)
    subscriptions.set_kinds(room.writer, [Event.Kind.REPLIED], wanted=False)
    subscriptions.set_kinds(room.colleague, [Event.Kind.ASKED], wanted=False)
    assert mails() == {room.writer.email}


def test_every_change_is_recorded_and_nothing_else(room):
    for wanted in (False, False, True, True):
        subscriptions.set_kinds(room.writer, [Event.Kind.ASKED], wanted=wanted, how="by a link")
    history = Subscription.history.order_by("history_date", "history_id")
    assert [(entry.choice, entry.history_change_reason) for entry in history] == [
        ("no_mail", "by a link"),
        ("mail", "by a link"),
    ]
    ask(room)
    assert mails() == {room.writer.email}


@pytest.mark.parametrize("choice", ["mail", "no_mail", "nonsense", ""])
def test_an_article_has_its_own_choices(room, choice):
    with pytest.raises(ChoiceRefused):
        subscriptions.set_article(room.writer, room.article, choice)
    with pytest.raises(ChoiceRefused):
        subscriptions.set_kinds(room.writer, ["nonsense"], wanted=False)
    assert not Subscription.objects.exists()


def test_nobody_follows_what_they_do_not_see(room):
    with pytest.raises(ChoiceRefused):
        subscriptions.set_article(room.stranger, room.article, Choice.ALL)
    assert subscriptions.articles_of(room.stranger, also=room.article) == []


def offered(person):
    return {one.value for one in subscriptions.kinds_of(person)}


def test_only_what_can_reach_a_person_is_theirs_to_choose(room):
    everybody = {"asked", "replied", "assigned", "resolved", "reopened", "changed", "released", "reminded"}
    everybody |= {"decided", "stands_in", "deputy", "author", "moved", "assignment"}
    assert offered(room.colleague) == everybody
    assert offered(room.stranger) == everybody  # in the groups of stages, on no desk
    assert offered(room.reader) == everybody | {"stage_due", "stale", "pressing"}
    of_editors = {"pressing", "bounced", "accepted", "declined"}
    assert offered(room.editor) == everybody | {"stage_due", "stale"} | of_editors
    guest = make_guest(room.article, by=room.editor).person
    of_the_desk = {"released", "decided", "stands_in", "deputy", "author", "moved", "assignment"}
    assert offered(guest) == everybody - of_the_desk | {"invited"}


def test_who_follows_an_article_chooses_among_all_that_happens_to_it(room):
    subscriptions.set_article(room.colleague, room.article, Choice.ALL)
    assert offered(room.colleague) == set(Event.Kind.values)


def test_what_somebody_said_can_be_unsaid_whatever_they_are_now(room):
    subscriptions.set_kind(room.colleague, Event.Kind.STALE, Choice.NO_MAIL)
    assert "stale" in offered(room.colleague)
    assert "stale" not in offered(room.writer)


def test_whoever_is_told_of_anything_was_offered_it(room):
    """What is offered and what the rules say are written apart: they must not come apart."""
    make_guest(room.article, by=room.editor)
    query = ask(room, assigned_to=room.colleague)
    answering.reply(query=query, by=room.colleague, body="It is.", now=NOW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    signoff.pass_on(article=room.article, stage=room.desk.stages.first(), by=room.editor, now=NOW)
    for row in Notification.objects.select_related("event", "recipient"):
        assert row.event.kind in offered(row.recipient), (row.event.kind, row.recipient)
