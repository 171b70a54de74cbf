"""Answers taken by a real worker process: from a real mail folder, to a real mail server, through a kill."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.utils import timezone

from newsroom.celery import app
from newsroom.running.children import PROJECT
from reviews.models import Answer, InboundMail, Query, Reply
from tests.environment.processes import wait_until
from tests.factories import newsroom
from tests.reviews.answering import Room

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]
ANSWERS = 40


@pytest.fixture
def desk(transactional_db, answered):
    return Room(newsroom())


def start(start_worker, smtp_server, imap_server):
    return start_worker(
        INBOUND_ADDRESS="reply@desk.example",
        INBOUND_IMAP_URL=imap_server.url,
        EMAIL_URL=smtp_server.url,
        MAIL_WINDOW="0",
    )


def answers(desk, count, text="Answer {}"):
    to = desk.address(desk.writer, written=timezone.now())
    return [desk.mail(text.format(n), person=desk.writer, to=to) for n in range(count)]


def test_from_the_folder_to_the_thread_and_back(desk, start_worker, smtp_server, imap_server):
    to = desk.address(desk.editor, written=timezone.now())
    imap_server.drop(desk.mail("resolve", person=desk.editor, to=to))
    start(start_worker, smtp_server, imap_server)
    app.send_task("reviews.fetch_mail")
    wait_until(lambda: smtp_server.to(desk.editor.email))
    assert "is resolved" in smtp_server.to(desk.editor.email)[0].get_body(("plain",)).get_content()
    desk.query.refresh_from_db()
    assert desk.query.state == Query.State.RESOLVED
    assert imap_server.count() == 0


def test_a_killed_worker_loses_no_answer_and_posts_none_twice(desk, start_worker, smtp_server, imap_server):
    imap_server.drop(*answers(desk, ANSWERS))
    worker = start(start_worker, smtp_server, imap_server)
    app.send_task("reviews.fetch_mail")
    wait_until(lambda: Reply.objects.count() >= 3 or InboundMail.objects.count() >= ANSWERS // 2)
    worker.kill()
    InboundMail.objects.update(not_before=timezone.now())
    start(start_worker, smtp_server, imap_server)
    app.send_task("reviews.fetch_mail")
    wait_until(lambda: InboundMail.objects.filter(state="taken").count() == ANSWERS)
    bodies = list(Reply.objects.values_list("body", flat=True))
    assert sorted(bodies) == sorted(f"Answer {n}" for n in range(ANSWERS))
    wait_until(lambda: imap_server.count() == 0)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("url", "is_scheduled"), [("imap://desk@127.0.0.1/INBOX", True), ("", False)])
def test_the_folder_is_looked_into_where_one_is_named(url, is_scheduled):
    program = (
        "from newsroom.celery import app; print([one['task'] for one in app.conf.beat_schedule.values()])"
    )
    environ = {**os.environ, "INBOUND_IMAP_URL": url, "INBOUND_ADDRESS": "reply@desk.example"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert ("reviews.fetch_mail" in done.stdout) == is_scheduled
