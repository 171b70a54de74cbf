"""``POST /api/articles/…/steps``: batches of typing, answered before Django.

Under ASGI Django gives each request a thread, every middleware and a connection of its own, which costs more
than the edit. Here a batch is read without these, but with the same sign-in, CSRF check and refusals. It
waits behind the other batches of its article, and those that wait are written together. Django answers all
unusual requests.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import unquote

import pydantic
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone, translation
from ninja.errors import ValidationError
from simple_history.models import HistoricalRecords

from articles.editing.protocol import SentBatch
from newsroom.api import api
from newsroom.errors import DomainError
from newsroom.models import User
from newsroom.outages import Fault, Unavailable, outage
from newsroom.server.protocol import Application, Message, Receive, Send
from newsroom.server.session_auth import signed_in, typed
from newsroom.web.pages import PERSON
from newsroom.web.readable import FORMS
from reviews.api.editing import answer_to, batch_of
from reviews.api.schemas import StepsIn
from reviews.queries import suggestions

logger = logging.getLogger(__name__)

PATH = re.compile(r"/api/articles/([^/]+)/steps")
LARGEST_BODY_BYTES = 2 * 1024 * 1024
THREADS = 4
MOST_PER_WRITE = 40
"""Batches that are written together."""

Answer = tuple[int, bytes]
Outcome = TypeVar("Outcome")

FAILED: Answer = 500, b"{}"
DEAD_CONNECTION_SECONDS = 0.5
"""A dead connection fails within this time. A later failure was an outage, and is not retried."""


@dataclass(frozen=True)
class ReadBatch:
    """A batch that can be written, its request, and the language for a refusal."""

    request: ASGIRequest
    sent: SentBatch
    language: str


Waiting = list[tuple[ReadBatch, asyncio.Future[Answer]]]


class Batches:
    """The application around Django. It answers batches, and passes everything else on."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(
            THREADS, thread_name_prefix="batches", initializer=self._keep_connection
        )
        self._connections: list[BaseDatabaseWrapper] = []
        self._waiting: dict[str, Waiting] = {}
        """Slug → the batches that wait. It has an entry for each article that is being written."""
        self._writers: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        found = scope["type"] == "http" and scope["method"] == "POST" and PATH.fullmatch(scope["path"])
        if not found:
            return await self._application(scope, receive, send)
        body, is_whole = await _body(receive)
        if not is_whole:
            return await self._application(scope, _replaying(body, receive, more=True), send)
        loop = asyncio.get_running_loop()
        read = await loop.run_in_executor(self._threads, read_batch, scope, body)
        if read is None:
            return await self._application(scope, _replaying(body, receive), send)
        answer = await self._queued(unquote(found[1]), read) if isinstance(read, ReadBatch) else read
        await _send(send, *answer)
        return None

    def _keep_connection(self) -> None:
        """Have the connection of this thread stay open from batch to batch."""
        connection = connections[DEFAULT_DB_ALIAS]
        connection.inc_thread_sharing()
        self._connections.append(connection)

    def close(self) -> None:
        """Close the threads' connections. The next batch opens one again."""
        for connection in self._connections:
            connection.close()

    async def _queued(self, slug: str, read: ReadBatch) -> Answer:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        if slug in self._waiting:
            self._waiting[slug].append((read, answer))
        else:
            self._waiting[slug] = [(read, answer)]
            writer = loop.create_task(self._write(slug))
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        return await answer

    async def _write(self, slug: str) -> None:
        """Write until no batch of this article waits. One thread at a time writes an article."""
        loop = asyncio.get_running_loop()
        group: Waiting = []
        try:
            while waiting := self._waiting[slug]:
                group, self._waiting[slug] = waiting[:MOST_PER_WRITE], waiting[MOST_PER_WRITE:]
                reads = [read for read, _answer in group]
                answers = await loop.run_in_executor(self._threads, write_batches, slug, reads)
                for (_read, future), answer in zip(group, answers, strict=True):
                    if not future.done():
                        future.set_result(answer)
        finally:
            for _read, future in [*group, *self._waiting.pop(slug)]:
                future.cancel()


def read_batch(scope: Message, body: bytes) -> ReadBatch | Answer | None:
    """The batch; an answer when it is refused at once; ``None`` when Django has to answer."""
    request = ASGIRequest(scope, io.BytesIO(body))
    if request.content_type in FORMS:
        return None
    try:
        person = _connected(partial(_signed_in_person, request))
        if person is None:
            return None
        request.user = person
        language = translation.get_language_from_request(request)
        batch = StepsIn.model_validate_json(body)
        return ReadBatch(request, batch_of(batch, person), language)
    except pydantic.ValidationError as error:
        places = [{**one, "loc": ("body", "batch", *one["loc"])} for one in error.errors()]
        return _refused(request, ValidationError(places))
    except Exception as error:
        if unavailable := outage(error):
            return _refused(request, unavailable)
        raise


def write_batches(slug: str, reads: Sequence[ReadBatch]) -> list[Answer]:
    """Write the batches in as few transactions as possible. Returns the answer to each."""
    answers: list[Answer] = []
    size = len(reads)
    while rest := reads[len(answers) :][:size]:
        try:
            answers += _connected(partial(_answers_to, slug, rest))
        except Exception as error:
            if unavailable := outage(error):
                answers += [_refused(read.request, unavailable) for read in reads[len(answers) :]]
                break
            # One faulty batch must not fail the others: from here on each is written by itself.
            if len(rest) == 1:
                logger.exception("A batch of edits was not accepted")
                answers.append(FAILED)
            size = 1
    return answers


def _connected(act: Callable[[], Outcome]) -> Outcome:
    """Call ``act`` on the thread's connection, and again on a new one if that turns out to be dead.

    The second call is harmless: a batch that is in the log already is recognised by its client.
    """
    begun = time.monotonic()
    try:
        return act()
    except (OperationalError, InterfaceError) as error:
        connections.close_all()
        unavailable = outage(error)
        if (
            not unavailable
            or unavailable.fault is not Fault.AWAY
            or time.monotonic() - begun > DEAD_CONNECTION_SECONDS
        ):
            raise
    try:
        return act()
    except (OperationalError, InterfaceError):
        connections.close_all()
        raise


def _answers_to(slug: str, reads: Sequence[ReadBatch]) -> list[Answer]:
    """The answers to the first batch, and to those that were written with it."""
    first = reads[0]
    HistoricalRecords.context.request = first.request
    try:
        with translation.override(first.language):
            sent = [read.sent for read in reads]
            accepted = suggestions.submit_batches(slug=slug, sent=sent, now=timezone.now())
    except DomainError as error:
        with translation.override(first.language):
            return [_refused(first.request, error)]
    finally:
        del HistoricalRecords.context.request
    return [(200, json.dumps(answer_to(one), cls=DjangoJSONEncoder).encode()) for one in accepted]


def _refused(request: ASGIRequest, error: Exception) -> Answer:
    refused = api.on_exception(request, error)
    return refused.status_code, refused.content


def _signed_in_person(request: ASGIRequest) -> User | None:
    try:
        request.get_host()
    except DisallowedHost:
        return None
    check = CsrfViewMiddleware(lambda _request: HttpResponse())
    check.process_request(request)
    if check.process_view(request, _no_view, (), {}) is not None:
        return None
    key, now = request.COOKIES.get(settings.SESSION_COOKIE_NAME), timezone.now()
    person = signed_in(key, now=now)
    if person is None or request.headers.get(PERSON, str(person.pk)) != str(person.pk):
        return None
    if key:
        typed(key, now=now)
    return person


def _no_view(_request: ASGIRequest) -> HttpResponse:
    return HttpResponse()


async def _body(receive: Receive) -> tuple[bytes, bool]:
    """The body, and whether it is complete: not if it is too long, or broke off."""
    parts = bytearray()
    while len(parts) <= LARGEST_BODY_BYTES:
        message = await receive()
        parts += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(parts), message["type"] == "http.request"
    return bytes(parts), False


def _replaying(body: bytes, receive: Receive, *, more: bool = False) -> Receive:
    """A ``receive`` that returns a body, or its beginning, that was read already."""
    waiting = [{"type": "http.request", "body": body, "more_body": more}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


async def _send(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if status == Unavailable.status:
        headers.append((b"retry-after", str(Fault.BUSY.value).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
