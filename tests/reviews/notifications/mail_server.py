"""A real SMTP server on loopback that can be told to refuse, to hesitate and to hang up."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

ACCEPTED = "250 accepted"


class Handler:
    """``on_rcpt`` and ``on_data`` map a recipient to the answers still to be given before accepting.

    The answer ``"drop"`` to the data hangs up instead of answering; ``"accept and drop"`` keeps the
    message first, as a server does whose "accepted" never arrives.
    """

    def __init__(self):
        self.on_rcpt, self.on_data = {}, {}
        self.messages, self.sessions = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answers := self.on_rcpt.get(address):
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server, session, envelope):
        (recipient,) = envelope.rcpt_tos
        answers = self.on_data.get(recipient)
        answer = answers.pop(0) if answers else ACCEPTED
        if answer in (ACCEPTED, "accept and drop"):
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
            if session not in self.sessions:
                self.sessions.append(session)
        if answer.endswith("drop"):
            server.transport.abort()
            return ACCEPTED
        return answer


class MailServer(Controller):
    """Listens on a port of its own while the ``with`` block runs."""

    def __init__(self):
        super().__init__(Handler(), hostname="127.0.0.1", port=0)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def messages(self):
        return list(self.handler.messages)

    @property
    def recipients(self):
        return Counter(message["To"] for message in self.messages)
