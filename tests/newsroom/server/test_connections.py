"""Raw connections to a real server: each has bounds, and the others are served meanwhile."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
import uvicorn
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from newsroom.running import programs
from newsroom.server import connections, edge
from newsroom.server.edge import KB, MB
from tests.environment import processes
from tests.environment.processes import wait_until
from tests.factories import newsroom


@pytest.fixture
def room(transactional_db, broker_url):
    return newsroom()


@pytest.fixture
def server(room):
    """An address whose bodies have to come within half a second."""
    with processes.web(timeout=0.5) as address:
        yield address


@pytest.fixture
def connect(server):
    """Opens connections: ``connect(b"…")`` sends these bytes on a new one."""
    opened = []

    def open_one(said=b""):
        opened.append(socket.create_connection(_place(server), timeout=60))
        opened[-1].sendall(said)
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def _place(address):
    parts = urlsplit(address)
    return parts.hostname, parts.port


def head(method="POST", path="/login/", **headers):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def response_of(connection, *, to_end=False):
    """What was answered: of the first answer its status and body, or with ``to_end`` all until it closed."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while to_end or not _is_whole(received):
            part = connection.recv(64 * KB)
            if not part:
                break
            received += part
    return received


def _is_whole(received):
    before, ended, body = received.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in before.lower().splitlines() if line.startswith(b"content-length")
    ]
    return bool(ended) and (not lengths or len(body) >= int(lengths[0]))


def status_of(received):
    return int(received.split(b" ", 2)[1]) if received else 0


def is_served(connect):
    return status_of(response_of(connect(head("GET")))) == 200


def cookie_of(person):
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def test_a_head_that_does_not_come_is_waited_for_so_long(connect, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    nothing, half = connect(), connect(head("GET")[:-2])
    assert is_served(connect)
    assert response_of(nothing, to_end=True) == b""
    assert status_of(response_of(half, to_end=True)) == 408


def test_a_head_that_comes_in_drops_is_no_faster_for_each_drop(connect, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    slow = connect(b"GET /login/ HTTP/1.1\r\nHost: localhost\r\n")
    slow.settimeout(0.05)
    began, received = time.monotonic(), None
    while not received:
        with contextlib.suppress(ConnectionError):
            slow.sendall(b"X: y\r\n")
        try:
            received = slow.recv(1000)
        except TimeoutError:
            assert time.monotonic() - began < processes.TIMEOUT
    assert status_of(received) == 408


def test_a_second_head_on_a_kept_connection_has_the_same_bound(connect, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    kept = connect(head("GET"))
    assert status_of(response_of(kept)) == 200
    kept.sendall(b"GET / HTT")
    assert status_of(response_of(kept, to_end=True)) == 408


@pytest.mark.parametrize("size", ["content-length: 1000", "transfer-encoding: chunked"])
def test_a_body_that_does_not_come_is_waited_for_so_long(connect, size):
    slow = connect(head("POST")[:-2] + size.encode() + b"\r\n\r\n")
    if "chunked" in size:
        slow.sendall(b"3\r\nabc\r\n")
    assert is_served(connect)
    answered = response_of(slow)
    assert status_of(answered) == 408
    assert answered.endswith("The rest of the request didn’t arrive in time.".encode())
    assert is_served(connect)


def test_a_body_that_comes_at_a_good_rate_may_take_its_time(connect, monkeypatch):
    monkeypatch.setattr(edge, "SLOWEST_BYTES_PER_SECOND", 1000)
    body = b"username=a&password=" + b"b" * 40_000
    slow = connect(head("POST", content_length=len(body), content_type="application/x-www-form-urlencoded"))
    for start in range(0, len(body), 4000):
        slow.sendall(body[start : start + 4000])
        time.sleep(0.1)
    assert status_of(response_of(slow)) == 403, (
        "read to its end: the token against forged requests is missing"
    )


def test_a_large_body_of_nobody_is_refused_unread(connect):
    received = response_of(connect(head("POST", content_length=edge.LARGEST_ANONYMOUS_BYTES + 1)))
    assert status_of(received) == 413
    assert b"too large" in received
    received = response_of(connect(head("POST", "/api/articles/x/steps", content_length=50 * MB)))
    assert json.loads(received.partition(b"\r\n\r\n")[2])["error"]


@pytest.mark.parametrize(
    "path", ["/login/", "/api/articles/x/steps", "/import/", "/guest/1/comment", "/mail/webhook/"]
)
@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_body_of_nobody_ends_where_small_ones_do(connect, path, is_chunked):
    """Also with the cookie of no session, and for whoever reads the answer only after all was sent."""
    size = 3 * MB
    sizes = {"transfer_encoding": "chunked"} if is_chunked else {"content_length": size}
    sending = connect(head("POST", path, cookie=f"{django_settings.SESSION_COOKIE_NAME}=made-up", **sizes))
    piece = b"x" * (64 * KB)
    with contextlib.suppress(ConnectionError):
        for _ in range(size // len(piece)):
            sending.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)
        if is_chunked:
            sending.sendall(b"0\r\n\r\n")
    assert status_of(response_of(sending)) == 413
    assert is_served(connect)


def test_whoever_signed_in_sends_more(server, room):
    browser = Client()
    browser.force_login(room.writer)
    browser.get("/import/")
    token = browser.cookies["csrftoken"].value
    text = b"A word, and a line.\n" * (2 * edge.LARGEST_ANONYMOUS_BYTES // 20)
    fields = {"file": SimpleUploadedFile("tram.txt", text), "desk": room.desk.slug}
    body = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": token})
    connection = http.client.HTTPConnection(*_place(server), timeout=60)
    cookies = f"csrftoken={token}; {cookie_of(room.writer)}"
    connection.request("POST", "/import/", body, {"Content-Type": MULTIPART_CONTENT, "Cookie": cookies})
    assert connection.getresponse().status in (200, 302, 422), "read, here or by the worker"
    connection.close()


def test_whoever_signed_in_does_not_send_without_end_either(connect, room):
    sizes = {"cookie": cookie_of(room.writer), "content_length": edge.LARGEST_SIGNED_IN_BYTES + 1}
    assert status_of(response_of(connect(head("POST", "/import/", **sizes)))) == 413


def test_somebody_who_was_deactivated_sends_small_bodies_alone(connect, room):
    cookie = cookie_of(room.writer)
    room.writer.is_active = False
    room.writer.save()
    assert status_of(response_of(connect(head("POST", "/import/", cookie=cookie, content_length=MB)))) == 413


def test_an_answered_body_is_read_on_for_so_long_and_no_longer(connect, monkeypatch):
    monkeypatch.setattr(connections, "LINGER_SECONDS", 0.3)
    sending = connect(head("POST", content_length=100 * MB))
    assert status_of(response_of(sending)) == 413
    sending.settimeout(60)
    with pytest.raises(ConnectionError):
        while True:
            sending.sendall(b"x" * (64 * KB))
            time.sleep(0.01)


def test_a_head_without_end_is_refused(connect):
    for endless in (head("GET")[:-2] + b"X: " + b"y" * (100 * KB), b"GET /" + b"x" * (100 * KB)):
        received = response_of(connect(endless), to_end=True)
        assert status_of(received) in (0, 400)
    assert is_served(connect)


def test_idle_connections_make_room_for_those_that_ask(connect, monkeypatch):
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 20)
    monkeypatch.setattr(connections, "files_allowed", lambda: 10_000)
    crowd = [connect() for _ in range(60)]
    assert is_served(connect)
    crowd += [connect(b"GET / HT") for _ in range(60)]
    assert is_served(connect)
    wait_until(lambda: sum(_is_closed(one) for one in crowd) >= 100)


def test_one_address_holds_so_many_connections(connect, room, monkeypatch):
    monkeypatch.setattr(connections, "MOST_PER_ADDRESS", 5)
    monkeypatch.setattr(connections, "is_proxy", lambda *_: False)
    held = [connect() for _ in range(5)]
    assert status_of(response_of(connect(head("GET")), to_end=True)) == 503
    held[0].close()
    wait_until(lambda: is_served(connect))


def test_a_proxy_on_this_machine_holds_many_peoples_connections(connect, monkeypatch):
    monkeypatch.setattr(connections, "MOST_PER_ADDRESS", 5)
    assert len([connect() for _ in range(20)]) == 20
    assert is_served(connect)


def test_a_reader_that_takes_nothing_is_cut_off(monkeypatch):
    monkeypatch.setattr(connections, "READER_SECONDS", 0.2)
    is_over = threading.Event()

    async def send_much(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"x" * 64 * KB, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        is_over.set()

    listener = programs.listen("127.0.0.1", 0)
    kind = programs.CONNECTION_OPTIONS["http"]
    server = uvicorn.Server(uvicorn.Config(send_much, lifespan="off", http=kind, log_level="error"))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    with socket.create_connection(listener.getsockname()) as reader:
        reader.sendall(head("GET"))
        assert is_over.wait(processes.TIMEOUT)
        assert len(response_of(reader, to_end=True)) < 1000 * 64 * KB
    server.should_exit = True


def _is_closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
