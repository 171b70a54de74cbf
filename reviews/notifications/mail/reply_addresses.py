"""Addresses that mails are answered to, and come back to: each is one person's and about one thing.

``name+<token>@domain``. The token holds what it is about, whose it is and the last day it is good for,
and 80 bits of a keyed digest over these. It is in base32, as mail programs change letters' case.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from reviews.notifications.mail.signed_links import LIFETIME

SALT = "reviews.notifications.addresses"
SIGNATURE = 10  # bytes
BODY = struct.Struct(">B5sIH")  # what, which, whose, last day
TOKEN = re.compile(r"\+([a-z2-7]{36})@")
EPOCH = date(1970, 1, 1)


class About(IntEnum):
    """What an answer to the address is about. ``NEITHER``: a mail about several articles, which cannot be
    answered; it names the first. ``RETURN`` is where a mail comes back that cannot arrive, and names its
    article, or 0."""

    QUERY = 1
    ARTICLE = 2
    RETURN = 3
    NEITHER = 4


@dataclass(frozen=True)
class Address:
    """What an address of ours says: ``pk`` is the query's or the article's, ``person`` an id, too."""

    about: About
    pk: int
    person: int
    last_day: date

    def is_over(self, now: datetime) -> bool:
        return now.astimezone(UTC).date() > self.last_day


def make(about: About, pk: int, *, person: int, written: datetime) -> str:
    """An address, or nothing when mails cannot be answered.

    Good for as long as a link in a mail, counted from when the mail was ``written``: a mail that is
    rendered again for another try is the same mail.
    """
    if settings.INBOUND is None:
        return ""
    last_day = (written + LIFETIME).astimezone(UTC).date()
    body = BODY.pack(about, pk.to_bytes(5, "big"), person, (last_day - EPOCH).days)
    token = base64.b32encode(body + _signature(body, settings.SECRET_KEY)).decode().rstrip("=").lower()
    return f"{settings.INBOUND.name}+{token}@{settings.INBOUND.domain}"


def read(text: str) -> Address | None:
    """What the first address of ours in this text says; ``None`` when there is none that we made."""
    return next(iter(find(text)), None)


def find(text: str) -> Iterable[Address]:
    """Every address in this text, such as a header's, that was made here, each once, over or not.

    The domain does not count: forwarding changes it, and the signature holds without it.
    """
    for token in dict.fromkeys(TOKEN.findall(text.lower())):
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        body, signature = raw[: BODY.size], raw[BODY.size :]
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if not any(constant_time_compare(signature, _signature(body, key)) for key in keys):
            continue
        about, pk, person, last_day = BODY.unpack(body)
        yield Address(About(about), int.from_bytes(pk, "big"), person, EPOCH + timedelta(days=last_day))


def _signature(body: bytes, key: str) -> bytes:
    return salted_hmac(SALT, body, secret=key, algorithm="sha256").digest()[:SIGNATURE]
