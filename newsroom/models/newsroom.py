"""The newsroom itself: one row with its name, language and time zone.

Pages, mails and calendars take their defaults from it. Every process keeps what it read for a few seconds,
so that no page costs a statement for it; a change is seen at once where it was made, and there soon after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from math import inf
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseFailure
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

PRODUCT = "Copydesk"
KEPT = 5.0
"""Seconds for which a process keeps what it read."""


def check_time_zone(name: str) -> None:
    """Raises ValidationError for a time zone that is not known here."""
    if name not in available_timezones():
        raise ValidationError(gettext("Choose a time zone from the list."))


class Newsroom(models.Model):
    """The one row there is; none before the newsroom was set up."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(
        _("language"), max_length=12, default="en", help_text=_("such as en or pt-BR")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, validators=[check_time_zone], help_text=_("such as Europe/Berlin")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("newsroom")
        verbose_name_plural = _("newsroom")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="there_is_one_newsroom",
                violation_error_message=_("The newsroom has been set up already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def current() -> Newsroom | None:
        """The newsroom, as it was at most :data:`KEPT` seconds ago. Whoever is about to make it asks the
        database. While the database is away it stays as it was."""
        return _kept.read()


class _Kept:
    """What this process read last, and until when that is believed."""

    def __init__(self) -> None:
        self._row: Newsroom | None = None
        self._until = -inf
        self._changes = 0

    def read(self) -> Newsroom | None:
        if monotonic() < self._until:
            return self._row
        changes = self._changes
        try:
            row = Newsroom.objects.first()
        except DatabaseFailure:
            row = self._row
        if changes == self._changes:
            self.remember(row)
        return row

    def remember(self, row: Newsroom | None, *, seconds: float = KEPT) -> None:
        self._row, self._until = row, monotonic() + seconds

    def forget(self) -> None:
        self._changes += 1
        self._until = -inf


_kept = _Kept()


def remember(row: Newsroom | None, *, seconds: float = KEPT) -> None:
    """Take this for what the database says."""
    _kept.remember(row, seconds=seconds)


def forget() -> None:
    """Ask the database the next time."""
    _kept.forget()


@receiver([post_save, post_delete], sender=Newsroom, dispatch_uid="newsroom.models.newsroom.forget")
def newsroom_changed(**kwargs: Any) -> None:
    """At once for this transaction, and again when it is written: others may have read the row before it."""
    forget()
    transaction.on_commit(forget)


def name_of_newsroom() -> str:
    """What pages and mails are headed with: the newsroom's name, or the product's while it has none."""
    newsroom = Newsroom.current()
    return newsroom.name if newsroom else PRODUCT


def zone_of_newsroom() -> tzinfo:
    """The newsroom's time zone; the server's while there is none, or none that is known here."""
    newsroom = Newsroom.current()
    try:
        return ZoneInfo(newsroom.time_zone) if newsroom else timezone.get_default_timezone()
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()


def language_of_newsroom() -> str:
    """The newsroom's language for new desks; the server's while there is none."""
    newsroom = Newsroom.current()
    return newsroom.language if newsroom else settings.LANGUAGE_CODE


def interface_language() -> str:
    """The newsroom's language if the interface is translated into it, else the server's."""
    try:
        return translation.get_supported_language_variant(language_of_newsroom())
    except LookupError:
        return settings.LANGUAGE_CODE


@contextmanager
def newsrooms_defaults() -> Iterator[None]:
    """The language and time zone of whatever is written for no page: mails, calendars, commands."""
    with translation.override(interface_language()), timezone.override(zone_of_newsroom()):
        yield
