"""A real SMTP server on loopback that keeps what it is sent and can be told to misbehave."""

from __future__ import annotations

import contextlib
import email
import email.policy
import random
import socket
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 OK"


@dataclass
class Mailbox:
    """Answers as told, and keeps what it accepted.

    ``sender``, ``recipient``, ``data``: the answer to each part of a delivery; a dictionary
    gives recipients answers of their own. ``drop_after_data``: take the mail, then hang up unanswered.
    ``sessions``: the connections over which somebody tried to send.
    """

    sender: str = ACCEPTED
    recipient: str | dict[str, str] = ACCEPTED
    data: str = ACCEPTED
    drop_after_data: bool = False
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    attempts: int = 0
    host: str = "127.0.0.1"
    port: int = 0

    @property
    def url(self) -> str:
        """For ``EMAIL_URL``."""
        return f"smtp://{self.host}:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in str(message["To"])]

    # aiosmtpd calls these

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts += 1
        if session not in self.sessions:
            self.sessions.append(session)
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        given = self.recipient
        answer = given if isinstance(given, str) else given.get(address, ACCEPTED)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not self.data.startswith("2"):
            return self.data
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.envelopes.append(envelope)
        if self.drop_after_data:
            server.transport.abort()
        return self.data


class Server:
    """Serves a mailbox from a thread of its own while the context lasts."""

    def __init__(self) -> None:
        self.mailbox = Mailbox(port=free_port())
        self._controller = Controller(
            self.mailbox, hostname=self.mailbox.host, port=self.mailbox.port, ready_timeout=60
        )

    def __enter__(self) -> Mailbox:
        self._controller.start()
        return self.mailbox

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def free_port() -> int:
    """A port for a program that wants to be told one.

    Below those that systems hand out by themselves: nobody else is given it before the program listens there.
    """
    while True:
        port = random.SystemRandom().randrange(15_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
