"""What every request passes before anything reads it: its head can be read, and its body has bounds.

A body is counted as it comes in, and kept nowhere here. Whoever has not signed in sends small ones; that
somebody has is looked up only for a body that is larger than that. Where mails are posted by the provider,
bodies are as large as mails.
"""

from __future__ import annotations

import asyncio
import base64
import codecs
import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import DatabaseError, connections
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.http import parse_header_parameters

from newsroom.server.protocol import Application, Message, Receive, Send
from newsroom.server.session_auth import signed_in
from reviews.inbound.large_posts import MOST_BYTES as LARGEST_MAIL

KB, MB = 1024, 1024 * 1024
LARGEST_ANONYMOUS = 256 * KB
"""A guest's longest answer in letters that take three bytes, and more than any form of a page for all."""
LARGEST_OF_PEOPLE = 16 * MB
"""Of somebody who has signed in: a file that is too large by far, but not without end, gets its sentence."""
MOST_UNDER_WAY = 256 * MB
"""Of all bodies that are being read at one time."""
BODY_TIMEOUT_SECONDS = 30.0
"""For a body that does not come; beyond that it has to come at this rate:"""
SLOWEST_RATE = 4 * KB
"""Bytes a second."""
MOST_DIGITS = 16
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Codecs that bytes of the outside are never in, and that some bytes make raise."""
WEBHOOKS = "/mail/webhook/"
LOOKING_UP = 2


class Edge:
    """The outermost application: passes on what can be read and is not too much."""

    def __init__(self, application: Application, *, timeout: float = BODY_TIMEOUT_SECONDS) -> None:
        self._application = application
        self._timeout = timeout
        self._under_way = 0
        self._looking_up = ThreadPoolExecutor(LOOKING_UP, thread_name_prefix="edge")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        if status := unreadable(scope):
            return await _refuse(scope, send, status)
        body = _Body(self, scope, receive, send)
        if status := await self.too_large(scope, body.announced):
            return await _refuse(scope, send, status)
        try:
            await self._application(scope, body.receive, body.send)
        finally:
            body.done()
        return None

    async def too_large(self, scope: Message, size: int) -> int:
        """The status that a body of this size is refused with; 0 for one that may come."""
        if size <= LARGEST_ANONYMOUS:
            return 0
        largest = largest_unproven(scope)
        if size <= largest:
            return 0
        if size > LARGEST_OF_PEOPLE:
            return 413
        loop = asyncio.get_running_loop()
        try:
            is_known = await loop.run_in_executor(self._looking_up, _is_signed_in, scope)
        except DatabaseError:
            return 503
        return 0 if is_known else 413

    def take(self, size: int) -> bool:
        """Count bytes that came; ``False`` when there are more under way than are held."""
        self._under_way += size
        return self._under_way <= MOST_UNDER_WAY

    def give_back(self, size: int) -> None:
        self._under_way -= size

    def timeout(self, received: int) -> float:
        """Seconds a body may have taken by the time that so much of it is there."""
        return self._timeout + received / SLOWEST_RATE


class _Body:
    """A body on its way through: ``receive`` and ``send`` stand in for the server's.

    Once it is refused the application hears that nobody is there any more, and what it says goes nowhere.
    """

    def __init__(self, edge: Edge, scope: Message, receive: Receive, send: Send) -> None:
        self._edge, self._scope = edge, scope
        self._receive, self._send = receive, send
        self.announced = int(header(scope, b"content-length") or 0)
        self._allowed = max(self.announced, LARGEST_ANONYMOUS)
        self._received = 0
        self._began = time.monotonic()
        self._is_read = self._is_refused = self._is_answered = False

    async def receive(self) -> Message:
        if self._is_refused:
            return {"type": "http.disconnect"}
        if self._is_read:
            return await self._receive()
        left = self._began + self._edge.timeout(self._received) - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0.01)):
                message = await self._receive()
        except TimeoutError:
            return await self._refused(408)
        return await self._count(message)

    async def _count(self, message: Message) -> Message:
        size = len(message.get("body", b""))
        self._received += size
        self._is_read = not message.get("more_body")
        if not self._edge.take(size):
            return await self._refused(503)
        if self._received > self._allowed:
            if status := await self._edge.too_large(self._scope, self._received):
                return await self._refused(status)
            self._allowed = max(largest_unproven(self._scope), LARGEST_OF_PEOPLE)
        return message

    async def _refused(self, status: int) -> Message:
        self._is_refused = True
        if not self._is_answered:
            await _refuse(self._scope, self._send, status)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if self._is_refused:
            return
        self._is_answered = True
        await self._send(message)

    def done(self) -> None:
        self._edge.give_back(self._received)


def unreadable(scope: Message) -> int:
    """The status for a head that cannot be read; 0 for one that can."""
    if scope["method"] not in METHODS:
        return 405
    path, size = scope["path"], header(scope, b"content-length")
    try:
        scope["query_string"].decode("ascii")
        path.encode()
        _type, parameters = parse_header_parameters(header(scope, b"content-type"))
    except (ValueError, LookupError):
        return 400
    is_size = not size or (size.isascii() and size.isdecimal() and len(size) < MOST_DIGITS)
    if "\x00" in path or not path.startswith("/") or not is_size or not _is_our_host(scope):
        return 400
    charset = parameters.get("charset")
    return 0 if charset is None or is_charset(str(charset)) else 415


def is_charset(name: str) -> bool:
    """True for an encoding that turns any bytes into text, if need be with marks for what it cannot read."""
    try:
        b"\xff".decode(name, "replace")
        return codecs.lookup(name).name not in NO_CHARSETS
    except (LookupError, ValueError):
        return False


def _is_our_host(scope: Message) -> bool:
    """Whether the host asked for is one of those we are called by; whoever names none is Django's affair."""
    said = header(scope, b"host")
    domain, _port = split_domain_port(said)
    return not said or (bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS))


def header(scope: Message, name: bytes) -> str:
    """The values of a header, as Django joins them."""
    joint = "; " if name == b"cookie" else ","
    return joint.join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def largest_unproven(scope: Message) -> int:
    """How large a body may be of somebody who is not known; larger where the mail provider posts."""
    provider = settings.INBOUND.webhook if settings.INBOUND else ""
    if not provider or not scope["path"].startswith(f"{WEBHOOKS}{provider}/"):
        return LARGEST_ANONYMOUS
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET", "")
    if not secret:
        return LARGEST_MAIL  # it signs what it posts, which shows when all of it is there
    proof = "Basic " + base64.b64encode(secret.encode()).decode()
    is_proven = secrets.compare_digest(header(scope, b"authorization").encode(), proof.encode())
    return LARGEST_MAIL if is_proven else LARGEST_ANONYMOUS


def _is_signed_in(scope: Message) -> bool:
    """Whether the session in the cookies is somebody's. Leaves no connection behind."""
    try:
        key = parse_cookie(header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
        return signed_in(key, now=timezone.now()) is not None
    finally:
        connections.close_all()


SENTENCES = {
    400: "The request can’t be read.",
    405: "That method isn’t supported here.",
    408: "The rest of the request didn’t arrive in time.",
    413: "The request is too large. Sign in to send more, or send less.",
    415: "The charset of the request is unknown.",
    503: "Too many requests at once. Try again in a moment.",
}


async def _refuse(scope: Message, send: Send, status: int) -> None:
    """One sentence: for programs in the shape of every refusal of the interface."""
    is_program = scope["path"].startswith("/api/")
    said = json.dumps({"error": SENTENCES[status]}) if is_program else SENTENCES[status]
    kind = b"application/json" if is_program else b"text/plain"
    headers = [
        (b"content-type", kind + b"; charset=utf-8"),
        (b"content-length", str(len(said)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said.encode()})
