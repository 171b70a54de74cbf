"""``POST /api/articles/…/steps``: what people type, answered before Django.

Django under ASGI gives each request a thread, a way through every middleware and a connection of its own,
which costs more than the edit. Here a batch is read without any of these, with the same sign-in, check
against forged requests and refusals, and waits its turn behind the others of its article: what has come by
then is written together. Whatever is out of the ordinary is left to Django.
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

from articles.editing.protocol import Sent
from newsroom.api import api
from newsroom.errors import DomainError
from newsroom.models import User
from newsroom.outages import Fault, Unavailable, outage
from newsroom.server.protocol import Application, Message, Receive, Send
from newsroom.server.session_auth import signed_in
from newsroom.web.readable import FORMS
from reviews.api.editing import answer_to, batch_of
from reviews.api.schemas import StepsIn
from reviews.queries import suggestions

logger = logging.getLogger(__name__)

PATH = re.compile(r"/api/articles/([^/]+)/steps")
LARGEST_BODY = 2 * 1024 * 1024
THREADS = 4
MOST_TOGETHER = 40
"""Batches that are written in one go."""

Answer = tuple[int, bytes]
Outcome = TypeVar("Outcome")

FAILED: Answer = 500, b"{}"
AT_ONCE = 0.5
"""Seconds within which a dead connection says so; what failed later was waited for, and once is enough."""


@dataclass(frozen=True)
class Read:
    """A batch that may be taken: what was sent, in which request, and the language to refuse it in."""

    request: ASGIRequest
    sent: Sent
    language: str


Waiting = list[tuple[Read, asyncio.Future[Answer]]]


class Batches:
    """The application around Django: batches are answered here, everything else is passed on."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(
            THREADS, thread_name_prefix="batches", initializer=self._keep_connection
        )
        self._kept: list[BaseDatabaseWrapper] = []
        self._waiting: dict[str, Waiting] = {}
        """What waits for its turn, by the article; in here are those of which something is being written."""
        self._writers: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        found = scope["type"] == "http" and scope["method"] == "POST" and PATH.fullmatch(scope["path"])
        if not found:
            return await self._application(scope, receive, send)
        body, is_whole = await _body(receive)
        if not is_whole:
            return await self._application(scope, _again(body, receive, more=True), send)
        loop = asyncio.get_running_loop()
        read = await loop.run_in_executor(self._threads, read_batch, scope, body)
        if read is None:
            return await self._application(scope, _again(body, receive), send)
        answer = await self._written(unquote(found[1]), read) if isinstance(read, Read) else read
        await _send(send, *answer)
        return None

    def _keep_connection(self) -> None:
        """In each thread: its connection is kept from batch to batch."""
        kept = connections[DEFAULT_DB_ALIAS]
        kept.inc_thread_sharing()
        self._kept.append(kept)

    def close(self) -> None:
        """Close what the threads keep; the next batch opens it again."""
        for kept in self._kept:
            kept.close()

    async def _written(self, slug: str, read: Read) -> Answer:
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
        """Until nothing waits for this article any more: of each, one thread writes at a time."""
        loop = asyncio.get_running_loop()
        together: Waiting = []
        try:
            while waiting := self._waiting[slug]:
                together, self._waiting[slug] = waiting[:MOST_TOGETHER], waiting[MOST_TOGETHER:]
                reads = [read for read, _answer in together]
                answers = await loop.run_in_executor(self._threads, write_batches, slug, reads)
                for (_read, future), answer in zip(together, answers, strict=True):
                    if not future.done():
                        future.set_result(answer)
        finally:
            for _read, future in [*together, *self._waiting.pop(slug)]:
                future.cancel()


def read_batch(scope: Message, body: bytes) -> Read | Answer | None:
    """The batch; an answer when it is refused at sight, and ``None`` when Django is to answer."""
    request = ASGIRequest(scope, io.BytesIO(body))
    if request.content_type in FORMS:
        return None
    try:
        person = _connected(partial(_plainly_signed_in, request))
        if person is None:
            return None
        request.user = person
        language = translation.get_language_from_request(request)
        batch = StepsIn.model_validate_json(body)
        return Read(request, batch_of(batch, person), language)
    except pydantic.ValidationError as error:
        places = [{**one, "loc": ("body", "batch", *one["loc"])} for one in error.errors()]
        return _refused(request, ValidationError(places))
    except Exception as error:
        if unavailable := outage(error):
            return _refused(request, unavailable)
        raise


def write_batches(slug: str, reads: Sequence[Read]) -> list[Answer]:
    """The answers to all of them, in as few transactions as they go into."""
    answers: list[Answer] = []
    together = len(reads)
    while rest := reads[len(answers) :][:together]:
        try:
            answers += _connected(partial(_taken, slug, rest))
        except Exception as error:
            if unavailable := outage(error):
                answers += [_refused(read.request, unavailable) for read in reads[len(answers) :]]
                break
            # What goes wrong with one is no fault of the others: from here on each is taken by itself.
            if len(rest) == 1:
                logger.exception("A batch of edits was not accepted")
                answers.append(FAILED)
            together = 1
    return answers


def _connected(act: Callable[[], Outcome]) -> Outcome:
    """Do this on the connection that the thread keeps; once more on a new one if that turns out to be dead.

    Doing it again is harmless: a batch that is in the log already is known by its client.
    """
    begun = time.monotonic()
    try:
        return act()
    except (OperationalError, InterfaceError) as error:
        connections.close_all()
        unavailable = outage(error)
        if not unavailable or unavailable.fault is not Fault.AWAY or time.monotonic() - begun > AT_ONCE:
            raise
    try:
        return act()
    except (OperationalError, InterfaceError):
        connections.close_all()
        raise


def _taken(slug: str, reads: Sequence[Read]) -> list[Answer]:
    """The answers to the first, and to those that went along with it."""
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


def _plainly_signed_in(request: ASGIRequest) -> User | None:
    try:
        request.get_host()
    except DisallowedHost:
        return None
    check = CsrfViewMiddleware(lambda _request: HttpResponse())
    check.process_request(request)
    if check.process_view(request, _no_view, (), {}) is not None:
        return None
    return signed_in(request.COOKIES.get(settings.SESSION_COOKIE_NAME), now=timezone.now())


def _no_view(_request: ASGIRequest) -> HttpResponse:
    return HttpResponse()


async def _body(receive: Receive) -> tuple[bytes, bool]:
    """The body, and whether that is all of it: not of one that is too long, or that broke off."""
    parts = bytearray()
    while len(parts) <= LARGEST_BODY:
        message = await receive()
        parts += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(parts), message["type"] == "http.request"
    return bytes(parts), False


def _again(body: bytes, receive: Receive, *, more: bool = False) -> Receive:
    """A way to read a body, or its beginning, that was read already."""
    waiting = [{"type": "http.request", "body": body, "more_body": more}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


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
