"""Whose a message is: strangers, forgers and the addresses of others get nowhere, and hear nothing."""

from datetime import timedelta

import pytest

from newsroom.models import Alias
from reviews.inbound import deciding, receiving, responses
from reviews.models import Answer, InboundMail, Reply
from reviews.notifications.mail.reply_addresses import About
from tests.factories import NOW
from tests.reviews.answering import LATER

State = InboundMail.State
PROVEN = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=paper.example"}


def test_a_stranger_who_has_the_address_is_refused_and_its_owner_is_told(desk):
    row = desk.post("Print it.", person=desk.writer, sender="olga@else.example")
    assert (row.state, row.person) == (State.REFUSED, None)
    assert "olga@else.example, which is not an address of Mara Velde" in row.reason
    person, said = desk.said(row)
    assert person == desk.writer
    assert "An email from olga@else.example arrived at your personal reply address" in said
    assert "Print it." not in said
    assert not Reply.objects.exists()


def test_somebody_of_the_desk_does_not_write_in_the_name_of_another(desk):
    row = desk.post("Print it.", person=desk.writer, sender=desk.editor.email)
    assert row.state == State.REFUSED
    assert not Reply.objects.exists()


def test_who_pesters_somebody_through_their_address_is_not_passed_on_for_long(desk):
    rows = [desk.post("Hi", person=desk.writer, sender=f"s{n}@else.example") for n in range(5)]
    assert [row.state for row in rows] == [State.REFUSED] * 5
    assert Answer.objects.count() == 2


def test_nobody_is_told_of_a_message_without_a_sender(desk):
    row = desk.post("Hi", person=desk.writer, sender="a@b.example, c@d.example")
    assert row.state == State.REFUSED
    assert not Answer.objects.exists()


def test_people_write_from_their_other_addresses_too(desk):
    Alias.objects.create(person=desk.writer, address="Mara@Home.example")
    row = desk.post("It is 6.50.", person=desk.writer, sender="MARA@home.example")
    assert row.state == State.TAKEN
    row = desk.post("resolve", person=desk.writer, sender="mara@home.example")
    assert desk.said(row)[0] == desk.writer


def test_a_forged_or_unknown_address_is_ignored_in_silence(desk):
    made = desk.address(desk.writer)
    forged = [
        made.replace("reply+a", "reply+b", 1),
        made[:-20] + "a" * 5 + made[-15:],
        "reply@desk.example",
        f"reply+{'a' * 36}@desk.example",
        desk.address(desk.writer, about=About.RETURN),
    ]
    for address in forged:
        row = desk.post("It is 6.50.", person=desk.writer, to=address)
        assert row.state == State.IGNORED, address
    assert not Reply.objects.exists()
    assert not Answer.objects.exists()


def test_an_address_for_one_query_is_not_good_for_another_persons(desk):
    row = desk.post("It is 6.50.", person=desk.editor, to=desk.address(desk.writer))
    assert row.state == State.REFUSED
    both = f"{desk.address(desk.writer)}, {desk.address(desk.editor)}"
    row = desk.post("It is 6.50.", person=desk.editor, to=both)
    assert (row.state, row.person) == (State.TAKEN, desk.editor)


def test_the_address_may_stand_where_forwarding_put_it(desk):
    headers = {"To": "desk@paper.example", "Delivered-To": desk.address(desk.writer)}
    assert desk.post("It is 6.50.", person=desk.writer, headers=headers).state == State.TAKEN


@pytest.mark.parametrize(
    ("results", "state"),
    [
        (["mx.desk.example; dmarc=pass header.from=paper.example"], State.TAKEN),
        (["mx.desk.example; dkim=pass (good) header.d=paper.example"], State.TAKEN),
        (
            ["mx.desk.example; dkim=fail header.d=paper.example; spf=pass smtp.mailfrom=x@paper.example"],
            State.TAKEN,
        ),
        (["mx.desk.example 1; spf=pass smtp.mailfrom=paper.example"], State.TAKEN),
        ([], State.REFUSED),
        (["mx.desk.example; none"], State.REFUSED),
        (["mx.desk.example; dmarc=fail header.from=paper.example"], State.REFUSED),
        (["mx.desk.example; dkim=pass header.d=else.example"], State.REFUSED),
        (["mx.desk.example; spf=pass smtp.mailfrom=mara@evil-paper.example"], State.REFUSED),
        (["mx.desk.example; dkim=pass header.d=example"], State.REFUSED),
        (["mx.else.example; dmarc=pass header.from=paper.example"], State.REFUSED),
        (["mx.desk.example; spf=fail (dkim=pass header.d=paper.example) smtp.mailfrom=x"], State.REFUSED),
        (
            [f"mx.desk.example; dmarc={result} header.from=paper.example" for result in ("fail", "pass")],
            State.REFUSED,
        ),
    ],
)
def test_the_sender_is_proven_by_our_own_server_alone(desk, settings, results, state):
    settings.INBOUND_AUTHSERV_ID = "mx.desk.example"
    raw = desk.mail("It is 6.50.", person=desk.writer)
    headers = "".join(f"Authentication-Results: {value}\n" for value in results)
    row = desk.take(headers.encode() + raw)
    assert row.state == state
    assert Reply.objects.exists() == (state == State.TAKEN)
    if state == State.REFUSED:
        assert "did not confirm that you sent it" in desk.said(row)[1]


def test_answers_to_one_person_have_a_limit(desk):
    for n in range(20):
        desk.post(f"resolve\nNumber {n}", person=desk.writer)
    assert Reply.objects.count() == 20
    assert Answer.objects.count() == 12
    desk.post("resolve", person=desk.writer, now=NOW + timedelta(hours=3))
    assert Answer.objects.count() == 13


@pytest.mark.parametrize("about", ["", "_ABOUT_A_STORY"])
def test_mails_of_one_person_have_a_limit_and_the_rest_is_kept(desk, monkeypatch, about):
    monkeypatch.setattr(deciding, f"MOST_AN_HOUR{about}", 2)
    monkeypatch.setattr(deciding, f"MOST_A_DAY{about}", 3)
    rows = [desk.post(f"Number {n}", person=desk.writer) for n in range(3)]
    assert [row.state for row in rows] == [State.TAKEN, State.TAKEN, State.REFUSED]
    said = "More than 2 emails from you arrived within an hour; this one was not accepted."
    assert (rows[-1].reason, rows[-1].text, rows[-1].person) == (said, "Number 2", desk.writer)
    assert desk.said(rows[-1]) == (desk.writer, f"{said}\nYour text:\n> Number 2")
    assert desk.post("Another's", person=desk.editor).state == State.TAKEN
    later = LATER + timedelta(hours=2)
    assert desk.post("Number 3", person=desk.writer, now=later).state == State.TAKEN
    row = desk.post("Number 4", person=desk.writer, now=later)
    assert row.reason.startswith("More than 3 emails from you arrived within a day")
    assert receiving.take_again([row.pk], now=later + timedelta(days=1)) == 1
    receiving.work(seconds=60, clock=lambda: later + timedelta(days=1))
    row.refresh_from_db()
    assert row.state == State.TAKEN


def test_two_programs_that_answer_each_other_come_to_an_end(desk, send_to):
    """The other one answers whatever it gets and says nowhere that it is one."""
    to, moment = desk.address(desk.writer, about=About.ARTICLE), LATER
    for turn in range(100):
        desk.post(f"OK, number {turn}\n#9: yes", person=desk.writer, to=to, now=moment)
        mail_count = len(send_to.messages)
        responses.drain(seconds=60, clock=lambda now=moment: now)
        if len(send_to.messages) == mail_count:
            break
        moment += timedelta(seconds=5)
    assert turn == 12
