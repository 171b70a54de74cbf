"""A person's clock, as they set it on the page of their mail preferences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.details import MomentInput
from newsroom.models import User
from newsroom.models.newsroom import zone_of_newsroom
from newsroom.web.forms import set_choices
from reviews.models import Hours
from reviews.models.hours import WEEKDAYS
from reviews.people.hours import ABSENCE, DEFAULT_DIGEST_AT, HoursChoice, HoursRefused

DAY_NAMES = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


class _TimeOfDay(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HoursForm(forms.Form):
    """Everything on one clock: moments are read in the time zone that is chosen with them."""

    time_zone = forms.ChoiceField(required=False, label=gettext_lazy("Time zone"))
    digest = forms.BooleanField(required=False, label=gettext_lazy("Send me the digest"))
    digest_at = forms.TimeField(required=False, label=gettext_lazy("At"), widget=_TimeOfDay)
    digest_days = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("On"),
        choices=list(zip(WEEKDAYS, DAY_NAMES, strict=True)),
        widget=forms.CheckboxSelectMultiple,
    )
    only_digest = forms.BooleanField(required=False, label=gettext_lazy("Only send the digest"))
    quiet_from = forms.TimeField(required=False, label=gettext_lazy("From"), widget=_TimeOfDay)
    quiet_until = forms.TimeField(required=False, label=gettext_lazy("Until"), widget=_TimeOfDay)
    pressing_in_quiet = forms.BooleanField(
        required=False, label=gettext_lazy("Except stories blocked near deadline")
    )
    away_from = forms.DateTimeField(required=False, label=gettext_lazy("From"), widget=MomentInput)
    away_until = forms.DateTimeField(required=False, label=gettext_lazy("Until"), widget=MomentInput)
    deputy = forms.ChoiceField(required=False, label=gettext_lazy("Covering for me"))

    def __init__(
        self, data: Any = None, *, hours: Hours, deputies: Iterable[User], only_mail: bool = False
    ) -> None:
        """``only_mail``: without absence and deputy, whatever is posted."""
        super().__init__(data, initial=_shown(hours))
        self.deputies = {str(person.pk): person for person in deputies}
        by_name = ((pk, person.name) for pk, person in self.deputies.items())
        set_choices(self, "deputy", [("", _("Author or desk")), *by_name])
        newsrooms = _("Newsroom time (%(zone)s)") % {"zone": zone_of_newsroom()}
        names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
        if only_mail:
            for name in ABSENCE:
                del self.fields[name]
        set_choices(self, "time_zone", [("", newsrooms), ("UTC", "UTC"), *((name, name) for name in names)])

    def wanted(self) -> HoursChoice:
        """The hours that were entered. Raises :class:`HoursRefused`."""
        if not self.is_valid():
            raise HoursRefused(_("Enter times as 08:00, and choose the rest from the lists."))
        cleaned = self.cleaned_data
        at: time | None = (cleaned["digest_at"] or DEFAULT_DIGEST_AT) if cleaned["digest"] else None
        return HoursChoice(
            time_zone=cleaned["time_zone"],
            digest_at=at,
            digest_days="".join(cleaned["digest_days"]),
            only_digest=cleaned["only_digest"],
            quiet_from=cleaned["quiet_from"],
            quiet_until=cleaned["quiet_until"],
            pressing_in_quiet=cleaned["pressing_in_quiet"],
            away_from=_moment(cleaned.get("away_from"), cleaned["time_zone"]),
            away_until=_moment(cleaned.get("away_until"), cleaned["time_zone"]),
            deputy=self.deputies.get(cleaned.get("deputy", "")),
        )


def _shown(hours: Hours) -> dict[str, Any]:
    names = ("time_zone", "only_digest", "quiet_from", "quiet_until", "pressing_in_quiet")
    return {
        **{name: getattr(hours, name) for name in names},
        "digest": hours.digest_at is not None,
        "digest_at": hours.digest_at or DEFAULT_DIGEST_AT,
        "digest_days": list(hours.digest_days),
        "away_from": _local(hours.away_from, hours),
        "away_until": _local(hours.away_until, hours),
        "deputy": hours.deputy_id or "",
    }


def _local(moment: datetime | None, hours: Hours) -> datetime | None:
    return moment.astimezone(hours.zone).replace(tzinfo=None) if moment else None


def _moment(read: datetime | None, zone: str) -> datetime | None:
    """Django read it on the newsroom's clock; it was written on the person's."""
    if read is None or not zone:
        return read
    return timezone.make_naive(read, timezone.get_current_timezone()).replace(tzinfo=ZoneInfo(zone))
