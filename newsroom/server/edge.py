"""The outermost application: it refuses unreadable heads and bounds bodies before anything reads them.

It counts a body as it comes in, and does not store it. Anonymous requests may send small bodies only; the
session is looked up only for a body that is larger. At the address where the mail provider posts, bodies may
be as large as mails.
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
from reviews.inbound.large_posts import MOST_BYTES as LARGEST_MAIL_BYTES

KB, MB = 1024, 1024 * 1024
LARGEST_ANONYMOUS_BYTES = 256 * KB
"""Fits a guest's longest reply in characters of three bytes, and any form of a public page."""
LARGEST_SIGNED_IN_BYTES = 56 * MB
"""Larger than any file that is accepted, so that a file that is too large gets its own sentence."""
MOST_IN_FLIGHT_BYTES = 256 * MB
"""The sum of all bodies that are being read at one time."""
BODY_TIMEOUT_SECONDS = 30.0
"""A body may take this long, and more only at the rate below."""
SLOWEST_BYTES_PER_SECOND = 4 * KB
MOST_DIGITS = 16
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REFUSED_CODECS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Codecs that no client uses, and that raise for some bytes."""
WEBHOOK_PATH = "/mail/webhook/"
LOOKUP_THREADS = 2


class Edge:
    """Passes on requests whose head can be read and whose body is within the bounds."""

    def __init__(self, application: Application, *, timeout: float = BODY_TIMEOUT_SECONDS) -> None:
        self._application = application
        self._timeout = timeout
        self._in_flight = 0
        self._lookups = ThreadPoolExecutor(LOOKUP_THREADS, thread_name_prefix="edge")

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
        """The status that refuses a body of this size; 0 for one that is accepted."""
        if size <= LARGEST_ANONYMOUS_BYTES:
            return 0
        largest = largest_unauthenticated(scope)
        if size <= largest:
            return 0
        if size > LARGEST_SIGNED_IN_BYTES:
            return 413
        loop = asyncio.get_running_loop()
        try:
            is_signed_in = await loop.run_in_executor(self._lookups, _is_signed_in, scope)
        except DatabaseError:
            return 503
        return 0 if is_signed_in else 413

    def count_in(self, size: int) -> bool:
        """Add received bytes. ``False`` when the bodies being read exceed the limit."""
        self._in_flight += size
        return self._in_flight <= MOST_IN_FLIGHT_BYTES

    def count_out(self, size: int) -> None:
        self._in_flight -= size

    def timeout(self, received: int) -> float:
        """Seconds that a body may take until ``received`` bytes of it have arrived."""
        return self._timeout + received / SLOWEST_BYTES_PER_SECOND


class _Body:
    """A body that is being read. Its ``receive`` and ``send`` replace those of the server.

    Once the body is refused, the application receives a disconnect, and its response is dropped.
    """

    def __init__(self, edge: Edge, scope: Message, receive: Receive, send: Send) -> None:
        self._edge, self._scope = edge, scope
        self._receive, self._send = receive, send
        self.announced = int(header(scope, b"content-length") or 0)
        self._allowed = max(self.announced, LARGEST_ANONYMOUS_BYTES)
        self._received = 0
        self._began = time.monotonic()
        self._is_read = self._is_refused = self._is_answered = False

    async def receive(self) -> Message:
        if self._is_refused:
            return {"type": "http.disconnect"}
        if self._is_read:
            return await self._receive()
        seconds_left = self._began + self._edge.timeout(self._received) - time.monotonic()
        try:
            async with asyncio.timeout(max(seconds_left, 0.01)):
                message = await self._receive()
        except TimeoutError:
            return await self._refused(408)
        return await self._count(message)

    async def _count(self, message: Message) -> Message:
        size = len(message.get("body", b""))
        self._received += size
        self._is_read = not message.get("more_body")
        if not self._edge.count_in(size):
            return await self._refused(503)
        if self._received > self._allowed:
            if status := await self._edge.too_large(self._scope, self._received):
                return await self._refused(status)
            self._allowed = max(largest_unauthenticated(self._scope), LARGEST_SIGNED_IN_BYTES)
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
        self._edge.count_out(self._received)


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
    """True for an encoding that decodes any bytes, with replacement characters where needed."""
    try:
        b"\xff".decode(name, "replace")
        return codecs.lookup(name).name not in REFUSED_CODECS
    except (LookupError, ValueError):
        return False


def _is_our_host(scope: Message) -> bool:
    """Whether the Host header names an allowed host. Django handles a request without one."""
    host = header(scope, b"host")
    domain, _port = split_domain_port(host)
    return not host or (bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS))


def header(scope: Message, name: bytes) -> str:
    """The values of a header, as Django joins them."""
    separator = "; " if name == b"cookie" else ","
    return separator.join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def largest_unauthenticated(scope: Message) -> int:
    """The largest body, in bytes, that needs no sign-in. The mail provider may post more."""
    provider = settings.INBOUND.webhook if settings.INBOUND else ""
    if not provider or not scope["path"].startswith(f"{WEBHOOK_PATH}{provider}/"):
        return LARGEST_ANONYMOUS_BYTES
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET", "")
    if not secret:
        return LARGEST_MAIL_BYTES  # it signs its requests, which can be checked once all is read
    expected = "Basic " + base64.b64encode(secret.encode()).decode()
    is_authenticated = secrets.compare_digest(header(scope, b"authorization").encode(), expected.encode())
    return LARGEST_MAIL_BYTES if is_authenticated else LARGEST_ANONYMOUS_BYTES


def _is_signed_in(scope: Message) -> bool:
    """Whether the session cookie belongs to somebody signed in. Closes its database connection."""
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
    """Answer with one sentence: plain text, or for the API the JSON of its refusals."""
    is_program = scope["path"].startswith("/api/")
    body = (json.dumps({"error": SENTENCES[status]}) if is_program else SENTENCES[status]).encode()
    content_type = b"application/json" if is_program else b"text/plain"
    headers = [
        (b"content-type", content_type + b"; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
