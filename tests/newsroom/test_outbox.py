"""Claims on rows: short, renewed while their worker lives, and never held by a clock that was wrong."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection

from newsroom import configuration, outbox
from newsroom.accounts import mail as account_mail
from newsroom.celery import SWEEP_EVERY
from newsroom.models import AccountMail
from newsroom.outbox import CLOCK_SKEW, LEASE, RENEWALS_PER_LEASE
from reviews import tasks
from reviews.models import Answer, Delivery, Digest, Endpoint, Hours, InboundMail, KeptMail, Notification
from reviews.notifications import outbox as mails
from reviews.webhooks import outbox as webhooks
from tests.environment.processes import wait_until
from tests.reviews.notifications.foreign_desk import NOW, after, open_desk, states

State = Notification.State
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def kept(settings):
    settings.MAIL_KEPT_IN_APP = True


@pytest.fixture
def foreign(db):
    return open_desk()


def test_what_a_dead_worker_held_is_taken_up_within_half_a_minute():
    """The lease that it had just renewed, and the sweep that has just been."""
    usual = configuration.duration({}, "CLAIM_LEASE", "15s")
    assert usual == django_settings.CLAIM_LEASE == LEASE
    assert usual + timedelta(seconds=SWEEP_EVERY) <= HALF_A_MINUTE
    shortened = LEASE / 2
    assert shortened > LEASE / RENEWALS_PER_LEASE, (
        "a living worker renews a lease that was cut short before it ends"
    )
    assert shortened + 2 * timedelta(seconds=SWEEP_EVERY) <= HALF_A_MINUTE


def test_a_claim_is_renewed_for_its_holder_alone(foreign):
    ids = foreign.waiting(3)
    claim = mails.take(now=NOW)
    stolen = Notification.objects.filter(pk=ids[0])
    stolen.update(lease_token="00000000-0000-0000-0000-000000000001")
    assert outbox.renew(claim, now=after(10)) == 2
    assert stolen.get().lease_until == NOW + LEASE
    assert {row.lease_until for row in claim.rows} == {after(10) + LEASE}
    assert mails.take(now=after(LEASE.total_seconds() + 5)).ids == (ids[0],), "the others are held on to"


def test_what_was_marked_is_not_renewed(foreign):
    foreign.waiting(2)
    claim = mails.take(now=NOW)
    mails.give_back(claim)
    assert outbox.renew(claim, now=after(10)) == 0
    assert states(claim.ids) == [State.PENDING] * 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_server_takes_longer_than_the_lease_keeps_its_claim(monkeypatch):
    """And another that looks meanwhile finds nothing to send: no mail goes twice."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0.4))
    monkeypatch.setattr(mails, "LEASE", timedelta(seconds=0.4))
    ids = open_desk().waiting(3)
    deliver, begun, sent = mails.smtp.deliver, threading.Event(), []
    goes_on = threading.Event()

    def slow(mail, **about):
        begun.set()
        goes_on.wait(60)
        sent.append(mail.message_id)
        deliver(mail, **about)

    monkeypatch.setattr(mails.smtp, "deliver", slow)
    worker = threading.Thread(target=work)
    worker.start()
    assert begun.wait(60)
    first = Notification.objects.get(pk=ids[0]).lease_until
    wait_until(lambda: Notification.objects.get(pk=ids[0]).lease_until > first + timedelta(seconds=0.8))
    assert mails.take(now=Notification.objects.get(pk=ids[0]).lease_until - timedelta(seconds=0.2)) is None
    goes_on.set()
    worker.join(60)
    assert states(ids) == [State.SENT] * 3
    assert sorted(sent) == sorted(Notification.objects.values_list("message_id", flat=True))
    wait_until(lambda: not any(thread.name == "leases" for thread in threading.enumerate()))


def work():
    try:
        mails.drain(seconds=60)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_hangs_for_ever_does_not_keep_its_claim_for_ever(monkeypatch):
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0.2))
    monkeypatch.setattr(outbox, "STUCK_AFTER", timedelta())
    open_desk().waiting(1)
    claim = mails.take(now=NOW)
    with outbox.renewed(claim, lambda: after(1000)):
        time.sleep(0.5)  # beats pass; there is no state that they could lead to
        assert claim.rows.get().lease_until == NOW + outbox.LEASE


@pytest.mark.parametrize("where", ["rendering", "delivery"])
def test_an_outage_while_a_mail_is_made_gives_up_nothing(foreign, monkeypatch, where):
    def away(*_args, **_about):
        raise OperationalError("cut off") from psycopg.OperationalError("cut off")

    ids = foreign.waiting(2)
    with monkeypatch.context() as patched:
        place, name = (mails.rendering, "render") if where == "rendering" else (mails.smtp, "deliver")
        patched.setattr(place, name, away)
        with pytest.raises(OperationalError):
            mails.drain(seconds=60, clock=lambda: NOW)
    assert states(ids) == [State.SENDING] * 2
    assert mails.drain(seconds=60, clock=lambda: after(LEASE.total_seconds() + 1)).sent == 2


# --- clocks that were wrong


def ahead(pk, **fields):
    """As a clock that was ahead wrote it."""
    Notification.objects.filter(pk=pk).update(**fields)


@pytest.mark.parametrize("by", [timedelta(minutes=20), timedelta(hours=3), timedelta(days=400)])
def test_mail_that_a_clock_ahead_put_off_leaves_with_the_next_sweep(foreign, by):
    written, put_off, tried = foreign.waiting(3)
    ahead(written, not_before=NOW + by, created_at=NOW + by)
    ahead(put_off, not_before=NOW + by)
    ahead(tried, not_before=NOW + by, attempts=1, last_error="451 later")
    mails.correct_times(now=NOW)
    assert mails.drain(seconds=60, clock=lambda: NOW).sent == 3
    assert not Notification.objects.filter(created_at__gt=NOW).exists()


def test_pauses_of_ours_and_quiet_hours_are_believed(foreign):
    fresh, tried, quiet = foreign.waiting(3)
    walt = foreign.people["walt"]
    Hours.objects.create(person=walt, quiet_from="22:00", quiet_until="07:00")
    moments = {fresh: CLOCK_SKEW, tried: outbox.backoff(5), quiet: timedelta(hours=20)}
    for pk, moment in moments.items():
        Notification.objects.filter(pk=pk).update(not_before=NOW + moment)
    Notification.objects.filter(pk=tried).update(attempts=5)
    Notification.objects.filter(pk=quiet).update(recipient=walt)
    mails.correct_times(now=NOW)
    assert {row.pk: row.not_before - NOW for row in Notification.objects.all()} == moments
    Notification.objects.filter(pk=quiet).update(not_before=NOW + timedelta(days=2))
    mails.correct_times(now=NOW)
    assert Notification.objects.get(pk=quiet).not_before == NOW


def test_a_lease_of_a_clock_ahead_is_cut_short_and_renewed_by_who_lives(foreign):
    foreign.waiting(2)
    claim = mails.take(now=NOW + timedelta(minutes=4))
    mails.correct_times(now=NOW)
    assert {row.lease_until for row in claim.rows} == {NOW + LEASE / 2}
    outbox.renew(claim, now=NOW + timedelta(minutes=4))
    assert mails.take(now=after(20)) is None
    mails.correct_times(now=after(10))  # its worker died
    assert mails.take(now=after(20)).ids == claim.ids


def test_every_queue_is_corrected_by_the_sweep(foreign, monkeypatch):
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW)
    later = NOW + timedelta(days=3)
    person, article = foreign.wanda, foreign.article()
    Digest.objects.create(
        person=person, day="2030-01-01", message_id="<1@x>", not_before=later, created_at=later
    )
    mail = InboundMail.objects.create(
        key="1", channel="imap", size=1, raw=b"x", not_before=later, received_at=later
    )
    common = {"not_before": later, "created_at": later}
    Answer.objects.create(mail=mail, person=person, subject="Re: x", message_id="<2@x>", **common)
    endpoint = Endpoint.objects.create(
        desk=article.desk, url="https://x.example/", added_by=person, added_at=NOW, paused_until=later
    )
    Delivery.objects.create(endpoint=endpoint, body="{}", **common)
    account_mail.send(person.email, "roles_added", {"by": "Ines", "roles": []}, person, now=later)
    for queue in (mails, tasks.account_mail, webhooks, tasks.responses, tasks.receiving):
        queue.correct_times(now=NOW)
    for model in (Digest, InboundMail, Answer, Delivery, AccountMail):
        assert model.objects.get().not_before == NOW, model
    endpoint.refresh_from_db()
    assert endpoint.paused_until == NOW
    tasks.sweep()
    assert KeptMail.objects.filter(message_id="<2@x>").exists()
