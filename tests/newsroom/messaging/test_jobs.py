"""Jobs: once a transaction, after commit, and never a reason for a page to fail or wait."""

import signal
import subprocess
import time

import pytest
import redis
from celery import Celery
from django.db import transaction

from newsroom.messaging import jobs
from newsroom.messaging.best_effort import Breaker
from newsroom.running import broker
from tests.environment.processes import wait_until

TASK = "reviews.deliver"


@pytest.fixture
def waiting(broker_url):
    """How many tasks wait in the queue."""
    with redis.Redis.from_url(broker_url) as client:
        yield lambda: client.llen("celery")


@pytest.fixture
def other_broker(settings):
    """A broker of the test's own, to be stopped or frozen, and a Celery application that speaks to it."""
    directory = settings.VAR / "other-broker"
    endpoint = directory / "socket"
    process = subprocess.Popen(broker.server_command(endpoint=endpoint, data=directory))
    broker.wait_until_it_answers(endpoint)
    settings.CELERY_BROKER_URL = f"redis+socket://{endpoint}"
    celery = Celery("other", set_as_current=False)
    celery.config_from_object("django.conf:settings", namespace="CELERY")
    yield process, celery
    process.kill()
    process.wait()
    celery.close()


def test_a_kick_waits_for_the_commit(transactional_db, waiting):
    with transaction.atomic():
        jobs.enqueue(TASK, 1)
        assert waiting() == 0
    assert waiting() == 1


def test_outside_a_transaction_a_kick_goes_at_once(transactional_db, waiting):
    jobs.enqueue(TASK, 1)
    assert waiting() == 1


def test_equal_kicks_of_one_transaction_are_one(transactional_db, waiting):
    with transaction.atomic():
        for _ in range(3):
            jobs.enqueue(TASK, 1)
            with transaction.atomic():
                jobs.enqueue(TASK, 1)
        jobs.enqueue(TASK, 2)
        jobs.enqueue("reviews.sweep")
    assert waiting() == 3


def test_the_next_transaction_kicks_anew(transactional_db, waiting):
    for _ in range(2):
        with transaction.atomic():
            jobs.enqueue(TASK, 1)
    assert waiting() == 2


def test_what_is_rolled_back_is_not_kicked(transactional_db, waiting):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(TASK, 1)
        raise ZeroDivisionError
    assert waiting() == 0


def test_a_kick_survives_the_rollback_of_an_earlier_equal_one(transactional_db, waiting):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            jobs.enqueue(TASK, 1)
            raise ZeroDivisionError
        jobs.enqueue(TASK, 1)
    assert waiting() == 1


def test_with_the_broker_gone_nothing_is_raised_and_the_row_is_committed(transactional_db, monkeypatch):
    from newsroom.models import Desk

    nowhere = Celery("nowhere", broker="redis+socket:///nowhere/at/all", set_as_current=False)
    monkeypatch.setattr(jobs, "app", nowhere)
    with transaction.atomic():
        Desk.objects.create(name="City", slug="city")
        jobs.enqueue(TASK, 1)
    assert Desk.objects.count() == 1


def test_a_frozen_broker_costs_a_moment_once(other_broker, caplog):
    process, celery = other_broker
    assert jobs.send(celery, jobs.Job(TASK, (1,)))
    process.send_signal(signal.SIGSTOP)
    started = time.monotonic()
    taken = [jobs.send(celery, jobs.Job(TASK, (number,))) for number in range(50)]
    pauses = 1 + (time.monotonic() - started) // jobs.breaker.pause
    process.send_signal(signal.SIGCONT)
    assert not any(taken)
    tried = [one for one in caplog.records if "did not accept a job" in one.message]
    assert 1 <= len(tried) <= pauses, "one page of a pause waits, and not all fifty"


def test_a_stopped_broker_costs_a_moment_and_a_new_one_is_found(other_broker, settings):
    process, celery = other_broker
    assert jobs.send(celery, jobs.Job(TASK, (1,)))
    process.kill()
    process.wait()
    started = time.monotonic()
    assert not jobs.send(celery, jobs.Job(TASK, (2,)))
    assert time.monotonic() - started < 30, "what Celery waits by itself is 45 s and more"
    endpoint = settings.VAR / "other-broker" / "socket"
    again = subprocess.Popen(broker.server_command(endpoint=endpoint, data=endpoint.parent))
    try:
        broker.wait_until_it_answers(endpoint)
        jobs.breaker.succeeded()
        assert jobs.send(celery, jobs.Job(TASK, (3,)))
    finally:
        again.kill()
        again.wait()


def test_after_a_failure_tries_pause_and_then_one_goes_ahead():
    breaker = Breaker(pause=0.2)
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    wait_until(breaker.allows)
    assert not breaker.allows(), "while that one tries, the others do not wait with it"
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


@pytest.mark.broker
def test_a_kick_reaches_a_real_worker(start_worker, waiting, settings):
    note = settings.VAR / "worked"
    start_worker(include="tests.newsroom.slow_tasks")
    with transaction.atomic():
        jobs.enqueue("tests.note", str(note), "0")
    wait_until(lambda: note.exists() and note.read_text() == "begun\ndone\n")
    wait_until(lambda: waiting() == 0)
