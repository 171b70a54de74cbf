"""Runs of ``manage.py up``, each a process of its own with its own data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import psutil
from celery import Celery

from newsroom.configuration import broker_socket
from newsroom.running.children import PROJECT
from tests.environment.mailbox import free_port
from tests.environment.plugin import ISOLATED_FROM, reaper
from tests.environment.processes import wait_until

READY = "Copydesk answers at"


class Up:
    """One run of ``manage.py up`` on the data in ``var``."""

    def __init__(self, var, *options, port=None, umask=-1, **environ):
        self.var, self.port, self.lines, self.seen = var, port or free_port(), [], set()
        bare = {name: value for name, value in os.environ.items() if name not in ISOLATED_FROM}
        self.process = subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), "up", "--port", str(self.port), *options],
            env={**bare, "COPYDESK_VAR": str(var), **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            start_new_session=True,
            umask=umask,
        )
        reaper.watch(self.process.pid)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)

    @property
    def output(self):
        return "".join(self.lines)

    def wait_until_ready(self):
        def ready():
            assert self.process.poll() is None, self.output
            return READY in self.output

        wait_until(ready)
        return self

    def stop(self, number=signal.SIGINT):
        """The exit code, and everything it wrote."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(90)
        reaper.forget(self.process.pid)
        self.reader.join(60)
        self.process.stdout.close()
        return code

    def programs(self):
        """The processes it started that run now."""
        self.seen |= set(psutil.Process(self.process.pid).children(recursive=True))
        return self.left()

    def left(self):
        """Those ever seen that still run, whoever their parent is by now."""
        return [process for process in self.seen if is_alive(process)]

    def program(self, word):
        (found,) = [process for process in self.programs() if word in process.cmdline()]
        return found

    def enqueue(self, task, *args):
        celery = Celery("test", broker=f"redis+socket://{broker_socket(self.var)}", set_as_current=False)
        celery.send_task(task, args=args, ignore_result=True)
        celery.close()


def is_alive(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
