"""Addresses that prove who they were given to, without signing in: each is good for one purpose.

Nothing in them is secret and no moment of signing goes in, so that a mail that is rendered again for
another try is the same mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.errors import DomainError, NotFound
from reviews.models import Digest, Invitation, Notification, Query

SEEN = "seen"
"""The name of the parameter that marks an item as seen."""
WHOLE_MAIL = "mail"
WHOLE_STORY = "story"
DIGEST = "digest"
"""In place of a kind of event: the mail that ends is the digest."""

PREFERENCES, UNSUBSCRIBE = "preferences", "unsubscribe"
LIFETIME = timedelta(days=60)

GUEST, GUEST_PASS = "guest", "guest-pass"
PASS_LIFETIME = timedelta(hours=12)


class LinkExpired(DomainError):
    """This address was made here, but long ago."""

    status: ClassVar[int] = 410


class LinkRefused(NotFound):
    """This address was not made here, or not for this."""


def to_item(row: Notification, queries: Sequence[Query]) -> str:
    """The place in the copy a notification is about; whoever goes there has seen it."""
    return _to_copy(row, [row.recipient_id, row.pk], queries)


def from_mail(row: Notification, queries: Sequence[Query]) -> str:
    """The same from a mail: who follows it has seen everything that the mail reports."""
    return _to_copy(row, [row.recipient_id, row.pk, WHOLE_MAIL], queries)


def to_story(row: Notification, queries: Sequence[Query]) -> str:
    """The same for all that came of a story up to this row."""
    return _to_copy(row, [row.recipient_id, row.pk, WHOLE_STORY], queries)


def to_preferences(row: Notification) -> str:
    """The page with the recipient's mail preferences, and the one for this article among them."""
    payload = [row.recipient_id, row.event.article_id, _end(row)]
    return reverse("preferences_by_link", args=[sign(PREFERENCES, payload)])


def to_unsubscribe(row: Notification, kinds: Iterable[str] = ()) -> str:
    """Where mail of these kinds, or of the row's own, ends for the recipient with one click."""
    payload = [row.recipient_id, ",".join(sorted({*kinds} or {row.event.kind})), _end(row)]
    return reverse("unsubscribe", args=[sign(UNSUBSCRIBE, payload)])


def to_end_digest(row: Digest) -> str:
    """Where the digest ends for its reader, with one click."""
    return reverse("unsubscribe", args=[sign(UNSUBSCRIBE, [row.person_id, DIGEST, _end(row)])])


def to_preferences_of(row: Digest) -> str:
    """The page with the mail preferences of a digest's reader; no article is among them for its sake."""
    return reverse("preferences_by_link", args=[sign(PREFERENCES, [row.person_id, 0, _end(row)])])


def to_guest(invitation: Invitation, queries: Sequence[Query] = ()) -> str:
    """Where a guest opens the copy. How long it is good stands in the database: it can be prolonged."""
    place = f"#query-{queries[0].number}" if queries else ""
    payload = [invitation.pk, invitation.purpose, invitation.version]
    return reverse("guest_landing", args=[invitation.pk, sign(GUEST, payload)]) + place


def read_guest(token: str) -> tuple[int, str, int]:
    """The invitation's number, its purpose and the version of its link. Raises :class:`LinkRefused`."""
    pk, purpose, version = _read(GUEST, token)
    return int(pk), purpose, int(version)


def guest_pass(invitation: Invitation, *, now: datetime) -> str:
    """What a guest's browser keeps for a day's work once the link was opened."""
    end = int((now + PASS_LIFETIME).timestamp())
    return sign(GUEST_PASS, [invitation.pk, invitation.version, end])


def read_guest_pass(presented: str, *, now: datetime) -> tuple[int, int]:
    """The invitation's number and version. Raises :class:`LinkRefused` when it is too old, too."""
    pk, version, end = _read(GUEST_PASS, presented)
    if now.timestamp() > int(end):
        raise LinkRefused(_("Open the link in your email again."))
    return int(pk), int(version)


def read_preferences(token: str, *, now: datetime) -> tuple[int, int]:
    """The person and the article. Raises :class:`LinkRefused` and :class:`LinkExpired`."""
    person, article, end = _read(PREFERENCES, token)
    _require_time(end, now)
    return int(person), int(article)


def read_unsubscribe(token: str, *, now: datetime) -> tuple[int, list[str]]:
    """The person and the kinds of event. Raises :class:`LinkRefused` and :class:`LinkExpired`."""
    person, kinds, end = _read(UNSUBSCRIBE, token)
    _require_time(end, now)
    return int(person), kinds.split(",")


def read_seen(token: str) -> tuple[int, int, str]:
    """The person and the notification such an address was made for, and what it stands for: ``WHOLE_MAIL``,
    ``WHOLE_STORY`` or nothing else. Raises :class:`LinkRefused`."""
    person, row, *whole = _read(SEEN, token)
    return int(person), int(row), whole[0] if whole else ""


def _to_copy(row: Notification, payload: list[Any], queries: Sequence[Query]) -> str:
    place = f"#query-{queries[0].number}" if queries else ""
    return f"{row.event.article.get_absolute_url()}?{SEEN}={sign(SEEN, payload)}{place}"


def _end(row: Notification | Digest) -> int:
    """Counted from when the row was written, not from now: see above."""
    return int((row.created_at + LIFETIME).timestamp())


def _require_time(end: str, now: datetime) -> None:
    if now.timestamp() > int(end):
        raise LinkExpired(_("This link has expired. Sign in and go to Preferences."))


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"reviews.{purpose}", sep="~")


def sign(purpose: str, payload: list[Any]) -> str:
    return _signer(purpose).sign(".".join(map(str, payload)))


def _read(purpose: str, token: str) -> list[str]:
    try:
        return _signer(purpose).unsign(token).split(".")
    except BadSignature as error:
        raise LinkRefused(_("This link is incomplete. Copy all of it from the email.")) from error
