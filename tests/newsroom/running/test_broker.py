"""Files that no broker can start with are set aside; any others stay where they are."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import redis

from newsroom.running import broker

pytestmark = pytest.mark.broker


@pytest.fixture
def data():
    """What a broker wrote before its machine went down."""
    place = Path(tempfile.mkdtemp(prefix="cd-", dir="/tmp"))
    process = subprocess.Popen(broker.server_command(endpoint=place / "socket", data=place / "broker"))
    broker.wait_until_it_answers(place / "socket")
    with redis.Redis(unix_socket_path=str(place / "socket")) as client:
        for number in range(500):
            client.lpush("celery", f"task {number}")
    process.kill()
    process.wait()
    yield place / "broker"
    shutil.rmtree(place)


def rewrite(data, pattern, change):
    (file,) = data.rglob(pattern)
    file.write_bytes(change(file.read_bytes()))


@pytest.mark.parametrize(
    ("pattern", "change"),
    [
        ("*incr*", lambda had: had[:3000] + b"\xff" * 100 + had[3000:]),
        ("*incr*", lambda had: b"\x00nonsense" * 50),
        ("*base*", lambda had: b"REDIS0011 nonsense"),
        ("*.manifest", lambda had: b""),
        ("*.manifest", lambda had: had + b"file gone.aof seq 9 type i\n"),
    ],
)
def test_damaged_files_are_kept_aside_and_the_broker_starts_anew(data, pattern, change):
    rewrite(data, pattern, change)
    said = broker.set_aside(data)
    (kept,) = data.parent.glob("broker.damaged-*")
    assert str(kept) in said
    assert said.endswith("no work is lost.")
    assert len(list(kept.rglob("*.*"))) == 3
    assert not data.exists()
    assert broker.set_aside(data) == ""


def test_a_file_that_broke_off_is_read_as_far_as_it_goes(data):
    rewrite(data, "*incr*", lambda had: had[:-7])
    assert broker.set_aside(data) == ""
    assert list(data.rglob("*incr*"))


def test_only_the_last_damaged_files_are_kept(data):
    for name in ("broker.damaged-20200101-000000", "broker.damaged-20210101-000000"):
        (data.parent / name).mkdir()
    rewrite(data, "*.manifest", lambda had: b"nonsense")
    assert broker.set_aside(data)
    assert len(list(data.parent.glob("broker.damaged-*"))) == 1


def test_files_are_not_blamed_for_a_broker_that_starts_nowhere(data, monkeypatch):
    rewrite(data, "*.manifest", lambda had: b"nonsense")
    monkeypatch.setattr(broker, "server_program", lambda: Path("/bin/false"))
    assert broker.set_aside(data) == ""
    assert data.exists()
