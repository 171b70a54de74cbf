"""Addresses that prove who they were given to, without signing in: each is good for one purpose.

Nothing in them is secret and no moment of signing goes in, so that a mail that is rendered again for
another try is the same mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from newsroom.errors import NotFound
from reviews.models import Notification, Query

SEEN = "seen"
"""The name of the parameter that marks an item as seen."""


class LinkRefused(NotFound):
    """This address was not made here, or not for this."""


def to_item(row: Notification, queries: Sequence[Query]) -> str:
    """The place in the copy a notification is about; whoever goes there has seen it."""
    place = f"#query-{queries[0].number}" if queries else ""
    return f"{row.event.article.get_absolute_url()}?{SEEN}={_sign(SEEN, [row.recipient_id, row.pk])}{place}"


def read_seen(token: str) -> tuple[int, int]:
    """The person and the notification such an address was made for. Raises :class:`LinkRefused`."""
    person, row = _read(SEEN, token)
    return person, row


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"reviews.{purpose}", sep="~")


def _sign(purpose: str, payload: list[Any]) -> str:
    return _signer(purpose).sign(".".join(map(str, payload)))


def _read(purpose: str, token: str) -> Any:
    try:
        return [int(part) for part in _signer(purpose).unsign(token).split(".")]
    except BadSignature as error:
        raise LinkRefused(_("This link is not complete. Copy all of it from the mail.")) from error
