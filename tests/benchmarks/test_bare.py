"""The bare views answer, and do what they are the yardstick of."""

from __future__ import annotations

import pytest
from django.test import Client

from reviews.models import Notification, Query
from tests.factories import make_query, newsroom

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.benchmarks.bare")]


@pytest.fixture
def room():
    room = newsroom()
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    room.client = Client()
    room.client.force_login(room.editor)
    room.root = f"/bare/{room.article.slug}/"
    Notification.objects.all().delete()
    return room


def notified():
    return set(Notification.objects.values_list("recipient__name", flat=True))


def test_a_story_is_opened_with_its_threads(room):
    page = room.client.get(room.root).content.decode()
    assert "6.50 euros" in page
    assert "Still?" in page


def test_a_reply_and_a_resolution_are_written_and_the_desk_is_notified(room):
    answer = room.client.post(f"{room.root}queries/1/reply", {"body": "Since April."})
    assert "Since April." in answer.content.decode()
    assert room.writer.name in notified()
    room.client.post(f"{room.root}queries/1/resolve")
    assert not Query.objects.open().exists()


def test_a_query_is_asked_and_all_threads_are_the_answer(room):
    fields = {"start": 3, "end": 9, "version": 0, "question": "Who says so?"}
    page = room.client.post(f"{room.root}queries/", fields).content.decode()
    assert "Still?" in page
    assert "Who says so?" in page
    assert room.writer.name in notified()


def test_the_stories_of_ones_desks_are_listed(room):
    page = room.client.get("/bare/").content.decode()
    assert "<p>Ruth Adeyemi, 1</p>" in page
    assert room.article.headline in page
    assert "<td>1</td>" in page
    room.client.force_login(room.stranger)
    assert room.article.headline not in room.client.get("/bare/").content.decode()


def test_a_stranger_finds_nothing(room):
    room.client.force_login(room.stranger)
    assert room.client.get(room.root).status_code == 404
