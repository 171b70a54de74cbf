"""``POST /api/articles/…/steps``: what people type, answered before Django.

Django under ASGI gives each request a thread, a way through every middleware and a connection of its own,
which costs more than the edit. Here a batch waits its turn behind the others of its article without any of
these, and is then answered by the same function, with the same sign-in, check against forged requests and
refusals. Whatever is out of the ordinary is left to Django.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any
from urllib.parse import unquote

import pydantic
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connections
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from ninja.errors import ValidationError
from simple_history.models import HistoricalRecords

from newsroom.api import api
from newsroom.api import editing as steps
from newsroom.api.schemas import StepsIn
from newsroom.errors import DomainError

logger = logging.getLogger(__name__)

PATH = re.compile(r"/api/articles/([^/]+)/steps")
LARGEST_BODY = 2 * 1024 * 1024
THREADS = 4

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Answer = tuple[int, bytes]


class Batches:
    """The application around Django: batches are answered here, everything else is passed on."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="batches")
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        found = scope["type"] == "http" and scope["method"] == "POST" and PATH.fullmatch(scope["path"])
        if not found:
            return await self._application(scope, receive, send)
        body, is_whole = await _body(receive)
        if not is_whole:
            return await self._application(scope, _again(body, receive, more=True), send)
        slug = unquote(found[1])
        async with self._turn(slug):
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, answer_batch, scope, body, slug)
        if answer is None:
            return await self._application(scope, _again(body, receive), send)
        await _send(send, *answer)
        return None

    @asynccontextmanager
    async def _turn(self, slug: str) -> AsyncIterator[None]:
        """One batch of an article after the other, in the order in which they came."""
        lock, waiting = self._turns.get(slug, (asyncio.Lock(), 0))
        self._turns[slug] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._turns.pop(slug)
            if waiting > 1:
                self._turns[slug] = lock, waiting - 1


def answer_batch(scope: Message, body: bytes, slug: str) -> Answer | None:
    """Status and JSON; ``None`` when Django is to answer. Leaves no connection behind."""
    request = ASGIRequest(scope, io.BytesIO(body))
    HistoricalRecords.context.request = request
    try:
        if not _is_plainly_signed_in(request):
            return None
        with translation.override(translation.get_language_from_request(request)):
            return _answered(request, body, slug)
    except DatabaseError:
        logger.exception("The database did not take a batch of steps")
        return 503, b"{}"
    finally:
        del HistoricalRecords.context.request
        connections.close_all()


def _is_plainly_signed_in(request: ASGIRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        return False
    check = CsrfViewMiddleware(lambda _request: HttpResponse())
    check.process_request(request)
    if check.process_view(request, _no_view, (), {}) is not None:
        return False
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    request.user = get_user(request)
    return request.user.is_authenticated


def _no_view(_request: ASGIRequest) -> HttpResponse:
    return HttpResponse()


def _answered(request: ASGIRequest, body: bytes, slug: str) -> Answer:
    try:
        batch = StepsIn.model_validate_json(body)
        return 200, json.dumps(steps.submit_steps(request, slug, batch), cls=DjangoJSONEncoder).encode()
    except pydantic.ValidationError as error:
        places = [{**one, "loc": ("body", "batch", *one["loc"])} for one in error.errors()]
        refused = api.on_exception(request, ValidationError(places))
    except DomainError as error:
        refused = api.on_exception(request, error)
    return refused.status_code, refused.content


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
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
