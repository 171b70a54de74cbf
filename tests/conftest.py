"""Real services for the tests that ask for them by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import redis
from django.conf import settings as django_settings

from newsroom.messaging import jobs, live
from newsroom.models import newsroom
from newsroom.running import frontend, node
from newsroom.running.node import Node, NodeUnavailable
from newsroom.subprocesses import TookTooLong
from tests.environment import browser as browsers
from tests.environment import emptying, imap, mailbox, processes
from tests.environment.broker import Restartable
from tests.environment.imap import MailFolders
from tests.environment.mailbox import Mailbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page


emptying.install()
# Every client of a test loads the middleware anew, and would go through all static files each time.
django_settings.WHITENOISE_AUTOREFRESH = True

# How long an example takes says how busy the machine is, and nothing about what holds.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def closed_breakers() -> None:
    """A broker that was away in the test before is not avoided for the first seconds of this one."""
    for breaker in (jobs.breaker, live.breaker):
        breaker.succeeded()


@pytest.fixture(autouse=True)
def no_newsroom_yet() -> None:
    """No test sees the newsroom of the one before, and none pays the statement that reads there is none."""
    newsroom.remember(None, seconds=inf)


@pytest.fixture
def broker_url() -> str:
    """The address of this process's own broker, emptied."""
    url: str = django_settings.REDIS_URL
    with redis.Redis.from_url(url) as client:
        client.flushall()
    return url


@pytest.fixture
def own_broker(settings: Any) -> Iterator[Restartable]:
    """A broker that the test may stop, freeze and start again; whoever it starts is told of it."""
    started = Restartable(django_settings.VAR / "own-broker")
    settings.REDIS_URL, settings.CELERY_BROKER_URL = started.url, started.celery_url
    yield started
    started.stop()


@pytest.fixture
def start_worker(transactional_db: None, broker_url: str) -> Iterator[Callable[..., processes.Worker]]:
    """Starts ``celery worker`` processes on the test's rows: ``start_worker(EMAIL_URL=…, include=…)``.

    Returns once it takes tasks; each has ``process``, ``output`` and ``kill()``.
    """
    workers: list[processes.Worker] = []

    def start(*, include: str = "", **environ: str) -> processes.Worker:
        workers.append(processes.Worker(include=include, **environ))
        workers[-1].wait_until_ready()
        return workers[-1]

    yield start
    for worker in workers:
        worker.dismiss()


@pytest.fixture
def celery_worker_process(start_worker: Callable[..., processes.Worker]) -> processes.Worker:
    """A worker that keeps mail in the app, as the embedded run does."""
    return start_worker()


@pytest.fixture
def smtp_server() -> Iterator[Mailbox]:
    """A mail server on loopback; see :class:`tests.environment.mailbox.Mailbox`."""
    with mailbox.Server() as served:
        yield served


@pytest.fixture
def imap_server() -> Iterator[MailFolders]:
    """Mail folders on loopback; see :class:`tests.environment.imap.MailFolders`."""
    with imap.server() as served:
        yield served


@pytest.fixture
def send_to(smtp_server: Mailbox, settings: Any) -> Mailbox:
    """Django sends to the mail server for the length of the test, instead of keeping mail in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_server.host, smtp_server.port
    settings.MAIL_KEPT_IN_APP = False
    return smtp_server


@pytest.fixture
def live_app(transactional_db: None, broker_url: str, settings: Any) -> Iterator[str]:
    """The address of the whole application, served by uvicorn on the test's rows."""
    with processes.web() as address:
        settings.COPYDESK_URL = address
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one a process; pages come from the ``page`` fixture."""
    try:
        found = browsers.find()
        if own_node := browsers.node_for_playwright():
            os.environ["PLAYWRIGHT_NODEJS_PATH"] = own_node
    except (browsers.Unavailable, NodeUnavailable) as error:
        pytest.skip(str(error))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found.program, args=list(found.flags), env={**os.environ, **found.environ}
        )
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, live_app: str) -> Iterator[Callable[..., Page]]:
    """Opens pages, each with cookies of its own, for stories with several people.

    The test fails when a page threw an exception or the browser's content policy refused something.
    """
    contexts, problems = [], []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": live_app, "locale": "en-GB", **options})
        contexts.append(context)
        context.set_default_timeout(60_000)
        context.on("console", listen)
        context.on("weberror", lambda problem: problems.append(str(problem.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, problems


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page of a new visitor; addresses begin at the application's root."""
    return new_page()


@pytest.fixture(scope="session")
def node_binary() -> Node:
    """Node 20 or newer, with npm."""
    try:
        return node.find()
    except NodeUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def frontend_modules(node_binary: Node) -> Path:
    """``newsroom/frontend/node_modules`` as its lockfile wants it."""
    return frontend.install(node_binary)


@pytest.fixture
def slow_reading(monkeypatch):
    """Requests in which no file is read."""

    def too_long(*_args, **_kwargs):
        raise TookTooLong("This took too long.")

    monkeypatch.setattr("articles.uploads.within", too_long)
    monkeypatch.setattr("articles.uploads.LONG", 0)
