"""Moments as people read them: near ones in words, every one exact on closer look."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def moment(value: datetime | str | None, now: datetime | None = None) -> SafeString | str:
    """When something happened: "today 14:03", "4 March, 14:03", with the year when it is another.

    Text is read as ISO 8601, which is how certificates keep their moments.
    """
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    local = timezone.localtime(value).replace(second=0, microsecond=0)
    return _moment(local, timezone.localdate(now or timezone.now()), translation.get_language() or "")


@lru_cache(maxsize=2048)
def _moment(local: datetime, today: date, _language: str) -> SafeString:
    time = formats.date_format(local, "H:i")
    if local.date() == today:
        shown = _("today %(time)s") % {"time": time}
    else:
        day = formats.date_format(local, "j F" if local.year == today.year else "j F Y")
        shown = _("%(day)s, %(time)s") % {"day": day, "time": time}
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact(local), shown)


@register.filter
def exact(value: datetime | None) -> str:
    """The whole date and time, with the time zone."""
    if value is None:
        return ""
    return formats.date_format(timezone.localtime(value), "D j F Y, H:i T")


@register.filter
def deadline(value: datetime | None, now: datetime) -> SafeString | str:
    """How far off a deadline is: "in 3 hours", "2 days late"."""
    if value is None:
        return ""
    late = value < now
    if abs((value - now).total_seconds()) < 60:
        words = _("now")
    elif late:
        words = _("%(time)s late") % {"time": timesince(value, now, depth=1)}
    else:
        words = _("in %(time)s") % {"time": timeuntil(value, now, depth=1)}
    return format_html(
        '<time datetime="{}" title="{}" class="{}">{}</time>',
        value.isoformat(),
        exact(value),
        "late" if late else "due",
        words,
    )
