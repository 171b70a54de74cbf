"""Batches of steps over real HTTP: answered as Django would answer them, one after the other."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client

from articles.documents.text import plain_text
from articles.models import Document
from newsroom.server import steps
from tests.environment import processes
from tests.factories import newsroom, place_of, typed

TOKEN = "a" * 32


@pytest.fixture
def room(transactional_db, broker_url):
    return newsroom()


@pytest.fixture
def address(room):
    with processes.web() as served:
        yield served


def cookie_of(person):
    client = Client()
    client.force_login(person)
    return (
        f"{django_settings.SESSION_COOKIE_NAME}={client.cookies[django_settings.SESSION_COOKIE_NAME].value}"
    )


def post(address, article, body, *, cookie="", token=TOKEN):
    host = urlsplit(address)
    connection = http.client.HTTPConnection(host.hostname, host.port, timeout=30)
    headers = {"Content-Type": "application/json", "Cookie": f"csrftoken={TOKEN}; {cookie}"}
    if token:
        headers["X-CSRFToken"] = token
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", f"/api/articles/{article.slug}/steps", said, headers)
    answer = connection.getresponse()
    response = answer.read()
    connection.close()
    return answer.status, json.loads(response) if response.startswith(b"{") else response


def batch(*steps, version=0, client="tab"):
    return {"version": version, "client_id": client, "steps": list(steps)}


def text_of(article):
    return plain_text(Document.objects.get(pk=article.pk).parsed())


def test_a_batch_is_taken(room, address):
    start, _ = place_of(room.article, "The last boat")
    status, response = post(
        address, room.article, batch(typed(start, start, "So: ")), cookie=cookie_of(room.writer)
    )
    assert (status, response["version"], response["client_ids"]) == (200, 1, ["tab"])
    assert "So: The last boat" in text_of(room.article)


@pytest.mark.parametrize(
    ("who", "token", "status"),
    [
        (None, TOKEN, 401),
        ("stranger", TOKEN, 404),
        ("reader", TOKEN, 403),
        ("colleague", TOKEN, 403),
        ("writer", "", 403),
        ("writer", "b" * 32, 403),
    ],
)
def test_the_wrong_person_and_a_forged_request_change_nothing(room, address, who, token, status):
    cookie = cookie_of(getattr(room, who)) if who else ""
    assert post(address, room.article, batch(typed(1, 1, "x")), cookie=cookie, token=token)[0] == status
    assert Document.objects.get(pk=room.article.pk).version == 0


def test_somebody_who_was_deactivated_is_signed_in_no_more(room, address):
    cookie = cookie_of(room.writer)
    room.writer.is_active = False
    room.writer.save()
    assert post(address, room.article, batch(typed(1, 1, "x")), cookie=cookie)[0] == 401


@pytest.mark.parametrize(
    "body",
    [
        b"no JSON",
        b'{"version": -1, "client_id": "x", "steps": []}',
        b'{"version": 0, "client_id": "x", "steps": [{"stepType": "replace", "from": 1, "to": 9999}]}',
        b'{"version": 7, "client_id": "x", "steps": [1]}',
    ],
)
def test_nonsense_is_refused_in_a_sentence(room, address, body):
    status, response = post(address, room.article, body, cookie=cookie_of(room.writer))
    assert (status, bool(response["error"])) == (422, True)


def test_what_is_too_long_to_wait_here_is_left_to_django(room, address, monkeypatch):
    monkeypatch.setattr(steps, "LARGEST_BODY_BYTES", 10)
    start, _ = place_of(room.article, "The last boat")
    status, _ = post(address, room.article, batch(typed(start, start, "So: ")), cookie=cookie_of(room.writer))
    assert status == 200
    assert "So: The last boat" in text_of(room.article)


def test_many_who_send_at_once_are_all_taken(room, address):
    start, _ = place_of(room.article, "The last boat")
    cookie = cookie_of(room.editor)

    def send(number):
        sent = batch(typed(start, start, f"{number};"), client=f"tab-{number}")
        return post(address, room.article, sent, cookie=cookie)

    with ThreadPoolExecutor(12) as people:
        answers = list(people.map(send, range(100, 112)))
    assert [status for status, _ in answers] == [200] * 12
    assert max(response["version"] for _, response in answers) == 12
    assert all(f"tab-{number}" in response["client_ids"] for number, (_, response) in enumerate(answers, 100))
    assert all(f"{number};" in text_of(room.article) for number in range(100, 112))
