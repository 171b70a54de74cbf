"""The database goes away and comes back: nobody has to start anything again."""

from __future__ import annotations

import urllib.request

import pytest
from django.db import connection, connections
from django.test import Client

from tests.environment import database, processes
from tests.factories import newsroom


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
    client = Client()
    client.force_login(room.editor)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())

    def read(address):
        asked = urllib.request.Request(f"{address}/articles/{room.article.slug}/", headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status

    with processes.web_process() as web:
        assert [read(web.address) for _ in range(4)] == [200] * 4
        restart()
        assert [read(web.address) for _ in range(4)] == [200] * 4
        assert web.output == ""
