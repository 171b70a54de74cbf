"""Where is posted and where is not, and every way in which the other side can misbehave."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from pathlib import Path

import pytest

from reviews.webhooks import posting
from reviews.webhooks.posting import AddressRefused, PostFailed
from tests.environment import receiver as receivers
from tests.environment.receiver import DRIP, DROP, FLOOD

CERTIFICATE = Path(__file__).parent / "certificate"


def post(url, body="{}"):
    posting.post(url, body, {"User-Agent": "Copydesk"})


def failure(url) -> PostFailed:
    with pytest.raises(PostFailed) as raised:
        post(url)
    return raised.value


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https:///path",
        "http://hooks.example.org/x",
        "ftp://hooks.example.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:secret@hooks.example.org/x",
        "https://user@hooks.example.org/x",
        "https://hooks.example.org:99999/x",
        "https://hooks.example.org:x/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/a\r\nX-Evil: 1",
        "https://hööks.example.org/x",
        "https://[::1/x",
        "hooks.example.org",
    ],
)
def test_what_is_no_address_for_us_is_refused(url):
    with pytest.raises(AddressRefused):
        posting.target_of(url)
    assert failure(url).permanent


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "017700000001",
            "0.0.0.0",
            "localhost",
            "localhost.",
        ),
        *(
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
        ),
        *("[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[ff02::1]", "[2001:db8::1]"),
    ],
)
def test_nothing_is_posted_inside_the_house(host):
    refused = failure(f"https://{host}:1/hook")
    assert refused.permanent or refused.reason == "Can’t find that host."


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("240.0.0.1", False),
    ],
)
def test_which_addresses_are_on_the_internet(address, public):
    assert posting.is_public(ipaddress.ip_address(address)) is public


def test_one_address_inside_the_house_refuses_a_host_that_has_public_ones_too(monkeypatch):
    def looked_up(host, port, **kwargs):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("93.184.216.34", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    assert failure("https://rebound.example.org/hook").permanent


def test_a_look_up_that_hangs_holds_nobody_up_and_counts_against_the_deadline(monkeypatch):
    """Look-ups cannot be cut off, so they are left to themselves; and not too many of them."""
    answered, asked, free = threading.Event(), [], threading.BoundedSemaphore(2)

    def looked_up(host, port, **kwargs):
        asked.append(threading.current_thread())
        answered.wait()
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(posting, "LOOK_UP_TIMEOUT", 0.05)
    monkeypatch.setattr(posting.LookUp, "underway", free)
    try:
        for _ in range(3):
            said = failure("https://slow.example.org/hook")
            assert (said.permanent, said.reason) == (
                False, "Looking up that host took too long.",
            )  # fmt: skip
        assert len(asked) == 2
        assert all(thread.daemon and thread.is_alive() for thread in asked)
    finally:
        answered.set()
    for thread in asked:
        thread.join()
    assert failure("https://slow.example.org/hook").reason == "Can’t find that host."


def test_the_connection_goes_to_what_was_looked_at_and_not_to_a_second_look_up(receiver, monkeypatch):
    """The host's address changes between the look and the connection: the look counts."""
    answers = iter(["127.0.0.1", "203.0.113.1", "203.0.113.1"])
    real = socket.getaddrinfo

    def looked_up(host, port, *args, **kwargs):
        return real(next(answers) if host == "localhost" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    post(receiver.url)
    assert len(receiver.posts) == 1


def test_a_host_the_settings_name_may_be_inside_and_plain(receiver, settings):
    post(receiver.url, '{"text": "Grüße"}')
    (kept,) = receiver.posts
    assert (kept.path, kept.json) == ("/hook?x=1", {"text": "Grüße"})
    assert kept.headers["Host"] == f"localhost:{receiver.port}"
    assert kept.headers["Content-Type"] == "application/json"
    settings.WEBHOOK_PRIVATE_HOSTS = []
    assert failure(receiver.url).permanent
    assert len(receiver.posts) == 1


def test_proxies_of_the_environment_are_not_used(receiver, monkeypatch):
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    post(receiver.url)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(receiver, status):
    receiver.answers.append((status, {"Location": receiver.url}))
    refused = failure(receiver.url)
    assert refused.permanent
    assert "redirects" in refused.reason
    assert len(receiver.posts) == 1


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (404, False), (429, False), (410, True)])
def test_what_a_refusal_says_is_kept(receiver, status, permanent):
    receiver.answers.append(status)
    refused = failure(receiver.url)
    assert refused.reason == f"HTTP {status} channel_is_archived"
    assert refused.permanent is permanent


@pytest.mark.parametrize(
    ("asked", "wait"), [("120", 120), ("999999", 3600), ("soon", 0), ("-5", 0), ("٣", 0)]
)
def test_a_wish_to_wait_is_respected_within_reason(receiver, asked, wait):
    receiver.answers.append((429, {"Retry-After": asked} if asked.isascii() else {}))
    assert failure(receiver.url).wait == wait


def test_one_that_hangs_up_is_tried_again(receiver):
    receiver.answers.append(DROP)
    assert not failure(receiver.url).permanent


def test_one_that_is_not_there_is_tried_again(settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert not failure(f"http://localhost:{taken.getsockname()[1]}/").permanent


def test_one_that_answers_a_byte_at_a_time_is_cut_off(receiver, monkeypatch):
    monkeypatch.setattr(posting, "DEADLINE", 0.4)
    receiver.answers.append(DRIP)
    began = time.monotonic()
    assert not failure(receiver.url).permanent
    assert time.monotonic() - began < 60  # it would drip for ever


def test_one_that_never_stops_is_not_listened_to(receiver):
    receiver.answers.append(FLOOD)
    refused = failure(receiver.url)
    assert refused.reason.startswith("HTTP 500 xxx")
    assert len(refused.reason) < 300


def test_a_certificate_is_checked_against_the_name(settings, monkeypatch):
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost", "127.0.0.1"]
    pair = (str(CERTIFICATE / "certificate.pem"), str(CERTIFICATE / "key.pem"))
    with receivers.serve(certificate=pair) as receiver:
        assert "CERTIFICATE_VERIFY_FAILED" in failure(receiver.url).reason
        monkeypatch.setenv("SSL_CERT_FILE", pair[0])
        assert "CERTIFICATE_VERIFY_FAILED" in failure(receiver.url.replace("localhost", "127.0.0.1")).reason
        post(receiver.url)
        assert len(receiver.posts) == 1
