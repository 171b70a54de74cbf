"""Mail from a real worker process: through a real broker, to a real mail server."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from newsroom.celery import app
from reviews import tasks
from reviews.models import Digest, Event, Hours, KeptMail, Notification, Query
from reviews.notifications import outbox
from tests.environment.processes import wait_until
from tests.pages import below_lead
from tests.reviews.notifications.foreign_desk import NOW, open_desk, states

State = Notification.State


@pytest.fixture
def desk(transactional_db):
    return open_desk()


def all_sent():
    return not Notification.objects.exclude(state=State.SENT).exists()


def without_enqueueing(desk, how_many):
    """Rows whose job was lost: as if the broker had been away."""
    with transaction.atomic():
        ids = desk.waiting(how_many)
        transaction.get_connection().run_on_commit.clear()
    return ids


def test_the_tasks_bear_the_names_others_call_them_by():
    assert tasks.deliver.name == "reviews.deliver"
    assert tasks.sweep.name == "reviews.sweep"
    assert tasks.deliver.ignore_result
    assert tasks.sweep.ignore_result
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled <= set(app.tasks)


def test_a_task_whose_time_is_up_has_another_go_on(
    foreign, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.MAIL_KEPT_IN_APP = True
    ids = foreign.waiting(2)
    transaction.get_connection().run_on_commit.clear()
    monkeypatch.setattr(tasks, "SECONDS", 0.0)
    with django_capture_on_commit_callbacks() as jobs_sent:
        tasks.deliver()
    assert [job.task for job in jobs_sent] == ["reviews.deliver"]
    monkeypatch.setattr(tasks, "SECONDS", 60.0)
    transaction.get_connection().run_on_commit.clear()
    with django_capture_on_commit_callbacks() as jobs_sent:
        tasks.deliver()
    assert jobs_sent == []
    assert states(ids) == [State.SENT] * 2


def test_the_sweep_tells_signers_of_stale_signatures(foreign, settings):
    settings.MAIL_KEPT_IN_APP = True
    article, stage = foreign.article(), foreign.stage()
    foreign.signoff(foreign.round(article, stage), stage, "rita")
    article.digest = "sha256:2"
    article.save()
    tasks.sweep()
    (kept,) = KeptMail.objects.all()
    assert kept.recipient == "rita@desk.example"
    assert f"changed after your {stage.name} sign-off" in kept.text
    tasks.sweep()
    assert KeptMail.objects.count() == 1


def test_mail_goes_out_although_the_sweep_cannot_say_what_is_stale(foreign, settings, monkeypatch):
    settings.MAIL_KEPT_IN_APP = True
    ids = foreign.waiting(1)

    def defect(**_):
        raise ZeroDivisionError

    monkeypatch.setattr(tasks.signoff, "announce_stale", defect)
    with pytest.raises(ZeroDivisionError):
        tasks.sweep()
    assert states(ids) == [State.SENT]


@pytest.mark.broker
def test_in_the_embedded_run_the_worker_keeps_the_mail(desk, celery_worker_process):
    with transaction.atomic():
        row = desk.asked()
        assert not KeptMail.objects.exists()
    wait_until(all_sent)
    assert KeptMail.objects.get().message_id == row.message_id


@pytest.mark.broker
def test_the_worker_sends_what_was_committed_and_nothing_else(desk, start_worker, smtp_server):
    start_worker(EMAIL_URL=smtp_server.url)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        desk.asked(question="Never asked?")
        raise ZeroDivisionError
    with transaction.atomic():
        row = desk.asked(question="Asked?")
    wait_until(all_sent)
    (message,) = smtp_server.messages
    assert message["Message-ID"] == row.message_id
    assert "Asked?" in message.get_body(("plain",)).get_content()


@pytest.mark.broker
def test_the_sweep_finds_what_a_lost_kick_left(desk, start_worker, smtp_server):
    ids = without_enqueueing(desk, 30)
    start_worker(EMAIL_URL=smtp_server.url)
    assert states(ids) == [State.PENDING] * 30
    app.send_task("reviews.sweep")
    wait_until(all_sent)
    assert Counter(message["Message-ID"] for message in smtp_server.messages) == Counter(
        Notification.objects.values_list("message_id", flat=True)
    )


@pytest.mark.broker
def test_a_worker_killed_in_the_middle_loses_nothing(desk, start_worker, smtp_server, monkeypatch):
    """What it had claimed is another's when the lease is over; what was in its hands comes at most twice."""
    accept, killed = smtp_server.handle_DATA, threading.Event()

    async def hold_the_fifth(server, session, envelope):
        answer = await accept(server, session, envelope)
        # Accepted and not yet told: the moment in which a mail can go twice.
        while len(smtp_server.messages) >= 5 and not killed.is_set():
            await asyncio.sleep(0.02)
        return answer

    monkeypatch.setattr(smtp_server, "handle_DATA", hold_the_fifth)
    ids = without_enqueueing(desk, 60)
    first = start_worker(EMAIL_URL=smtp_server.url, CLAIM_LEASE="5s")
    app.send_task("reviews.deliver")
    wait_until(lambda: len(smtp_server.messages) >= 5)
    first.kill()
    killed.set()
    left = Notification.objects.filter(state=State.SENDING)
    assert left.exists()
    assert Notification.objects.filter(pk__in=ids).exclude(state=State.SENT).count() >= 30

    start_worker(EMAIL_URL=smtp_server.url)
    wait_until(lambda: not left.filter(lease_until__gte=timezone.now()).exists())
    app.send_task("reviews.sweep")
    wait_until(all_sent)
    arrived = Counter(message["Message-ID"] for message in smtp_server.messages)
    assert set(arrived) == set(Notification.objects.values_list("message_id", flat=True))
    assert sum(arrived.values()) <= 61


@pytest.mark.broker
def test_one_poisoned_row_does_not_stop_the_worker(desk, start_worker, smtp_server):
    ids = without_enqueueing(desk, 3)
    Event.objects.filter(notifications=ids[0]).update(kind="nonsense")
    worker = start_worker(EMAIL_URL=smtp_server.url)
    app.send_task("reviews.deliver")
    wait_until(lambda: states(ids) == [State.DEAD, State.SENT, State.SENT])
    Event.objects.filter(notifications=ids[0]).update(kind=Event.Kind.ASKED)
    assert outbox.retry(ids, now=NOW) == 1
    wait_until(all_sent)
    assert worker.process.poll() is None
    assert len(smtp_server.messages) == 3


@pytest.mark.broker
def test_a_worker_killed_in_the_middle_tears_no_mail_in_two(desk, start_worker, smtp_server, settings):
    """Acts that go together arrive together, under one Message-ID, also when they are sent once more."""
    settings.MAIL_WINDOW = timedelta(minutes=3)
    people, articles = ("wanda", "rita", "stan"), [desk.article() for _ in range(6)]
    smtp_server.drop_after_data = True  # the mail is taken, and nobody hears of it
    with transaction.atomic():
        for question in ("First?", "Second?"):
            for article in articles:
                for name in people:
                    desk.asked(article=article, assigned_to=name, question=question)
        transaction.get_connection().run_on_commit.clear()
    first = start_worker(EMAIL_URL=smtp_server.url, MAIL_WINDOW="3m")
    app.send_task("reviews.deliver")
    wait_until(lambda: smtp_server.messages)
    first.kill()
    smtp_server.drop_after_data = False
    later = timezone.now() - timedelta(seconds=1)
    Notification.objects.filter(state=State.SENDING).update(lease_until=later)
    Notification.objects.filter(state=State.PENDING).update(not_before=later)
    start_worker(EMAIL_URL=smtp_server.url, MAIL_WINDOW="3m")
    app.send_task("reviews.sweep")
    wait_until(all_sent)
    bodies = {}
    for message in smtp_server.messages:
        body = message.get_body(("plain",)).get_content()
        text = below_lead(body)
        assert text.count("First?") == text.count("Second?") == 1
        assert bodies.setdefault(message["Message-ID"], body) == body
    assert len(bodies) == len(people) * len(articles)
    assert set(bodies) == set(Notification.objects.values_list("message_id", flat=True))


@pytest.mark.broker
def test_the_clock_is_looked_at_by_the_worker(desk, start_worker, smtp_server):
    """Reminders, what holds stories up and digests, through the tasks that beat sends."""
    now = timezone.now()
    article = desk.article(deadline=now + timedelta(minutes=20))
    desk.query(article, asked_by="dana", question="Never answered?")
    Query.objects.update(asked_at=now - timedelta(days=2))
    settled = [
        Hours(person=person, digest_at=now.time(), digest_days="1234567") for person in desk.people.values()
    ]
    Hours.objects.bulk_create(settled)
    start_worker(EMAIL_URL=smtp_server.url)
    for _ in range(2):
        app.send_task("reviews.watch_deadlines")
        app.send_task("reviews.write_digests")
    wait_until(lambda: Digest.objects.exists() and Notification.objects.count() >= 3)
    app.send_task("reviews.sweep")
    unsent = (State.PENDING, State.SENDING)
    wait_until(lambda: not Digest.objects.filter(state__in=unsent).exists() and all_sent())
    said = sorted(
        f"{message['To'].partition('@')[0]}: {message['Subject'][:12]}" for message in smtp_server.messages
    )
    assert said.count("wanda: [Foreign] Gu") == 1
    assert said.count("dana: [Foreign] Gu") == 1
    assert said.count("emil: [Foreign] Gu") == 1
    assert said.count("wanda: Your morning") == 1
