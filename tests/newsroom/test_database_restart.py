"""The database goes away and comes back: nobody has to start anything again."""

from __future__ import annotations

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from articles.documents.text import plain_text
from articles.models import Document
from tests.environment import database, processes
from tests.factories import newsroom, place_of, typed
from tests.newsroom.server.test_steps import TOKEN, batch, cookie_of


@pytest.fixture
def restart(transactional_db):
    """Restarts the server that holds the test's rows."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is no server that could go away; this runs on PostgreSQL")
    if database.own is None:
        pytest.skip("a PostgreSQL that TEST_DATABASE_URL names is not ours to restart")

    def restart(**how):
        connections.close_all()
        connection.close_pool()  # the test's own; those of the web process are what is tested
        database.own.restart(**how)

    return restart


def test_pages_answer_after_the_database_restarted(restart):
    """Each connection in the pool was cut; nobody gets to see one of them."""
    room = newsroom()
    cookie = cookie_of(room.editor)

    def read(address):
        asked = urllib.request.Request(f"{address}/articles/{room.article.slug}/", headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status

    with processes.web_process() as web, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, [web.address] * 24)) == [200] * 24
        restart()
        assert [read(web.address) for _ in range(4)] == [200] * 4
        assert web.output == ""


def test_typing_goes_on_after_the_database_restarted(restart):
    """The connections that are kept for it were cut, too."""
    room = newsroom()
    cookie = f"csrftoken={TOKEN}; {cookie_of(room.editor)}"
    start, _ = place_of(room.article, "The last boat")

    def type_letter(address, version):
        sent = json.dumps(batch(typed(start, start, "x"), version=version)).encode()
        headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}
        url = f"{address}/api/articles/{room.article.slug}/steps"
        asked = urllib.request.Request(url, sent, headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)["version"]

    with processes.web_process() as web:
        assert [type_letter(web.address, version) for version in range(6)] == [1, 2, 3, 4, 5, 6]
        restart()
        assert [type_letter(web.address, version) for version in range(6, 12)] == [7, 8, 9, 10, 11, 12]
        assert "Traceback" not in web.output
    assert "x" * 12 + "The last boat" in plain_text(Document.objects.get(pk=room.article.pk).parsed())
