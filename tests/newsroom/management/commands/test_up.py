"""The whole thing, started for real with the one command, and stopped again in every way."""

import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from newsroom.running.children import PROJECT
from tests.environment.mailbox import free_port
from tests.environment.plugin import ISOLATED_FROM, reaper
from tests.environment.processes import wait_until
from tests.environment.up import Up

pytestmark = pytest.mark.broker

ENDLESS = 120
"""Seconds of a task that nobody waits for."""
EVERYTHING = 5
"""Broker, web, worker, beat, and the reaper that ends them should the supervisor be killed."""


@pytest.fixture
def var():
    path = Path(tempfile.mkdtemp(prefix="cdup-", dir="/tmp"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def up(var):
    """Starts runs on one directory of data."""
    runs = []

    def start(*options, **environ):
        runs.append(Up(var, *options, **environ))
        return runs[-1]

    yield start
    for run in runs:
        run.stop()


def at_a_terminal(var, answer):
    """A run whose questions are answered from a terminal; what it printed until it was ready."""
    primary, secondary = pty.openpty()
    bare = {name: value for name, value in os.environ.items() if name not in ISOLATED_FROM}
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "manage.py"), "up", "--port", str(free_port())],
        env={**bare, "COPYDESK_VAR": str(var)},
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        start_new_session=True,
    )
    reaper.watch(process.pid)
    os.close(secondary)
    shown = bytearray()

    def shows(words):
        if select.select([primary], [], [], 0.1)[0]:
            shown.extend(os.read(primary, 65536))
        return words in shown

    try:
        wait_until(lambda: shows(b"1 or 2?"))
        os.write(primary, answer)
        wait_until(lambda: shows(b"Press Ctrl-C to stop") or process.poll() is not None)
    finally:
        process.send_signal(signal.SIGINT)
        wait_until(lambda: shows(b"Stopped in") or process.poll() is not None)
        process.wait(90)
        reaper.forget(process.pid)
        os.close(primary)
    return shown.decode()


def stopped_after(output):
    (seconds,) = re.findall(r"Stopped in ([\d.]+) s", output)
    return float(seconds)


def test_a_first_run_brings_a_demo_newsroom_and_a_second_keeps_the_data(up):
    first = up().wait_until_ready()
    wait_until(lambda: "Press Ctrl-C to stop" in first.output)
    assert f"http://127.0.0.1:{first.port}/" in first.output
    assert "Loading the demo newsroom" in first.output
    assert "mara@saltmarsh.example" in first.output
    with urllib.request.urlopen(f"http://127.0.0.1:{first.port}/admin/login/") as page:
        assert page.status == 200
    assert len(first.programs()) == EVERYTHING
    assert first.stop() == 0
    assert "Stopped in" in first.output
    assert not first.left()
    assert "Traceback" not in first.output

    assert "/set-up/" not in first.output
    second = up().wait_until_ready()
    wait_until(lambda: "mara@saltmarsh.example" in second.output)
    assert "Preparing" not in second.output
    assert "Loading" not in second.output
    assert second.stop(signal.SIGTERM) == 0


def test_a_stop_waits_for_a_running_task_and_gives_back_one_that_takes_too_long(up, var):
    slow = {"DJANGO_SETTINGS_MODULE": "tests.newsroom.slow_settings"}
    run = up("--empty", **slow).wait_until_ready()
    short, long = var / "short", var / "long"
    run.enqueue("tests.note", str(short), "1.5")
    run.enqueue("tests.note", str(long), str(ENDLESS))
    wait_until(lambda: short.exists() and long.exists())
    assert run.stop() == 0
    assert short.read_text() == "begun\ndone\n"
    assert long.read_text() == "begun\n"
    assert stopped_after(run.output) < ENDLESS, "the supervisor's constants hold it to five seconds"
    assert "Traceback" not in run.output

    again = up("--empty", **slow).wait_until_ready()
    wait_until(lambda: long.read_text().startswith("begun\nbegun\n"))
    again.stop()


def test_a_worker_that_dies_is_started_again_and_its_work_goes_on(up, var):
    run = up("--empty", DJANGO_SETTINGS_MODULE="tests.newsroom.slow_settings").wait_until_ready()
    wait_until(lambda: len(run.programs()) == EVERYTHING)
    run.program("worker").kill()
    # A job that the broker hands to a worker in the moment it dies is lost; the sweep is there for those.
    wait_until(lambda: "worker stopped unexpectedly" in run.output)
    run.enqueue("tests.note", str(var / "note"), "0")
    wait_until(lambda: (var / "note").exists())
    run.program("newsroom.asgi:application").kill()
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/admin/login/", timeout=90) as page:
        assert page.status == 200, "a visitor meanwhile waits, and is served"


def test_nothing_outlives_a_supervisor_that_is_killed(up):
    run = up("--empty").wait_until_ready()
    wait_until(lambda: len(run.programs()) == EVERYTHING)
    run.process.kill()
    run.process.wait()
    wait_until(lambda: not run.left())


def test_a_port_in_use_is_said_before_anything_starts(up, var):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = up(port=port)
        assert run.process.wait(90) == 1
        run.stop()
    assert run.output.splitlines() == [
        f"Port {port} is in use: stop the program using it, or choose another with "
        f"python3 manage.py up --port {port + 1}."
    ]
    assert not (var / "copydesk.sqlite3").exists()


def test_the_same_data_is_not_served_twice(up):
    first = up("--empty").wait_until_ready()
    second = up("--empty")
    assert second.process.wait(90) == 1
    second.stop()
    assert f"already runs on this data at http://127.0.0.1:{first.port}" in second.output
    assert len(second.output.splitlines()) == 1


def test_an_address_of_another_machine_is_refused(up):
    run = up("--host", "192.0.2.7")
    assert run.process.wait(90) == 1
    run.stop()
    assert "192.0.2.7 is not an address of this machine" in run.output


def test_another_machine_reaches_no_run_on_embedded_defaults(up, var):
    """The demo's password is public, and so would be whatever is filed."""
    run = up("--host", "0.0.0.0")
    assert run.process.wait(90) == 1
    run.stop()
    assert run.output.startswith("--host 0.0.0.0 opens Copydesk to other machines, which needs a production")
    assert len(run.output.splitlines()) == 1
    assert not (var / "copydesk.sqlite3").exists()


def test_everything_it_writes_is_for_its_owner_alone_whatever_the_umask(up, var):
    """Also what an earlier run left open to others."""
    var.chmod(0o777)
    (var / "broker").mkdir()
    (var / "broker").chmod(0o777)
    for name in ("up.lock", "broker/old.aof"):
        (var / name).touch()
        (var / name).chmod(0o666)
    run = up(umask=0).wait_until_ready()
    wait_until(lambda: "mara@saltmarsh.example" in run.output)
    wait_until(lambda: len(run.programs()) >= EVERYTHING)
    while_it_runs = open_to_others(var)
    assert run.stop() == 0
    assert (while_it_runs, open_to_others(var)) == ({}, {})


def open_to_others(var):
    """The rights of everything that anybody but the owner has some to."""
    return {
        str(path.relative_to(var.parent)): oct(path.stat().st_mode)
        for path in [var, *var.rglob("*")]
        if path.stat().st_mode & 0o077
    }


def test_a_damaged_file_of_the_broker_is_set_aside_and_everything_starts(up, var):
    first = up("--empty").wait_until_ready()
    assert first.stop() == 0
    (incremental,) = (var / "broker").rglob("*.incr.aof")
    incremental.write_bytes(b"\x00 nonsense" * 50)
    second = up("--empty").wait_until_ready()
    assert "The broker’s file is damaged. It is kept as" in second.output
    assert len(list(var.glob("broker.damaged-*"))) == 1
    wait_until(lambda: len(second.programs()) == EVERYTHING)
    assert second.stop() == 0


def test_an_empty_one_prints_the_link_that_sets_it_up(up):
    run = up("--empty").wait_until_ready()
    wait_until(lambda: "Press Ctrl-C to stop" in run.output)
    assert "saltmarsh" not in run.output
    (link,) = re.findall(r"http://\S+/set-up/\S+", run.output)
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/") as page:
        assert page.url.endswith("/set-up/")
    with urllib.request.urlopen(link) as page:
        assert b'name="newsroom"' in page.read()
    run.stop()
    again = up("--demo").wait_until_ready()  # still nobody is there
    wait_until(lambda: "mara@saltmarsh.example" in again.output)
    again.stop()


def test_a_terminal_is_asked(var):
    shown = at_a_terminal(var, b"own\n2\n")
    assert shown.count("1 or 2?") == 2
    assert "/set-up/" in shown
    assert "saltmarsh" not in shown
