"""A real HTTP server on loopback that keeps what it is posted and can be told to misbehave."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DROP, DRIP, FLOOD = "drop", "drip", "flood"


@dataclass
class Post:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """``answers``: what to do with the next posts: a status, (status, headers), or how to misbehave; 200
    when there is nothing more. DROP hangs up, DRIP answers a byte at a time, FLOOD never stops."""

    port: int = 0
    scheme: str = "http"
    answers: deque = field(default_factory=deque)
    posts: list[Post] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}/hook?x=1"


@contextmanager
def serve(*, certificate: tuple[str, str] | None = None):
    """A receiver, with TLS when it is given a certificate and its key."""
    receiver = Receiver(scheme="https" if certificate else "http")
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.posts.append(Post(self.path, dict(self.headers), body))
            answer = receiver.answers.popleft() if receiver.answers else 200
            if answer == DROP:
                self.close_connection = True
            elif answer == DRIP:
                self._drip()
            elif answer == FLOOD:
                self._flood()
            else:
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                text = b"channel_is_archived"
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        def _drip(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not ended.wait(0.05):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return

        def _flood(self) -> None:
            self.wfile.write(b"HTTP/1.1 500 Oh\r\n\r\n")
            until = time.monotonic() + 5
            while time.monotonic() < until and not ended.is_set():
                try:
                    self.wfile.write(b"x" * 65536)
                except OSError:
                    return

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Whoever hangs up in the middle is what is tested."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
