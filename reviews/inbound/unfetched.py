"""Messages of the mail folder that its server cannot hand over: listed as put aside, and tried last.

A message like that lies at the head of the folder, and a few of them would end every turn before those behind
them are reached.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from newsroom.configuration import MailStore
from reviews.inbound.parsing.reading import cleaned
from reviews.models import InboundMail

GONE = timedelta(days=1)
"""After this long without a try, a message is no longer in the folder."""
REASON_LENGTH = 500
MOST_REMEMBERED = 10_000
State = InboundMail.State

_broke: dict[str, set[str]] = {}
"""Over which messages the line broke in this process, by folder. Whoever does not remember tries them once
more."""


class Unfetched:
    """What is known of one folder's messages; ``uid_validity`` says which folder of that name it is."""

    def __init__(self, store: MailStore, uid_validity: int, now: datetime) -> None:
        self._folder = f"{store.user}@{store.host}:{store.port}/{store.folder}/{uid_validity}"
        self._broke = _broke.setdefault(self._folder, set())
        self._now = now
        self._rows = InboundMail.objects.filter(
            channel=InboundMail.Channel.IMAP, state=State.QUARANTINED, raw=None, size=0
        )
        self._listed = set(self._rows.values_list("key", flat=True))

    @property
    def count(self) -> int:
        return len(self._broke)

    def last(self, uids: Iterable[str]) -> list[str]:
        """The same, those last over which the line broke before."""
        return sorted(uids, key=self._broke.__contains__)

    def remember(self, uid: str) -> None:
        """The line broke over this message, whether it was had by then or not."""
        if len(self._broke) >= MOST_REMEMBERED:
            self._broke.clear()
        self._broke.add(uid)

    def put(self, uid: str, error: Exception) -> None:
        """List a message that could not be had."""
        reason = _("The mail server cannot deliver message %(uid)s (%(error)s). Copydesk will try again.") % {
            "uid": uid,
            "error": error,
        }
        values = {"reason": cleaned(reason)[:REASON_LENGTH], "not_before": self._now, "settled_at": self._now}
        first = {
            "channel": InboundMail.Channel.IMAP,
            "state": State.QUARANTINED,
            "size": 0,
            "received_at": self._now,
        }
        InboundMail.objects.update_or_create(
            key=self._key(uid), defaults=values, create_defaults={**first, **values}
        )

    def settle(self, uid: str) -> None:
        """The message was taken, or is gone: it need not be listed any more."""
        self._broke.discard(uid)
        if self._key(uid) in self._listed:
            self._rows.filter(key=self._key(uid)).delete()

    def forget_gone(self) -> None:
        """What was not tried for long is in the folder no more."""
        if self._listed:
            reason = _("The message is no longer in the mail folder.")
            gone = self._rows.filter(not_before__lt=self._now - GONE)
            gone.update(state=State.IGNORED, reason=reason)

    def _key(self, uid: str) -> str:
        return hashlib.sha256(f"{self._folder}/{uid}".encode()).hexdigest()
