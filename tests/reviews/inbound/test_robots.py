"""What no person wrote is never posted and never answered."""

import pytest

from reviews.inbound import reading, robots
from reviews.models import Answer, InboundMail, Notification, Reply
from reviews.notifications import letters, rendering

BY_HEADERS = [
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated (rejected)"},
    {"Auto-Submitted": "auto-replied; owner-email=mara@paper.example"},
    {"Auto-Submitted": "AUTO-NOTIFIED"},
    {"Precedence": "bulk"},
    {"Precedence": "list"},
    {"Precedence": "auto_reply"},
    {"X-Auto-Response-Suppress": "All"},
    {"X-Auto-Response-Suppress": "OOF, AutoReply"},
    {"X-Autoreply": "yes"},
    {"X-Autorespond": "vacation"},
    {"List-Id": "<desk.paper.example>"},
    {"Return-Path": "<>"},
    {"Return-Path": "< >"},
    {"Subject": "Automatic reply: [Desk] Ferry"},
    {"Subject": "Out of Office: back on Monday"},
    {"Subject": "Abwesenheitsnotiz: Ferry"},
    {"Subject": "Réponse automatique : Ferry"},
    {"Subject": "رد تلقائي: Ferry"},
    {"Subject": "自動応答: Ferry"},
    {"Subject": "Автоответ: Ferry"},
]
BY_SENDER = ["MAILER-DAEMON@paper.example", "postmaster@paper.example", "no-reply@paper.example"]
PEOPLE = [
    {},
    {"Auto-Submitted": "no"},
    {"X-Auto-Response-Suppress": "None"},
    {"Return-Path": "<mara@paper.example>"},
    {"Subject": "Re: [Desk] Out of office, out of mind"},
    {"Precedence": "first-class"},
]


def judged(headers, sender="mara@paper.example"):
    lines = [f"{name}: {value}" for name, value in {"From": sender, **headers}.items()]
    mail = reading.read("\r\n".join([*lines, "", "Words"]).encode())
    return robots.robot(mail, ours=lambda name: False)


@pytest.mark.parametrize("headers", BY_HEADERS)
def test_machines_by_what_they_say(headers):
    assert judged(headers)


@pytest.mark.parametrize("sender", BY_SENDER)
def test_machines_by_their_address(sender):
    assert judged({}, sender)


@pytest.mark.parametrize("headers", PEOPLE)
def test_people(headers):
    assert judged(headers) == ""


def test_what_goes_round_in_circles():
    hops = b"Received: from a by b\r\n" * 41
    mail = reading.read(hops + b"From: mara@paper.example\r\n\r\nx")
    assert "circles" in robots.robot(mail, ours=lambda name: False)


@pytest.mark.parametrize("headers", BY_HEADERS[::4])
def test_they_are_neither_posted_nor_answered(desk, headers):
    row = desk.post("I am away until Monday.", person=desk.writer, headers=headers)
    assert row.state == InboundMail.State.IGNORED
    assert row.reason
    assert not Reply.objects.exists()
    assert not Answer.objects.exists()


def test_our_own_mail_that_comes_back_is_neither(desk):
    """Whatever a server on the way takes out of it: its id is known, and so is our address."""
    (letter,) = letters.load(Notification.objects.filter(recipient=desk.writer))
    mail = rendering.render(letter)
    row = desk.post(mail.text, person=desk.writer, headers={"Message-ID": mail.message_id})
    assert (row.state, row.reason) == (InboundMail.State.IGNORED, "our own mail, come back")
    row = desk.post("Hello", person=desk.writer, sender="Copydesk <copydesk@localhost>")
    assert row.state == InboundMail.State.IGNORED
    row = desk.post("Hello", person=desk.writer, sender=desk.address(desk.writer))
    assert row.state == InboundMail.State.IGNORED
    assert not Reply.objects.exists()
    assert not Answer.objects.exists()


def test_an_answer_of_ours_is_not_answered_by_us(desk):
    """Two newsrooms that answer each other stop after one mail."""
    from reviews.inbound import answers

    row = desk.post("resolve", person=desk.writer)
    mail = answers.render(row.answers.get())
    assert mail.headers["Auto-Submitted"] == "auto-replied"
    back = desk.post(mail.text, person=desk.writer, headers=mail.headers)
    assert back.state == InboundMail.State.IGNORED
    assert Answer.objects.count() == 1
