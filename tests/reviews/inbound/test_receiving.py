"""Kept first, each once; a message that cannot be read stands in nobody's way."""

from datetime import timedelta

import pytest

from newsroom.models import Alias
from reviews.inbound import deciding, metrics, receiving
from reviews.models import Answer, InboundMail, Reply
from tests.factories import NOW
from tests.reviews.answering import LATER, Channel

State = InboundMail.State


def receive(raw, now=LATER):
    return receiving.receive(raw, channel=Channel.WEBHOOK, now=now)


def test_the_same_message_is_taken_once(desk):
    raw = desk.mail("It is 6.50.", person=desk.writer)
    assert desk.take(raw).state == State.TAKEN
    assert desk.take(raw) is None
    assert desk.take(b"X-Trace: another way\r\n" + raw) is None
    assert Reply.objects.count() == InboundMail.objects.count() == 1


def test_two_that_wait_at_once_are_still_one(desk):
    raw = desk.mail("It is 6.50.", person=desk.writer)
    assert receive(raw) is not None
    assert receive(raw) is None
    receiving.work(seconds=60, clock=lambda: LATER)
    assert Reply.objects.count() == 1


def test_a_replay_long_after_is_known(desk):
    raw = desk.mail("resolve", person=desk.writer)
    desk.take(raw)
    receiving.delete_old(now=NOW + timedelta(days=90))
    assert desk.take(raw, now=NOW + timedelta(days=91)) is None
    assert Answer.objects.count() == 1


def test_nobody_elses_message_can_take_the_place_of_one(desk):
    raw = desk.mail("It is 6.50.", person=desk.writer, headers={"Message-ID": "<guessed@paper.example>"})
    desk.post(
        "x", person=desk.writer, sender="olga@else.example", headers={"Message-ID": "<guessed@paper.example>"}
    )
    assert desk.take(raw).state == State.TAKEN


def test_without_an_id_the_bytes_themselves_count(desk):
    raw = desk.mail("It is 6.50.", person=desk.writer).replace(b"Message-ID", b"X-Old-ID")
    assert desk.take(raw).state == State.TAKEN
    assert desk.take(raw) is None


def test_every_message_is_kept_as_a_row_with_what_became_of_it(desk):
    row = desk.post("It is 6.50.", person=desk.writer)
    assert (row.sender, row.person, row.article, row.text) == (
        desk.writer.email,
        desk.writer,
        desk.article,
        "It is 6.50.",
    )
    assert row.replies.get().body == "It is 6.50."
    assert row.raw is None
    refused = desk.post("resolve", person=desk.writer)
    assert refused.reason.startswith("Only the person who asked, or a desk editor or reader")
    assert bytes(refused.raw)


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"From: x\r\n\r\n", b"To: reply+aaa@desk.example\r\n\r\nx" * 99]
)
def test_whatever_comes_is_kept_and_settled(desk, raw):
    assert desk.take(raw).state == State.IGNORED


def test_a_poisoned_message_is_put_aside_and_others_pass_it(desk, monkeypatch):
    def decide(row, **more):
        if row.subject == "poison":
            raise RuntimeError("cannot be read")
        return really(row, **more)

    really = deciding.decide
    monkeypatch.setattr(deciding, "decide", decide)
    poison = receive(desk.mail("x", person=desk.writer, headers={"Subject": "poison"}))
    row = desk.post("It is 6.50.", person=desk.writer)
    assert row.state == State.TAKEN
    moment = LATER
    for attempt in range(1, receiving.MOST_ATTEMPTS):
        poison.refresh_from_db()
        assert (poison.state, poison.attempts) == (State.WAITING, attempt)
        moment += receiving.pause_after(attempt) + timedelta(seconds=1)
        receiving.work(seconds=60, clock=lambda now=moment: now)
    poison.refresh_from_db()
    assert (poison.state, poison.reason) == (State.QUARANTINED, "RuntimeError: cannot be read")
    monkeypatch.setattr(deciding, "decide", really)
    assert receiving.take_again([poison.pk, row.pk], now=moment) == 1
    receiving.work(seconds=60, clock=lambda: moment)
    poison.refresh_from_db()
    assert poison.state == State.TAKEN


def test_a_message_that_kills_its_reader_is_put_aside(desk):
    row = receive(desk.mail("x", person=desk.writer))
    InboundMail.objects.update(attempts=receiving.MOST_ATTEMPTS)
    receiving.work(seconds=60, clock=lambda: LATER)
    row.refresh_from_db()
    assert row.state == State.QUARANTINED
    assert "crashed on every attempt" in row.reason


def test_an_attempt_that_failed_leaves_nothing(desk, monkeypatch):
    def fail(*args, **more):
        raise RuntimeError("after the reply was written")

    monkeypatch.setattr("reviews.inbound.responses.confirm", fail)
    row = desk.post("resolve", person=desk.editor)
    assert row.state == State.WAITING
    assert desk.query.is_open
    monkeypatch.undo()
    receiving.work(seconds=60, clock=lambda: LATER + timedelta(minutes=2))
    desk.query.refresh_from_db()
    assert not desk.query.is_open


def test_time_up_leaves_the_rest_for_the_next_run(desk):
    for n in range(3):
        receive(desk.mail(f"{n}", person=desk.writer))
    assert receiving.work(seconds=0, clock=lambda: LATER) == receiving.Worked(0, more=True)
    assert receiving.work(seconds=60, clock=lambda: LATER) == receiving.Worked(3, more=False)


def test_what_was_refused_can_be_taken_once_its_reason_is_gone(desk):
    row = desk.post("It is 6.50.", person=desk.writer, sender="mara@home.example")
    assert row.state == State.REFUSED
    Alias.objects.create(person=desk.writer, address="mara@home.example")
    receiving.take_again([row.pk], now=LATER)
    receiving.work(seconds=60, clock=lambda: LATER)
    row.refresh_from_db()
    assert row.state == State.TAKEN


def test_each_judgement_is_answered(desk):
    row = desk.post("resolve", person=desk.writer)
    receiving.take_again([row.pk], now=LATER)
    receiving.work(seconds=60, clock=lambda: LATER)
    row.refresh_from_db()
    assert (row.state, row.answers.count()) == (State.REFUSED, 2)


def test_what_waits_and_what_was_put_aside_can_be_watched(desk, django_assert_num_queries):
    receive(desk.mail("1", person=desk.writer), now=LATER - timedelta(minutes=10))
    receive(desk.mail("2", person=desk.writer))
    quarantined = receive(desk.mail("3", person=desk.writer))
    InboundMail.objects.filter(pk=quarantined.pk).update(state=State.QUARANTINED)
    with django_assert_num_queries(1):
        answers, oldest = metrics.inbound(LATER)
    assert answers.values == {"waiting": 2, "retried": 0, "put_aside": 1}
    assert oldest.values == {"": 600.0}
