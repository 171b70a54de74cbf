"""Host names: which are valid, which are this machine, and which stand for all."""

from __future__ import annotations

import pytest

from newsroom.configuration import hosts


@pytest.mark.parametrize("host", ["localhost", "desk.localhost", "127.0.0.1", "127.8.8.8", "[::1]", "::1"])
def test_this_machine(host):
    assert hosts.is_loopback(host)


@pytest.mark.parametrize("host", ["desk.example.org", "10.0.0.1", "localhost.example.org", "[2001:db8::1]"])
def test_other_machines(host):
    assert not hosts.is_loopback(host)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("*", True), (".org", True), (".example.org", False), ("example.org", False), (".localhost", False)],
)
def test_a_pattern_that_matches_any_host(host, expected):
    assert hosts.is_wildcard(host) is expected


@pytest.mark.parametrize("host", ["desk.example.org", ".example.org", "desk", "192.0.2.1", "[2001:db8::1]"])
def test_valid_hosts(host):
    assert hosts.is_host(host)


@pytest.mark.parametrize(
    "host", ["", "https://desk.example.org", "desk.example.org:8000", "a b", "-desk", "a..b"]
)
def test_invalid_hosts(host):
    assert not hosts.is_host(host)


def test_without_a_setting_only_this_machine_is_served():
    assert all(hosts.is_loopback(host) for host in hosts.allowed_hosts({}))
    assert hosts.allowed_hosts({"ALLOWED_HOSTS": "desk.example.org"}) == ["desk.example.org"]
