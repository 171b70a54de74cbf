"""The IMAP folder that answers arrive in: what is there is kept, then moved out of the way.

Whoever dies between the two finds the message there again, and it is known by then.
"""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from newsroom.configuration import MailStore
from reviews.inbound import taking
from reviews.models import InboundMail

logger = logging.getLogger(__name__)

TIMEOUT = 20  # seconds, for each answer of the server
BATCH = 100
MOST_BROKEN = 3
DONE = "Copydesk"
"""The folder that messages are moved to once they are kept here."""
BROKEN = (imaplib.IMAP4.error, ImapToolsError, OSError)


def fetch(store: MailStore, *, now: datetime) -> int:
    """Keep up to a batch of messages. Says how many were new.

    A message over which the server or the line breaks is passed by, so that it keeps none of the others
    back. Raises what imaplib raises when the folder cannot be opened.
    """
    with _open(store) as mailbox:
        waiting = mailbox.uids()[:BATCH]
    new = broken = 0
    while waiting and broken < MOST_BROKEN:
        with _open(store) as mailbox:
            done = _folder_for_done(mailbox)
            while waiting:
                uid = waiting.pop(0)
                try:
                    new += _take(mailbox, uid, done=done, now=now)
                except BROKEN as error:
                    logger.warning("Message %s in %s cannot be fetched: %s", uid, store.folder, error)
                    broken += 1
                    break
    return new


def why_closed(store: MailStore, error: Exception) -> str:
    """What the administration reads when the folder cannot be opened: one sentence, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"The mail folder at {store.host} was not opened, because its certificate cannot be trusted "
            f"({error.verify_message.rstrip('.')}): give the server one that is made out to that name, "
            "or name the file of your own authority in SSL_CERT_FILE."
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


def _take(mailbox: BaseMailBox, uid: str, *, done: str, now: datetime) -> bool:
    """No more is fetched of a message than is kept of it."""
    most = taking.MOST_BYTES + 1
    answer, parts = mailbox.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{most}>)")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if answer != "OK" or raw is None:  # somebody else moved it meanwhile
        return False
    is_new = taking.receive(raw, door=InboundMail.Door.IMAP, now=now) is not None
    mailbox.move([uid], done)
    return is_new
