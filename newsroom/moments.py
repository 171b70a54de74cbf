"""Moments as people read them: in words, with the exact time as a tooltip."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import lru_cache

from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Calendar:
    """Formats many moments for one reader. Zone, day and language are read once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.zone = timezone.get_current_timezone()
        self.today = now.astimezone(self.zone).date()
        self.language = translation.get_language() or ""

    def moment(self, value: datetime) -> SafeString:
        """ "today 14:03", "4 March, 14:03", with the year when it is another."""
        return _moment(value.replace(second=0, microsecond=0), self.zone, self.today, self.language)


def moment(value: datetime | str | None, now: datetime | None = None) -> SafeString | str:
    """A moment as HTML. Text is parsed as ISO 8601, the format in certificates."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return Calendar(now or timezone.now()).moment(value)


@lru_cache(maxsize=4096)
def _moment(value: datetime, zone: tzinfo, today: date, _language: str) -> SafeString:
    local = value.astimezone(zone)
    time = formats.date_format(local, "H:i")
    if local.date() == today:
        shown = _("today %(time)s") % {"time": time}
    else:
        day = formats.date_format(local, "j F" if local.year == today.year else "j F Y")
        shown = _("%(day)s, %(time)s") % {"day": day, "time": time}
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact(local), shown)


def exact(value: datetime | None) -> str:
    """The whole date and time, with the time zone."""
    if value is None:
        return ""
    rounded = value.replace(second=0, microsecond=0)
    return _exact(rounded, timezone.get_current_timezone(), translation.get_language() or "")


@lru_cache(maxsize=2048)
def _exact(value: datetime, zone: tzinfo, _language: str) -> str:
    """The zone is a key of its own: moments in two zones are equal when they are the same moment."""
    return formats.date_format(value.astimezone(zone), "D j F Y, H:i T")


SOON_MINUTES = 60
"""From here on a deadline stands out."""


def length_of(minutes: int) -> str:
    """A duration: below a day in hours and minutes, then in its largest whole unit."""
    hours, days = minutes // 60, minutes // (24 * 60)
    if hours < 1:
        return _("%(minutes)d min") % {"minutes": minutes}
    if days < 1:
        template = _("%(hours)d h %(minutes)d min") if minutes % 60 else _("%(hours)d h")
        return template % {"hours": hours, "minutes": minutes % 60}
    if days < 14:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return ngettext("%(count)d week", "%(count)d weeks", days // 7) % {"count": days // 7}


def deadline(value: datetime | None, now: datetime) -> SafeString | str:
    """The time until or since a deadline: "due in 2 h 10 min", "2 days overdue"."""
    if value is None:
        return ""
    late = value < now
    template = _("%(time)s overdue") if late else _("due in %(time)s")
    minutes = int(abs((value - now).total_seconds()) // 60)
    return format_html(
        '<time datetime="{}" title="{}" class="{}">{}</time>',
        value.isoformat(),
        exact(value),
        "late" if late else "soon" if minutes < SOON_MINUTES else "due",
        template % {"time": length_of(minutes)} if minutes else _("due now"),
    )
