"""The life of a row: waiting, claimed, sent or given up. Mail is kept in the app here."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.models import Membership
from reviews.models import Event, KeptMail, Notification
from reviews.notifications import outbox
from tests.reviews.notifications.foreign_desk import NOW, after, open_desk, states

State = Notification.State
LEASE = outbox.LEASE.total_seconds()


@pytest.fixture(autouse=True)
def kept(settings):
    settings.MAIL_KEPT_IN_APP = True


def drain(*, at=NOW, seconds=60):
    return outbox.drain(seconds=seconds, clock=lambda: at)


def poison(pk):
    """A row no mail can be made of: its event is of a kind nobody knows."""
    Event.objects.filter(notifications=pk).update(kind="nonsense")


def test_what_waits_is_sent_and_kept(foreign):
    ids = foreign.waiting(3)
    assert drain() == outbox.Drained(sent=3, failed=0, more=False)
    assert states(ids) == [State.SENT] * 3
    row = Notification.objects.get(pk=ids[0])
    assert (row.attempts, row.sent_at, row.lease_token, row.lease_until) == (1, NOW, None, None)
    assert set(KeptMail.objects.values_list("message_id", flat=True)) == set(
        Notification.objects.values_list("message_id", flat=True)
    )
    assert drain() == outbox.Drained(sent=0, failed=0, more=False)
    assert KeptMail.objects.count() == 3


def test_batches_follow_each_other_until_nothing_is_left(foreign):
    ids = foreign.waiting(2 * outbox.BATCH + 5)
    assert drain().sent == len(ids)
    assert set(states(ids)) == {State.SENT}


def test_what_is_not_due_waits(foreign):
    (later,) = foreign.waiting(1, now=after(60))
    assert drain().sent == 0
    assert states([later]) == [State.PENDING]
    assert drain(at=after(60)).sent == 1


def test_when_time_is_up_the_rest_is_given_back(foreign):
    ids = foreign.waiting(3)
    assert drain(seconds=0) == outbox.Drained(sent=0, failed=0, more=True)
    assert states(ids) == [State.PENDING] * 3
    assert not Notification.objects.exclude(lease_token=None).exists()
    assert not Notification.objects.exclude(attempts=0).exists()


def test_a_claimed_row_is_nobody_elses_until_its_lease_is_over(foreign):
    ids = foreign.waiting(2)
    mine = outbox.take(now=NOW)
    assert mine.ids == tuple(ids)
    assert outbox.take(now=after(LEASE - 1)) is None
    theirs = outbox.take(now=after(LEASE + 1))
    assert theirs.ids == tuple(ids)
    assert not mine.rows.exists()
    assert theirs.rows.count() == 2


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(minutes=20)])
def test_a_clock_that_was_ahead_keeps_nothing_from_the_others(foreign, jump):
    """Its worker died, then the clock was set right: the lease ends in a day, and nobody holds it."""
    ids = foreign.waiting(2)
    assert outbox.take(now=NOW + jump).ids == tuple(ids)
    assert drain().sent == 2
    assert KeptMail.objects.count() == 2


def test_clocks_of_two_machines_may_differ_a_little(foreign):
    foreign.waiting(1)
    ahead = NOW + timedelta(minutes=5)
    assert outbox.take(now=ahead)
    assert outbox.take(now=NOW) is None, "its worker lives, and would send the mail, too"


def test_a_clock_that_goes_back_costs_time_and_no_mail(foreign):
    """What was put off by a clock that was ahead goes out when that time has come, and once."""
    ids = foreign.waiting(3)
    drain(at=NOW - timedelta(hours=1))
    assert states(ids) == [State.PENDING] * 3
    drain()
    drain(at=NOW - timedelta(days=1))
    drain(at=NOW + timedelta(days=1))
    assert KeptMail.objects.count() == 3


def test_a_claim_takes_no_more_than_it_is_told(foreign):
    ids = foreign.waiting(5)
    assert [outbox.take(now=NOW, limit=2).ids for _ in range(3)] == [
        tuple(ids[:2]), tuple(ids[2:4]), tuple(ids[4:]),
    ]  # fmt: skip


def test_what_a_dead_worker_left_goes_first(foreign):
    left, waiting = foreign.waiting(2)
    assert outbox.take(now=NOW, limit=1).ids == (left,)
    assert outbox.take(now=after(LEASE + 1)).ids == (left, waiting)


def test_only_the_holder_of_the_token_marks_a_row(foreign, monkeypatch):
    (pk,) = foreign.waiting(1)
    other = uuid4()
    deliver = outbox.smtp.deliver

    def slow(mail, **about):
        """While this mail was on its way, the lease ran out and somebody else claimed the row."""
        deliver(mail, **about)
        Notification.objects.filter(pk=pk).update(lease_token=other, lease_until=after(LEASE))

    monkeypatch.setattr(outbox.smtp, "deliver", slow)
    assert drain().sent == 0
    row = Notification.objects.get(pk=pk)
    assert (row.state, row.lease_token, row.sent_at) == (State.SENDING, other, None)


def test_a_row_lost_before_its_turn_is_left_to_its_new_owner(foreign, monkeypatch):
    first, second = foreign.waiting(2)
    deliver = outbox.smtp.deliver

    def slow(mail, **about):
        deliver(mail, **about)
        Notification.objects.filter(pk=second).update(lease_token=uuid4())

    monkeypatch.setattr(outbox.smtp, "deliver", slow)
    assert drain().sent == 1
    assert states([first, second]) == [State.SENT, State.SENDING]
    assert KeptMail.objects.count() == 1


def test_sent_twice_by_accident_is_kept_once(foreign):
    (pk,) = foreign.waiting(1)
    drain()
    Notification.objects.update(state=State.SENDING, lease_until=NOW, lease_token=uuid4(), sent_at=None)
    assert drain(at=after(1)).sent == 1
    assert states([pk]) == [State.SENT]
    assert KeptMail.objects.count() == 1


def test_a_poisoned_row_is_given_up_at_once_and_blocks_nobody(foreign):
    ids = foreign.waiting(3)
    poison(ids[0])
    assert drain() == outbox.Drained(sent=2, failed=1, more=False)
    assert states(ids) == [State.DEAD, State.SENT, State.SENT]
    row = Notification.objects.get(pk=ids[0])
    assert "nonsense" in row.last_error
    assert (row.lease_token, row.lease_until) == (None, None)


def test_a_row_that_kills_its_worker_every_time_is_given_up(foreign):
    ids = foreign.waiting(2)
    Notification.objects.filter(pk=ids[0]).update(
        attempts=outbox.MOST_ATTEMPTS, state=State.SENDING, lease_until=NOW
    )
    drain(at=after(1))
    assert states(ids) == [State.DEAD, State.SENT]


@pytest.mark.parametrize("how", ["left the desk", "was switched off"])
def test_nobody_is_written_to_who_may_no_longer_read_it(foreign, how):
    ids = foreign.waiting(1)
    if how == "left the desk":
        Membership.objects.filter(user=foreign.wanda).delete()
    else:
        foreign.wanda.is_active = False
        foreign.wanda.save()
    drain()
    assert states(ids) == [State.DEAD]
    assert "no longer on the desk" in Notification.objects.get().last_error
    assert not KeptMail.objects.exists()


def failing(monkeypatch, *failures):
    """Delivery fails like this, one after the other, then works."""
    deliver, left = outbox.smtp.deliver, list(failures)

    def sometimes(mail, **about):
        if left:
            raise left.pop(0)
        deliver(mail, **about)

    monkeypatch.setattr(outbox.smtp, "deliver", sometimes)


def failure(reason="451 try later", *, permanent=False, server_down=False):
    return outbox.DeliveryFailed(reason, permanent=permanent, server_down=server_down)


def test_a_permanent_failure_is_the_end(foreign, monkeypatch):
    failing(monkeypatch, failure("550 no such person", permanent=True))
    ids = foreign.waiting(2)
    assert drain() == outbox.Drained(sent=1, failed=1, more=False)
    assert states(ids) == [State.DEAD, State.SENT]
    assert Notification.objects.get(pk=ids[0]).last_error == "550 no such person"


def test_a_passing_failure_is_tried_again_later_and_later(foreign, monkeypatch):
    failing(monkeypatch, failure(), failure("452 full" + "!" * 600))
    (pk,) = foreign.waiting(1)
    assert drain() == outbox.Drained(sent=0, failed=1, more=False)
    row = Notification.objects.get(pk=pk)
    assert (row.state, row.attempts, row.not_before, row.last_error) == (
        State.PENDING, 1, after(10), "451 try later",
    )  # fmt: skip
    assert drain(at=after(9)).failed == 0
    assert drain(at=after(10)).failed == 1
    row.refresh_from_db()
    assert (row.attempts, row.not_before, len(row.last_error)) == (2, after(40), 500)
    assert drain(at=after(40)).sent == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (State.SENT, 3, "")


def test_after_twelve_attempts_it_is_given_up(foreign, monkeypatch):
    failing(monkeypatch, *(failure() for _ in range(20)))
    (pk,) = foreign.waiting(1)
    now, waited = NOW, []
    for attempt in range(1, outbox.MOST_ATTEMPTS + 1):
        assert states([pk]) == [State.PENDING]
        assert drain(at=now).failed == 1
        row = Notification.objects.get(pk=pk)
        assert row.attempts == attempt
        waited.append(row.not_before - now)
        now = row.not_before
    assert states([pk]) == [State.DEAD]
    assert waited == sorted(waited)
    assert timedelta(days=1) < sum(waited[:-1], timedelta()) < timedelta(days=3)


def test_with_the_server_away_the_rest_is_not_even_tried(foreign, monkeypatch):
    failing(monkeypatch, failure("connection refused", server_down=True))
    ids = foreign.waiting(3)
    assert drain() == outbox.Drained(sent=0, failed=1, more=False)
    assert states(ids) == [State.PENDING] * 3
    assert list(Notification.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0, 0]
    assert drain().sent == 2
    assert drain(at=after(10)).sent == 1


def test_a_defect_in_delivery_does_not_block_the_others(foreign, monkeypatch):
    failing(monkeypatch, ZeroDivisionError("defect"))
    ids = foreign.waiting(2)
    assert drain() == outbox.Drained(sent=1, failed=1, more=False)
    assert states(ids) == [State.PENDING, State.SENT]
    assert Notification.objects.get(pk=ids[0]).last_error == "ZeroDivisionError: defect"


def test_what_was_given_up_can_be_tried_again(foreign, monkeypatch, django_capture_on_commit_callbacks):
    failing(monkeypatch, failure("550 no such person", permanent=True))
    dead, sent = foreign.waiting(2)
    drain()
    message_id = Notification.objects.get(pk=dead).message_id
    connection.run_on_commit.clear()  # the job of the acts above: one a transaction is enough
    with django_capture_on_commit_callbacks() as jobs_sent:
        assert outbox.retry([dead, sent, 10**9], now=after(5)) == 1
    assert [job.task for job in jobs_sent] == ["reviews.deliver"]
    row = Notification.objects.get(pk=dead)
    assert (row.state, row.attempts, row.not_before) == (State.PENDING, 0, after(5))
    assert row.last_error == "550 no such person"
    assert drain(at=after(5)).sent == 1
    row.refresh_from_db()
    assert (row.state, row.message_id) == (State.SENT, message_id)
    assert KeptMail.objects.count() == 2


def test_retrying_nothing_kicks_nobody(foreign, django_capture_on_commit_callbacks):
    foreign.waiting(1)
    with django_capture_on_commit_callbacks() as jobs_sent:
        assert outbox.retry(Notification.objects.values_list("pk", flat=True), now=NOW) == 0
    assert jobs_sent == []


def statements_for(foreign, rows):
    foreign.waiting(rows)
    with CaptureQueriesContext(connection) as statements:
        drain()
    return len(statements)


def test_a_mail_more_costs_two_statements(foreign):
    """Keeping the mail, and marking it while the next one's lease is renewed: nothing is read for each."""
    few = statements_for(foreign, 2)
    many = statements_for(foreign, outbox.BATCH - 1)
    assert many - few == 2 * (outbox.BATCH - 3)
    assert few <= 26


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_each_row_has_one():
    ids = open_desk().waiting(60)
    start, claims, errors = threading.Barrier(4), [], []

    def work():
        try:
            start.wait()
            while claim := outbox.take(now=NOW, limit=7):
                claims.append(claim.ids)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    run_together(work)
    assert errors == []
    assert sorted(pk for claim in claims for pk in claim) == ids


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_each_mail_is_sent_by_one():
    ids = open_desk().waiting(60)
    start, sent, errors = threading.Barrier(4), [], []

    def work():
        try:
            start.wait()
            sent.append(drain().sent)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    run_together(work)
    assert errors == []
    assert sum(sent) == KeptMail.objects.count() == 60
    assert set(states(ids)) == {State.SENT}
    assert not Notification.objects.exclude(attempts=1).exists()


def test_no_more_than_one_mail_left_without_its_rows_saying_so(foreign, monkeypatch):
    """What a worker that dies now would send a second time."""
    ids, unsaid = foreign.waiting(5), []
    deliver = outbox.smtp.deliver

    def watched(mail, **about):
        left = KeptMail.objects.values_list("message_id", flat=True)
        unsaid.append(Notification.objects.filter(message_id__in=left).exclude(state=State.SENT).count())
        deliver(mail, **about)
        unsaid.append(Notification.objects.filter(message_id__in=left).exclude(state=State.SENT).count())

    monkeypatch.setattr(outbox.smtp, "deliver", watched)
    assert drain().sent == 5
    assert unsaid == [0, 1] * 5
    assert states(ids) == [State.SENT] * 5


@pytest.mark.parametrize("lost", ["the mail that left", "the next"])
def test_of_two_mails_in_one_statement_each_is_judged_by_itself(foreign, monkeypatch, lost):
    first, second, third = foreign.waiting(3)
    deliver, other = outbox.smtp.deliver, uuid4()

    def slow(mail, **about):
        """While the first mail was on its way, somebody else claimed a row."""
        deliver(mail, **about)
        if KeptMail.objects.count() == 1:
            taken = first if lost == "the mail that left" else second
            Notification.objects.filter(pk=taken).update(lease_token=other, lease_until=after(LEASE))

    monkeypatch.setattr(outbox.smtp, "deliver", slow)
    assert drain().sent == 2
    expected = {
        "the mail that left": [State.SENDING, State.SENT, State.SENT],
        "the next": [State.SENT, State.SENDING, State.SENT],
    }
    assert states([first, second, third]) == expected[lost]
    assert Notification.objects.get(state=State.SENDING).lease_token == other


def run_together(work, *, workers=4):
    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
