"""A real IMAP server on loopback, with one person's folders in memory, in the open or under TLS."""

from __future__ import annotations

import imaplib
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from imap_tools import BaseMailBox, MailBoxUnencrypted

from newsroom.configuration import MailStore
from tests.environment.mailbox import free_port
from tests.environment.processes import wait_until


class MailFolders:
    """``store`` is how the product is told of it; the test looks in and drops messages with ``open``."""

    def __init__(self, port: int) -> None:
        self.store = MailStore("127.0.0.1", port, "desk", "secret words", tls=False)

    def at(self, host: str, port: int = 0, *, tls: bool = False, starttls: bool = False) -> MailStore:
        """The same folders, by another way in."""
        return replace(self.store, host=host, port=port or self.store.port, tls=tls, starttls=starttls)

    @property
    def url(self) -> str:
        return f"imap://desk:secret%20words@127.0.0.1:{self.store.port}/INBOX"

    @contextmanager
    def open(self, folder: str = "INBOX") -> Iterator[BaseMailBox]:
        store = self.store
        with MailBoxUnencrypted(store.host, store.port, timeout=20).login(
            store.user, store.password, folder
        ) as mailbox:
            yield mailbox

    def drop(self, *messages: bytes) -> None:
        with self.open() as mailbox:
            for message in messages:
                mailbox.append(message, "INBOX")

    def drop_what_is_taken(self, messages: Iterable[bytes]) -> list[bytes]:
        """Drop them through one connection, as each log-in costs the server a slow hash. It reads a message
        before it takes it, and fails over some: says which it took."""
        waiting, taken = deque(messages), []
        while waiting:
            with suppress(imaplib.IMAP4.error), self.open() as mailbox:
                while waiting:
                    message = waiting.popleft()
                    mailbox.append(message, "INBOX")
                    taken.append(message)
        return taken

    def count(self, folder: str = "INBOX") -> int:
        with self.open(folder) as mailbox:
            return len(mailbox.uids())


@contextmanager
def server(*, certificate: Path | None = None) -> Iterator[MailFolders]:
    """``certificate``: a file with a key and its certificates, for those who ask for STARTTLS."""
    folders = MailFolders(free_port())
    store = folders.store
    tls = ["--cert", str(certificate), "--key", str(certificate)] if certificate else ["--no-tls"]
    address = ["--host", store.host, "--port", str(store.port), *tls]
    person = ["dict", "--demo-data", "--demo-user", store.user, "--demo-password", store.password]
    with tempfile.TemporaryFile("w+") as log:
        program = str(Path(sys.executable).with_name("pymap"))
        process = subprocess.Popen([program, *address, *person], stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: _answers(folders, process))
            with folders.open() as mailbox:
                mailbox.delete(mailbox.uids())
            yield folders
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def behind_tls(folders: MailFolders, certificate: Path) -> Iterator[int]:
    """A port where TLS comes first, as at 993, and then the same server."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as near,
                socket.create_connection((folders.store.host, folders.store.port)) as far,
            ):
                back = threading.Thread(target=_pass_on, args=(far, near))
                back.start()
                _pass_on(near, far)
                back.join()

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Listener(("127.0.0.1", 0), Relay) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        try:
            yield listener.server_address[1]
        finally:
            listener.shutdown()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _answers(folders: MailFolders, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the IMAP server ended"
    try:
        with folders.open():
            return True
    except OSError:
        return False
