"""The schedule runs by a clock that is never set, and whoever works for it outlives the broker."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
import redis
from celery import Celery

from newsroom.running import beat, programs
from newsroom.running.beat import Scheduler
from newsroom.running.children import PROJECT
from tests.environment.plugin import reaper
from tests.environment.processes import environment, wait_until


class Recorder(Scheduler):
    producer = None

    def __init__(self, app):
        self.sent = []
        super().__init__(app)

    def apply_async(self, entry, producer=None, advance=True, **_unused):
        self.sent.append(entry.task)


@pytest.fixture
def clock(monkeypatch):
    """The monotonic clock, to be moved by hand."""
    now = [1000.0]
    monkeypatch.setattr(beat.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def recorder(clock):
    app = Celery("test", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {
        "often": {"task": "often", "schedule": 10.0},
        "rarely": {"task": "rarely", "schedule": timedelta(hours=1)},
    }
    return Recorder(app)


def test_everything_runs_at_the_start_and_then_at_its_interval(recorder, clock):
    assert recorder.tick() == 10
    assert sorted(recorder.sent) == ["often", "rarely"]
    clock[0] += 9
    assert recorder.tick() == 1
    clock[0] += 1
    assert recorder.tick() == 10
    assert recorder.sent[2:] == ["often"]
    clock[0] += 4000
    recorder.tick()
    assert sorted(recorder.sent[3:]) == ["often", "rarely"], "what was missed is done once"


def test_nothing_depends_on_the_time_of_day_or_on_a_file(recorder, clock):
    """Whatever the entries remember of a clock that was ahead."""
    recorder.tick()
    for entry in recorder.schedule.values():
        entry.last_run_at += timedelta(days=400)
    clock[0] += 10
    recorder.tick()
    assert recorder.sent[2:] == ["often"]
    assert not hasattr(recorder, "schedule_filename")


def test_a_broker_that_takes_nothing_is_named_once(recorder, clock, monkeypatch, caplog):
    def away(entry, **_unused):
        raise beat.beat.SchedulingError("Connection refused")

    monkeypatch.setattr(recorder, "apply_async", away)
    for _ in range(3):
        recorder.tick()
        clock[0] += 10
    assert [record.message for record in caplog.records] == [
        "The broker is not accepting tasks (Connection refused): they will be sent once it does."
    ]


@pytest.mark.broker
def test_beat_outlives_its_broker_and_needs_no_file(own_broker, settings, tmp_path, transactional_db):
    (tmp_path / "beat-schedule").write_bytes(b"\x00 nonsense")
    program = programs.beat_program(environ=environment(COPYDESK_VAR=str(tmp_path)))
    process = subprocess.Popen(
        program.command, env=dict(program.environ), cwd=PROJECT, start_new_session=True
    )
    reaper.watch(process.pid)
    try:
        wait_until(lambda: waiting(own_broker) > 0)
        own_broker.stop()
        own_broker.start()
        with redis.Redis.from_url(own_broker.url) as client:
            client.flushall()
        wait_until(lambda: waiting(own_broker) > 0)
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
        reaper.forget(process.pid)


def waiting(own_broker):
    with redis.Redis.from_url(own_broker.url) as client:
        return client.llen("celery")


@pytest.mark.broker
def test_a_worker_outlives_whatever_its_broker_does(own_broker, start_worker, tmp_path):
    """It is killed, frozen, or takes no writes, as when its disk is full: the same process goes on."""
    worker = start_worker(include="tests.newsroom.slow_tasks")
    celery = Celery("people at their pages", set_as_current=False)
    celery.config_from_object("django.conf:settings", namespace="CELERY")

    def require_work(name):
        note = tmp_path / name

        def is_done():
            assert worker.process.poll() is None, worker.output
            try:
                celery.send_task("tests.note", args=[str(note), "0"], ignore_result=True)
            except Exception:  # the broker may still be on its way
                return False
            return note.exists()

        wait_until(is_done)

    require_work("before")
    own_broker.restart()
    require_work("restarted")
    with redis.Redis.from_url(own_broker.url) as client:
        client.config_set("min-replicas-to-write", 3)
        wait_until(lambda: "NOREPLICAS" in worker.output or worker.process.poll() is not None)
        assert worker.process.poll() is None, worker.output
        client.config_set("min-replicas-to-write", 0)
    require_work("takes writes again")
    celery.close()
