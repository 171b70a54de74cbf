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
    """One line where the value is plain, folded and in encoded words where it is not."""
    if "\r" in value or "\n" in value:
        raise ValueError(_("“%(name)s” has more than one line.") % {"name": name})
    is_short = len(name) + 2 + len(value) <= WANTED_LINE or " " not in value
    if is_short and value.isascii() and value.isprintable():
        return f"{name}: {value}"
    charset = "us-ascii" if value.isascii() else "utf-8"
    return f"{name}: {Header(value, charset, header_name=name).encode(linesep=NEWLINE)}"


def _part(kind: str, text: str) -> bytes:
    """Its letters as they are, unless a line is longer than mail servers have to take."""
    body = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    encoding = "7bit" if body.isascii() else "8bit"
    if max(map(len, body.split(b"\n"))) > LONGEST_LINE:
        body, encoding = binascii.b2a_qp(body, istext=True), "quoted-printable"
    head = f"Content-Type: text/{kind}; charset=utf-8{NEWLINE}Content-Transfer-Encoding: {encoding}"
    return f"{head}{NEWLINE * 2}".encode() + body.replace(b"\n", b"\r\n")
