"""When a person wants mail, and who stands in for them. Who leaves it as it is has no row."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.models import User
from newsroom.models.newsroom import zone_of_newsroom

WEEKDAYS = "1234567"
"""Monday to Sunday, as ISO 8601 counts them."""
WORKING_DAYS = "12345"
DIGEST_LATENESS = timedelta(hours=3)
"""A digest that could not be made for so long after its hour is left out."""


def digest_hour() -> time | None:
    """The newsroom's own; ``None`` where people have to ask for a digest."""
    hour: time | None = settings.DIGEST_AT
    return hour


class Hours(models.Model):
    """One person's clock. All times of day are on it; moments (``away_from``) are absolute.

    ``quiet_from`` to ``quiet_until`` may run over midnight. ``digest_at`` empty: no digest.
    """

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="hours", verbose_name=_("person")
    )
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    digest_at = models.TimeField(_("digest at"), null=True, blank=True, default=digest_hour)
    digest_days = models.CharField(_("days of the digest"), max_length=7, default=WORKING_DAYS)
    only_digest = models.BooleanField(_("only the digest"), default=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    pressing_in_quiet = models.BooleanField(_("except stories blocked near deadline"), default=False)
    away_from = models.DateTimeField(_("away from"), null=True, blank=True)
    away_until = models.DateTimeField(_("away until"), null=True, blank=True)
    deputy = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="stands_in_for",
        verbose_name=_("deputy"),
    )
    deputy_notified_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        db_column="deputy_told_at",
        help_text=_("when the deputy was notified of this absence"),
    )
    history = HistoricalRecords(excluded_fields=["deputy_notified_at"])

    class Meta:
        verbose_name = _("email schedule")
        verbose_name_plural = _("email schedules")
        ordering = ["person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_has_a_beginning_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(away_from=None, away_until=None)
                | Q(away_from__isnull=False, away_until__gt=F("away_from")),
                name="away_has_a_beginning_before_its_end",
            ),
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="nobody_stands_in_for_themselves"),
        ]
        indexes = [models.Index(fields=["away_until"], name="who_is_away")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def zone(self) -> tzinfo:
        """The person's, or the newsroom's when they named none that is known here."""
        try:
            return ZoneInfo(self.time_zone) if self.time_zone else zone_of_newsroom()
        except (KeyError, ValueError, OSError):
            return zone_of_newsroom()

    def is_away(self, now: datetime) -> bool:
        if self.away_from is None or self.away_until is None:
            return False
        return self.away_from <= now < self.away_until

    def quiet_ends(self, now: datetime) -> datetime | None:
        """When the quiet hours end that ``now`` lies in, or ``None`` outside of them."""
        begin, end = self.quiet_from, self.quiet_until
        if begin is None or end is None or begin == end:
            return None
        local = now.astimezone(self.zone)
        clock = local.time()
        is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
        if not is_quiet:
            return None
        is_over_midnight = begin > end and clock >= begin
        day = local.date() + timedelta(days=1) if is_over_midnight else local.date()
        return max(self._moment(day, end), now + timedelta(minutes=1))

    def digest_due(self, now: datetime) -> date | None:
        """The day whose digest is due now, or ``None``. The clock on the wall decides: when it skips the
        hour, the digest comes right after; when it shows it twice, the day is the same."""
        if self.digest_at is None or self.is_away(now):
            return None
        local = now.astimezone(self.zone)
        if str(local.isoweekday()) not in self.digest_days or local.time() < self.digest_at:
            return None
        is_late = now - self._moment(local.date(), self.digest_at) > DIGEST_LATENESS
        return None if is_late else local.date()

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(zone_of_newsroom())


def hours_of(person: User) -> Hours:
    """A person's hours, or those of the newsroom for who said nothing. Select ``hours`` with many people."""
    found: Hours | None = getattr(person, "hours", None)
    return found or Hours(person=person)
