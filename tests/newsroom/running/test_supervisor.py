"""Programs are started again when they die, stopped in time, and never left behind."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from newsroom.running import children, supervisor
from newsroom.running.children import Program, Reaper
from newsroom.running.console import Console
from newsroom.running.supervisor import Supervisor
from tests.environment.processes import wait_until

PATIENT = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {PATIENT}"


def program(name, code, **options):
    return Program(name, [sys.executable, "-S", "-c", code], dict(os.environ), **options)


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def supervised(out):
    started = Supervisor(Console(out))
    yield started
    started.stop()


def test_what_programs_say_is_told_with_their_names_and_without_colours(supervised, out):
    supervised.start(
        program("web", "print('hello'); print(); print('only noise here')", ignored_output=("noise",))
    )
    supervised.start(program("worker", "print('ready')"))
    wait_until(lambda: "ready" in out.getvalue() and "hello" in out.getvalue())
    assert sorted(out.getvalue().splitlines()) == ["   web | hello", "worker | ready"]


def test_pauses_grow_with_every_quick_death(supervised):
    child = supervised.start(program("web", "raise SystemExit(1)"))
    pauses = []
    for _ in range(7):
        wait_until(lambda: not child.running)
        pauses.append(child.clean_up())
        child.start()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_one_that_ran_well_is_started_again_at_once(supervised, monkeypatch):
    monkeypatch.setattr(children, "STABLE_SECONDS", 0.0)
    child = supervised.start(program("web", "raise SystemExit(1)"))
    for _ in range(3):
        wait_until(lambda: not child.running)
        assert child.clean_up() == 1
        child.start()


def test_one_that_does_not_leave_when_asked_is_made_to(supervised, out, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.5)
    stubborn = supervised.start(program("web", STUBBORN))
    patient = supervised.start(program("beat", PATIENT))
    wait_until(lambda: out.getvalue().count("up") == 2)
    supervised.stop()
    assert not stubborn.running
    assert not patient.running


def test_what_stops_last_is_stopped_when_the_others_have_ended(out, tmp_path):
    """Each writes when it is asked to stop; the worker takes its time over it."""
    note = tmp_path / "order"
    code = (
        "import signal, sys, time\n"
        "def leave(*_):\n"
        "    time.sleep({0}); open({1!r}, 'a').write('{2}\\n'); sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave); print('up', flush=True); time.sleep(60)"
    )
    supervised = Supervisor(Console(out))
    supervised.start(program("broker", code.format(0, str(note), "broker"), stops_last=True))
    supervised.start(program("worker", code.format(0.4, str(note), "worker")))
    wait_until(lambda: out.getvalue().count("up") == 2)
    supervised.stop()
    assert note.read_text() == "worker\nbroker\n"


def test_the_patience_leaves_room_within_five_seconds():
    assert supervisor.GRACE_SECONDS + 3 * supervisor.KILL_WAIT_SECONDS <= 5


def test_the_reaper_ends_whole_families_when_the_supervisor_is_gone(tmp_path):
    """Closing it closes the pipe, which is all that the reaper sees of a killed supervisor."""
    note = tmp_path / "grandchild"
    code = (
        "import subprocess, time; child = subprocess.Popen(['sleep', '60']);"
        f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    reaper = Reaper()
    parent = subprocess.Popen([sys.executable, "-S", "-c", code], start_new_session=True)
    reaper.watch(parent.pid)
    threading.Thread(target=parent.wait).start()  # init does that for orphans
    wait_until(lambda: note.exists() and note.read_text())
    reaper.close()
    assert parent.wait(60) == -signal.SIGTERM
    wait_until(lambda: not is_running(int(note.read_text())))


def test_the_reaper_leaves_alone_what_was_released():
    reaper = Reaper()
    other = subprocess.Popen(["sleep", "60"], start_new_session=True)
    reaper.watch(other.pid)
    reaper.forget(other.pid)
    reaper.close()  # returns when the reaper has ended, and with it all that it would ever do
    assert other.poll() is None
    other.kill()
    other.wait()


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return sys.platform != "linux"
