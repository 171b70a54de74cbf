"""A real IMAP server on loopback, with one person's folders in memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imap_tools import BaseMailBox, MailBoxUnencrypted

from newsroom.configuration import MailStore
from tests.environment.mailbox import free_port
from tests.environment.processes import wait_until


class MailFolders:
    """``store`` is how the product is told of it; the test looks in and drops messages with ``open``."""

    def __init__(self, port: int) -> None:
        self.store = MailStore("127.0.0.1", port, "desk", "secret words", tls=False)

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

    def count(self, folder: str = "INBOX") -> int:
        with self.open(folder) as mailbox:
            return len(mailbox.uids())


@contextmanager
def server() -> Iterator[MailFolders]:
    folders = MailFolders(free_port())
    store = folders.store
    address = ["--host", store.host, "--port", str(store.port), "--no-tls"]
    person = ["dict", "--demo-data", "--demo-user", store.user, "--demo-password", store.password]
    with tempfile.TemporaryFile("w+") as log:
        program = str(Path(sys.executable).with_name("pymap"))
        process = subprocess.Popen([program, *address, *person], stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: _answers(folders, process), seconds=40)
            with folders.open() as mailbox:
                mailbox.delete(mailbox.uids())
            yield folders
        finally:
            process.terminate()
            process.wait(10)


def _answers(folders: MailFolders, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the IMAP server ended"
    try:
        with folders.open():
            return True
    except OSError:
        return False
