"""``manage.py up``: runs all programs in one terminal until Ctrl-C.

An empty database begins with the demo newsroom or with one's own: as an option says, as somebody at the
terminal answers, and without either with the demo.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from newsroom import configuration
from newsroom.command import ActCommand
from newsroom.errors import Conflict
from newsroom.models import User
from newsroom.running import broker, programs
from newsroom.running.console import Console
from newsroom.running.supervisor import Supervisor
from reviews import demo
from reviews.setup import links

ANSWER_SECONDS = 60.0


class NoAnswer(Conflict):
    """The web process does not answer."""


class OpenToTheNetwork(Conflict):
    """Other machines could reach a run that is configured for this one alone."""


class Command(ActCommand):
    help = (
        "Run web, worker, beat and broker together until Ctrl-C. The first run asks at a terminal whether to "
        "begin with a demo newsroom or your own; elsewhere it loads the demo."
    )
    opens_database = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        first = parser.add_mutually_exclusive_group()
        first.add_argument(
            "--demo", dest="with_demo", action="store_true", default=None, help="begin with the demo newsroom"
        )
        first.add_argument(
            "--empty",
            "--no-demo",
            dest="with_demo",
            action="store_false",
            default=None,
            help="begin with a newsroom of your own, which you set up in the browser",
        )

    def act(self, **options: Any) -> int:
        host, port, with_demo = options["host"], options["port"], options["with_demo"]
        if with_demo:
            demo.refuse_in_production()
        url = programs.address(host, port)
        with programs.listen(host, port) as listener:
            require_production_beyond_loopback(host)
            configuration.close_all(settings.VAR)
            with programs.claim(settings.VAR, url):
                Run(listener=listener, host=host, port=port, with_demo=with_demo).execute()
        return 0


def require_production_beyond_loopback(host: str) -> None:
    """Raises OpenToTheNetwork for a run on embedded defaults that other machines could reach."""
    if not settings.PRODUCTION and not configuration.is_loopback(host):
        raise OpenToTheNetwork(
            f"--host {host} opens Copydesk to other machines, which needs a production configuration "
            "(README, Configuration): leave --host out to try it on this machine only."
        )


class Run:
    """One run, from the start of the first program to the end of the last."""

    def __init__(self, *, listener: socket.socket, host: str, port: int, with_demo: bool | None) -> None:
        """``with_demo``: whether an empty database begins with it; ``None`` leaves it to the terminal."""
        self.listener = listener
        self.url = programs.address(host, port)
        self.with_demo = False if settings.PRODUCTION else with_demo
        self.ways_in: list[str] = []
        self.environ = programs.environment(base=os.environ, var=settings.VAR, host=host, port=port)
        self.console = Console()
        self.supervisor = Supervisor(self.console)

    def execute(self) -> None:
        with self.supervisor.signals():
            try:
                self._start()
                self._announce()
                self.supervisor.watch()
            finally:
                self.console.write_line("Stopping.")
                self.listener.close()
                started = time.monotonic()
                self.supervisor.stop()
                self.console.write_line(f"Stopped in {time.monotonic() - started:.1f} s.")

    def _start(self) -> None:
        if not configuration.given(os.environ, "REDIS_URL"):
            endpoint = configuration.broker_socket(settings.VAR)
            self.supervisor.start(
                programs.broker_program(endpoint=endpoint, var=settings.VAR, environ=self.environ)
            )
            broker.wait_until_it_answers(endpoint, keep_waiting=self._keep_waiting)
        if self.supervisor.stopping.is_set():
            return
        bring_up_to_date(self.console)
        if demo.is_empty() and self._wants_demo():
            load_demo(self.console)
        self.ways_in = [] if self.with_demo is False else demo_accounts()
        self.ways_in += set_up_link(self.environ.get("COPYDESK_URL") or self.url)
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()
        if self.supervisor.stopping.is_set():
            return
        self.supervisor.start(programs.web_program(listener=self.listener, environ=self.environ))
        self.supervisor.start(programs.worker_program(environ=self.environ))
        self.supervisor.start(programs.beat_program(environ=self.environ))

    def _wants_demo(self) -> bool:
        """The option's word, or the answer of whoever sits at the terminal."""
        if self.with_demo is None and sys.stdin.isatty() and sys.stdout.isatty():
            self.with_demo = asks_for_demo(self.console, self.supervisor.stopping)
        return self.with_demo is not False and not self.supervisor.stopping.is_set()

    def _keep_waiting(self) -> bool:
        self.supervisor.restart_dead()
        return not self.supervisor.stopping.is_set()

    def _announce(self) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while not self.supervisor.stopping.wait(0.05):
            if programs.serves(self.url):
                self.console.write_line("\n".join(["", f"Copydesk answers at {self.url}/", *self.ways_in]))
                self.console.write_line("Press Ctrl-C to stop.\n")
                return
            if time.monotonic() > deadline:
                raise NoAnswer("The web process is not responding: see its output above.")


def bring_up_to_date(console: Console) -> None:
    """Migrate the database, and say so, when there are migrations to apply."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        console.write_line(f"Preparing the database ({len(plan)} steps) …")
        call_command("migrate", interactive=False, verbosity=0)


def asks_for_demo(console: Console, stopping: threading.Event) -> bool:
    """Ask at the terminal until there is an answer, or Ctrl-C. Blank is the demo."""
    console.write_line("\nThis is a new Copydesk. Begin with")
    console.write_line("  1  the demo newsroom, to try everything (default)")
    console.write_line("  2  your own newsroom, which you set up in the browser")
    while not stopping.is_set():
        console.write_line("1 or 2?")
        while not stopping.wait(0.1):
            if select.select([sys.stdin], [], [], 0)[0]:
                break
        else:
            return False
        answer = sys.stdin.readline()
        if answer.strip() in {"", "1"}:
            return True
        if answer.strip() == "2":
            return False
    return False


def set_up_link(base: str) -> list[str]:
    """Where a newsroom is set up, while nobody has an account."""
    if not links.is_unused():
        return []
    return ["Set up your newsroom with this link, which works once:", f"  {base}{links.path()}"]


def load_demo(console: Console) -> None:
    """Load the demo newsroom."""
    console.write_line("Loading the demo newsroom …")
    call_command("load_demo", stdout=StringIO())


def demo_accounts() -> list[str]:
    """One line for each account of the demo newsroom that exists."""
    accounts = demo.accounts()
    existing = set(
        User.objects.filter(email__in=[account.email for account in accounts]).values_list("email", flat=True)
    )
    lines = [f"  {account.email:28} {account.does}" for account in accounts if account.email in existing]
    return [f"Sign in with the password “{demo.PASSWORD}” as", *lines] if lines else []
