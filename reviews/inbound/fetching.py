"""The IMAP folder that answers arrive in: what is there is kept, then moved out of the way.

Whoever dies between the two finds the message there again, and it is known by then. A message over which
the server or the line breaks is kept in a list (:mod:`reviews.inbound.unfetched`), and tried again later.
"""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from newsroom.configuration import MailStore
from reviews.inbound import receiving
from reviews.inbound.unfetched import Unfetched
from reviews.models import InboundMail

logger = logging.getLogger(__name__)

TIMEOUT = 20  # seconds, for each answer of the server
BATCH = 100
MOST_BROKEN = 3
DONE = "Copydesk"
"""The folder that messages are moved to once they are kept here."""
UID = re.compile(rb"\bUID (\d+)")
BROKEN = (imaplib.IMAP4.error, ImapToolsError, OSError)


def fetch(store: MailStore, *, now: datetime) -> int:
    """Keep up to a batch of messages. Says how many were new.

    A message over which the server or the line breaks is passed by, so that it keeps none of the others
    back, neither now nor the next times. Raises what imaplib raises when the folder cannot be opened.
    """
    with _open(store) as mailbox:
        unfetched = Unfetched(store, _number(mailbox, "UIDVALIDITY"), now)
        waiting = unfetched.last(_first_uids(mailbox, BATCH + unfetched.count))
    new = broken = 0
    while waiting and broken < MOST_BROKEN:
        with _open(store) as mailbox:
            done = _folder_for_done(mailbox)
            while waiting:
                uid = waiting.pop(0)
                try:
                    new += _take(mailbox, uid, unfetched, done=done, now=now)
                except BROKEN as error:
                    logger.warning("Message %s in %s cannot be fetched: %s", uid, store.folder, error)
                    unfetched.remember(uid)
                    broken += 1
                    break
    unfetched.forget_gone()
    return new


def why_closed(store: MailStore, error: Exception) -> str:
    """What the administration reads when the folder cannot be opened: one sentence, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"The mail folder at {store.host} was not opened: its certificate cannot be trusted "
            f"({error.verify_message.rstrip('.')}): give the server a certificate for that name, "
            "or set SSL_CERT_FILE to your own authority’s file."
        )
    return f"The mail folder at {store.host} cannot be opened: {error}"


@contextmanager
def _open(store: MailStore) -> Iterator[BaseMailBox]:
    mailbox: BaseMailBox
    context = ssl.create_default_context()  # imaplib's own would take any certificate
    if store.tls:
        mailbox = MailBox(store.host, store.port, timeout=TIMEOUT, ssl_context=context)
    elif store.starttls:
        mailbox = MailBoxStartTls(store.host, store.port, timeout=TIMEOUT, ssl_context=context)
    else:
        mailbox = MailBoxUnencrypted(store.host, store.port, timeout=TIMEOUT)
    try:
        yield mailbox.login(store.user, store.password, store.folder)
    finally:
        with suppress(*BROKEN):
            mailbox.logout()


def _folder_for_done(mailbox: BaseMailBox) -> str:
    """Made when it is not there; some servers have every folder below the first."""
    if mailbox.folder.exists(DONE):
        return DONE
    try:
        mailbox.folder.create(DONE)
        return DONE
    except ImapToolsError:
        below = f"INBOX{mailbox.folder.list()[0].delim}{DONE}"
        if not mailbox.folder.exists(below):
            mailbox.folder.create(below)
        return below


def _first_uids(mailbox: BaseMailBox, most: int) -> list[str]:
    """Of those that lie there longest. Never of all: in a flooded folder that answer has no end."""
    there = min(most, _number(mailbox, "EXISTS"))
    if not there:
        return []
    __, lines = mailbox.client.fetch(f"1:{there}", "(UID)")
    found = (UID.search(line) for line in lines if isinstance(line, bytes))
    return [match[1].decode() for match in found if match]


def _number(mailbox: BaseMailBox, name: str) -> int:
    """What the server said of the folder as it was opened."""
    value = mailbox.client.response(name)[1][-1]
    return int(value) if isinstance(value, bytes) and value.isdigit() and len(value) < 20 else 0


def _take(mailbox: BaseMailBox, uid: str, unfetched: Unfetched, *, done: str, now: datetime) -> bool:
    try:
        raw = _bytes_of(mailbox, uid)
    except BROKEN as error:
        unfetched.put(uid, error)
        raise
    is_new = raw is not None and receiving.receive(raw, channel=InboundMail.Channel.IMAP, now=now) is not None
    if raw is not None:
        mailbox.move([uid], done)
    unfetched.settle(uid)
    return is_new


def _bytes_of(mailbox: BaseMailBox, uid: str) -> bytes | None:
    """No more is fetched of a message than is kept of it. ``None``: somebody else moved it meanwhile."""
    answer, parts = mailbox.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{receiving.MOST_BYTES + 1}>)")
    if answer != "OK":
        raise imaplib.IMAP4.error(str(parts))
    if parts == [None]:
        return None
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")  # else it holds no byte
