"""The log holds what somebody has to look at, and nothing else."""

import asyncio
import logging
import socket
import urllib.request
from urllib.parse import urlsplit

import pytest

from tests.environment import processes
from tests.factories import newsroom
from tests.newsroom.server.test_steps import cookie_of


@pytest.fixture
def room(transactional_db):
    return newsroom()


def test_a_request_that_is_given_up_is_not_told_at_length(room):
    """The browser went away: there is nothing to look at."""
    path, cookie = f"/articles/{room.article.slug}/", cookie_of(room.editor)
    with processes.web_process() as web:
        address = urlsplit(web.address)
        request = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
        for _ in range(10):
            with socket.create_connection((address.hostname, address.port)) as connection:
                connection.sendall(request)
        asked = urllib.request.Request(f"{web.address}{path}", headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert answer.status == 200
        web.stop()
        assert web.output == ""


@pytest.mark.parametrize(("error", "logged"), [(asyncio.CancelledError(), 0), (ValueError("broken"), 1)])
def test_other_errors_of_asyncio_are_told(caplog, error, logged):
    logging.getLogger("asyncio").error("exception in shielded future", exc_info=error)
    assert len(caplog.records) == logged
