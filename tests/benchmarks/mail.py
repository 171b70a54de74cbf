"""What hearing of things costs: many people told of one act, the broker away, and mails a second."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from django.utils import timezone

from articles.models import Article
from newsroom.messaging import jobs, live
from newsroom.running import programs
from reviews.models import Notification
from tests.benchmarks.measuring import Figure, timed
from tests.environment import broker, mailbox
from tests.factories import join, make_article, make_desk, make_doc, make_user, place_of

State = Notification.State
MAILS = 3000
RATE_AIM = 150


class Sink:
    """A mail server that takes everything and keeps nothing."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 OK"


def measure(paragraphs: list[str], own_broker: broker.Restartable) -> list[Figure]:
    return [*telling(paragraphs, own_broker), sending(paragraphs)]


def telling(paragraphs: list[str], own_broker: broker.Restartable) -> list[Figure]:
    """The same question on a desk of one editor to tell, and of two hundred; then with the broker gone."""
    small, large = _desk("small", 2, paragraphs), _desk("large", 201, paragraphs)
    one = timed("Ask a query, 1 person notified", lambda: _ask(*small))
    many = timed("Ask a query, 200 people notified", lambda: _ask(*large))
    own_broker.stop()
    away = timed("Ask a query, 1 person notified, the broker gone", lambda: _ask(*small))
    own_broker.start()
    for breaker in (jobs.breaker, live.breaker):
        breaker.succeeded()
    return [one, replace(many, aim=one.median + 10), replace(away, aim=one.median + 50)]


def sending(paragraphs: list[str]) -> Figure:
    """One worker process empties the outbox into a mail server on this machine, which keeps nothing."""
    article, client = _desk("mails", 11, paragraphs)
    for _ in range(MAILS // 10):
        _ask(article, client)
    Notification.objects.exclude(recipient__memberships__desk=article.desk).delete()
    # As if each were of an hour of its own: none of them shares a mail.
    Notification.objects.update(attempts=1, not_before=timezone.now())
    sink = Controller(Sink(), hostname="127.0.0.1", port=mailbox.free_port())
    sink.start()
    program = programs.worker_program(environ={**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"})
    waiting = Notification.objects.filter(state__in=(State.PENDING, State.SENDING))
    with subprocess.Popen(program.command, env=dict(program.environ), start_new_session=True) as worker:
        for _ in range(4):
            jobs.enqueue("reviews.deliver")
        _wait_until(lambda: waiting.count() < MAILS)
        begun, left = time.perf_counter(), waiting.count()
        _wait_until(lambda: not waiting.exists())
        rate = left / (time.perf_counter() - begun)
        worker.terminate()
    sink.stop()
    return Figure(
        what=f"A mail, one worker sending {MAILS:,}: {rate:.0f} a second",
        median=1000 / rate,
        slowest_tenth=1000 / rate,
        runs=MAILS,
        aim=1000 / RATE_AIM,
    )


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("The worker sends no mail.")
        time.sleep(0.05)


def _desk(slug: str, editors: int, paragraphs: list[str]) -> tuple[Article, Client]:
    desk = make_desk(slug)
    people = [join(make_user(f"Editor {n} of {slug}"), desk, "editor") for n in range(editors)]
    client = Client()
    client.force_login(people[0])
    return make_article(desk, doc=make_doc(*paragraphs)), client


def _ask(article: Article, client: Client) -> None:
    start, end = place_of(article, "The")
    body = {"start": start, "end": end, "version": 0, "question": "Who says so?"}
    url = f"/api/articles/{article.slug}/queries"
    answer = client.post(url, json.dumps(body), content_type="application/json")
    if answer.status_code != 201:
        raise RuntimeError(f"{url}: {answer.status_code}")
