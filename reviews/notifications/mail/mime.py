"""A mail in the form that goes over the line (RFC 5322, RFC 2045): a text and the same in HTML.

Written out here because there is so little of it. The library's message objects hold anything, and folding
every header for it takes them a third of all that a mail costs.
"""

from __future__ import annotations

import binascii
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from reviews.notifications.mail.rendering import Mail

NEWLINE = "\r\n"
LONGEST_LINE, WANTED_LINE = 998, 78  # octets, without the line's end
FREE_TEXT = frozenset({"Subject"})
"""Headers that hold words and neither addresses nor ids nor links: any part of them can be encoded."""


def as_bytes(mail: Mail, *, sender: str, to: str, now: datetime) -> bytes:
    """The whole message. Raises ``ValueError`` for a character that no message can hold."""
    boundary = f"=_{uuid4().hex}"
    headers = {
        "From": sender,
        "To": to,
        "Subject": mail.subject,
        "Date": format_datetime(now),
        **mail.headers,
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    head = NEWLINE.join(_header(name, value) for name, value in headers.items())
    parts = (_part("plain", mail.text), _part("html", mail.html))
    between = f"{NEWLINE}--{boundary}".encode()
    opened = b"".join(between + NEWLINE.encode() + part for part in parts)
    return head.encode() + NEWLINE.encode() + opened + between + b"--\r\n"


def _header(name: str, value: str) -> str:
    """Folded where it is long, and in encoded words where its value is not plain."""
    if "\r" in value or "\n" in value:
        raise ValueError(_("“%(name)s” has more than one line.") % {"name": name})
    if _is_plain(name, value):
        return _folded(f"{name}: {value}")
    return f"{name}: {Header(value, 'utf-8', header_name=name).encode(linesep=NEWLINE)}"


def _is_plain(name: str, value: str) -> bool:
    """Whether a value goes out as it is. Free text must not hold what a reader takes for an encoded word."""
    if name in FREE_TEXT and ("=?" in value or max(map(len, value.split(" "))) > WANTED_LINE):
        return False
    return value.isascii() and value.isprintable()


def _folded(line: str) -> str:
    """The line, broken before words that would make it too long; its value begins beside its name."""
    if len(line) <= WANTED_LINE:
        return line
    name, first, *words = line.split(" ")
    lines = [f"{name} {first}"]
    for word in words:
        if word and len(lines[-1]) + 1 + len(word) > WANTED_LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return NEWLINE.join(lines)


def _part(kind: str, text: str) -> bytes:
    """Its letters as they are, unless a line is longer than mail servers have to take."""
    body = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    encoding = "7bit" if body.isascii() else "8bit"
    if max(map(len, body.split(b"\n"))) > LONGEST_LINE:
        body, encoding = binascii.b2a_qp(body, istext=True), "quoted-printable"
    head = f"Content-Type: text/{kind}; charset=utf-8{NEWLINE}Content-Transfer-Encoding: {encoding}"
    return f"{head}{NEWLINE * 2}".encode() + body.replace(b"\n", b"\r\n")
