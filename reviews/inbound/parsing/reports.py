"""What a report on a delivery says (RFC 3464): which address failed for good, and of which mail."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_string
from email.message import Message

from articles.importing.mail.mime import parts_of
from reviews.inbound.parsing.reading import Incoming, cleaned

PASSING = frozenset({"5.2.2", "5.2.3", "5.3.4"})
"""Failures for good of one mail that say nothing about the next: the mailbox is full, the mail too large."""
REASON_LENGTH = 300


@dataclass(frozen=True)
class Failure:
    """An address, in lower case, that no mail will reach, with the words of its server."""

    address: str
    reason: str


@dataclass(frozen=True)
class Report:
    failures: tuple[Failure, ...]
    message_id: str


def read_report(mail: Incoming) -> Report:
    failures: list[Failure] = []
    message_id = ""
    for part in mail.message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status" and part.is_multipart():
            failures += [failure for block in parts_of(part) if (failure := _failure(block))]
        elif kind in ("message/rfc822", "text/rfc822-headers") and not message_id:
            message_id = _id_in(part)
    return Report(tuple(failures), message_id)


def _failure(block: Message) -> Failure | None:
    status = str(block.get("Status", "")).split(maxsplit=1)
    address = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "").rpartition(";")[2]
    if str(block.get("Action", "")).strip().lower() != "failed" or not status or "@" not in address:
        return None
    if not status[0].startswith("5.") or status[0] in PASSING:
        return None
    diagnostic = str(block.get("Diagnostic-Code", "")).partition(";")[2] or status[0]
    return Failure(address.strip().strip("<>").lower(), " ".join(cleaned(diagnostic).split())[:REASON_LENGTH])


def _id_in(part: Message) -> str:
    """Of the message that came back, whole or as its headers."""
    returned = parts_of(part)[:1] or [message_from_string(str(part.get_payload())[:20_000])]
    return "".join(cleaned(str(returned[0].get("Message-ID", ""))).split())
