"""Webhooks from a real worker process, through a real broker; one worker dies in the middle of posting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.models import Delivery, Event
from reviews.webhooks import endpoints, outbox
from tests.environment.processes import wait_until
from tests.environment.receiver import DRIP
from tests.factories import make_query, newsroom

pytestmark = pytest.mark.broker
State = Delivery.State


@pytest.fixture
def told(transactional_db, receiver):
    room = newsroom()
    room.receiver = receiver
    room.endpoint = endpoints.add(
        desk=room.desk, by=room.editor, url=receiver.url, kinds=Event.Kind.values, now=timezone.now()
    )
    return room


def test_an_act_is_posted_by_the_worker_that_hears_of_it(told, start_worker):
    start_worker(WEBHOOK_PRIVATE_HOSTS="localhost")
    make_query(told.article, "6.50 euros", by=told.editor, now=timezone.now())
    wait_until(lambda: Delivery.objects.filter(state=State.SENT).exists())
    assert told.receiver.posts[0].json["type"] == "asked"


def test_a_worker_killed_in_the_middle_of_posting_loses_nothing(told, start_worker):
    told.receiver.answers.append(DRIP)
    first = start_worker(WEBHOOK_PRIVATE_HOSTS="localhost")
    make_query(told.article, "6.50 euros", by=told.editor, now=timezone.now())
    wait_until(lambda: told.receiver.posts)
    first.kill()
    assert Delivery.objects.get().state == State.SENDING
    later = timezone.now() + outbox.LEASE + timedelta(seconds=1)
    outbox.drain(seconds=30, clock=lambda: later)
    killed, again = told.receiver.posts
    assert Delivery.objects.get().state == State.SENT
    assert (killed.body, killed.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])
