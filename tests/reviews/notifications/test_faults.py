"""Everything that can go wrong goes wrong while mail is under way: none is lost, and none comes twice."""

from __future__ import annotations

import asyncio
import random
import subprocess
import time
from collections import Counter
from contextlib import suppress
from itertools import cycle

import pytest
from celery import Celery
from django.db import connection, connections
from django.utils import timezone
from kombu.exceptions import OperationalError

from articles.models import Anchor, Article, Document
from newsroom.running import programs
from reviews.models import Event, Notification, Query
from tests.environment import database
from tests.environment.processes import TIMEOUT, environment
from tests.reviews.notifications.foreign_desk import NOW, open_desk

pytestmark = pytest.mark.broker
State = Notification.State
MANY = 2000
LEASE = "8s"
"""Longer than a busy machine keeps a living process from renewing it, which it does four times as often."""
THREADS = 4
"""Mails that a worker may have in its hands at once."""


@pytest.fixture
def desk(transactional_db):
    return open_desk()


class Staff:
    """One worker and two beats. Whichever dies is started again, as the supervisor does."""

    def __init__(self, start_worker, mailbox, var):
        self._start_worker, self._mailbox, self._var = start_worker, mailbox, var
        self.kills = 0
        self._celery = Celery("people at their pages", set_as_current=False)
        self._celery.config_from_object("django.conf:settings", namespace="CELERY")
        self.worker = self._hire()
        self.beats = [self._beat(number) for number in range(2)]

    def _hire(self):
        return self._start_worker(EMAIL_URL=self._mailbox.url, CLAIM_LEASE=LEASE)

    def _beat(self, number):
        """A real clock with a schedule of its own; it has the outbox swept."""
        var = self._var / f"beat-{number}"
        var.mkdir(parents=True, exist_ok=True)
        program = programs.beat_program(environ=environment(COPYDESK_VAR=str(var)))
        return subprocess.Popen(program.command, env=dict(program.environ), stderr=subprocess.DEVNULL)

    def kill_the_worker(self):
        """What it had claimed is taken up when its lease is over, by whoever has the outbox swept then."""
        self.worker.kill()
        self.kills += 1

    def revive(self):
        if self.worker.process.poll() is not None:
            self.worker = self._hire()
        for number, beat in enumerate(self.beats):
            if beat.poll() is not None:
                self.beats[number] = self._beat(number)

    def enqueue(self):
        """Somebody does something, and the worker is told, or else the sweep finds it: a broker that just
        came back need not answer within the fraction of a second that an act on a page waits."""
        with suppress(OperationalError):
            self._celery.send_task("reviews.deliver")

    def dismiss(self):
        self._celery.close()
        for beat in self.beats:
            beat.kill()
            beat.wait()


@pytest.fixture
def staff(own_broker, start_worker, smtp_server, settings):
    hired = Staff(start_worker, smtp_server, settings.VAR)
    yield hired
    hired.dismiss()


def write(desk, how_many):
    """So many mails that wait, each about a query of an article of its own; its job was lost."""
    numbers = range(how_many)
    articles = Article.objects.bulk_create(
        Article(
            slug=f"under-way-{n}",
            desk=desk.desk,
            author=desk.wanda,
            headline=f"Story {n}",
            digest="sha256:1",
            created_at=NOW,
            updated_at=NOW,
        )
        for n in numbers
    )
    documents = Document.objects.bulk_create(
        Document(article=article, content="{}", edited_at=NOW) for article in articles
    )
    anchors = Anchor.objects.bulk_create(
        Anchor(document=document, start=1, end=5, quote="Arab governments", made_at_version=0)
        for document in documents
    )
    readers = cycle([desk.wanda, desk.walt, desk.rita, desk.stan, desk.emil])
    queries = Query.objects.bulk_create(
        Query(
            article=article,
            number=1,
            anchor=anchor,
            question=f"Is {n} the right number?",
            asked_by=desk.dana,
            assigned_to=reader,
            asked_at=NOW,
        )
        for n, article, anchor, reader in zip(numbers, articles, anchors, readers, strict=False)
    )
    events = Event.objects.bulk_create(
        Event(
            kind=Event.Kind.ASKED,
            article=query.article,
            actor=desk.dana,
            query=query,
            happened_at=NOW,
            facts={"subject": "Story"},
        )
        for query in queries
    )
    Notification.objects.bulk_create(
        Notification(
            event=event,
            recipient=event.query.assigned_to,
            message_id=f"<{n}@desk.example>",
            not_before=NOW,
            created_at=NOW,
        )
        for n, event in zip(numbers, events, strict=True)
    )


def unruly(mailbox, monkeypatch, chance):
    """A mail server in a bad mood: it refuses for now, takes its time, or hangs up before it has the mail."""
    take_recipient, take_data = mailbox.handle_RCPT, mailbox.handle_DATA

    async def recipient(server, session, envelope, address, options):
        if chance.random() < 0.02:
            return "451 Later, please"
        return await take_recipient(server, session, envelope, address, options)

    async def data(server, session, envelope):
        mood = chance.random()
        if mood < 0.01:
            server.transport.abort()
            return "421 Gone"
        if mood < 0.03:
            await asyncio.sleep(0.2)
        return await take_data(server, session, envelope)

    monkeypatch.setattr(mailbox, "handle_RCPT", recipient)
    monkeypatch.setattr(mailbox, "handle_DATA", data)


def database_restart():
    if connection.vendor == "postgresql" and database.own:
        connections.close_all()
        connection.close_pool()  # the test's own
        database.own.restart(away=0.5)


def test_two_thousand_mails_survive_whatever_happens(desk, own_broker, staff, smtp_server, monkeypatch):
    """Workers killed at work, the broker gone, the database restarted, two clocks, an unruly mail server."""
    unruly(smtp_server, monkeypatch, random.Random(1))
    write(desk, MANY)
    poisoned = Notification.objects.order_by("pk")[MANY // 2]
    Event.objects.filter(pk=poisoned.event_id).update(kind="nonsense")

    def broker_restart():
        own_broker.stop()
        time.sleep(1)
        own_broker.start()

    def all_is_sent():
        return not Notification.objects.filter(state__in=(State.PENDING, State.SENDING)).exists()

    faults = [staff.kill_the_worker, broker_restart, database_restart] * 2 + [staff.kill_the_worker]
    for number, fault in enumerate(faults, start=1):
        staff.enqueue()
        enough = MANY * number // (len(faults) + 1)
        wait_while_mail_moves(smtp_server, lambda enough=enough: len(smtp_server.messages) >= enough, staff)
        fault()
        staff.revive()
    staff.enqueue()
    wait_while_mail_moves(smtp_server, all_is_sent, staff)

    # On the morning of a working day the worker also sends a briefing to each.
    mails = [mail for mail in smtp_server.messages if not mail["Subject"].startswith("Your morning briefing")]
    sent = Counter(mail["Message-ID"] for mail in mails)
    rows = Notification.objects.exclude(pk=poisoned.pk)
    assert set(rows.values_list("state", flat=True)) == {State.SENT}
    assert set(sent) == set(rows.values_list("message_id", flat=True))
    again = sum(sent.values()) - len(sent)
    cut_off = staff.kills + faults.count(database_restart)
    assert again <= cut_off * THREADS, "only what was in hands that could not note it may come again"
    poisoned.refresh_from_db()
    assert poisoned.state == State.DEAD


def wait_while_mail_moves(mailbox, condition, staff):
    """Return once the condition holds; fail when no mail arrives any more, however slow the machine is."""
    arrived, deadline = -1, 0.0
    go_on(staff)
    while not condition():
        if len(mailbox.messages) > arrived:
            arrived, deadline = len(mailbox.messages), time.monotonic() + TIMEOUT
        assert time.monotonic() < deadline, f"no mail for {TIMEOUT} s after {arrived}"
        time.sleep(0.1)
        go_on(staff)


def go_on(staff):
    """What the mail server put off is tried again now, and whoever died is replaced."""
    staff.revive()
    connections.close_all()
    Notification.objects.filter(state=State.PENDING, attempts__gt=0).update(not_before=timezone.now())
