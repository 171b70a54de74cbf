"""What the security log is narrowed to, as the address of its page says it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from newsroom.security.models import SecurityEvent
from newsroom.security.reading import Filters


class SecurityFilterForm(forms.Form):
    """A GET form in which nothing is required and what makes no sense narrows nothing."""

    kind = forms.ChoiceField(
        label=_("Event"), required=False, choices=[("", _("All events")), *SecurityEvent.Kind.choices]
    )
    who = forms.CharField(label=_("Person or address"), required=False, max_length=120)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__({name: data[name] for name in data})

    @property
    def filters(self) -> Filters:
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            kind=chosen.get("kind", ""),
            who=chosen.get("who", ""),
            since=chosen.get("since"),
            until=chosen.get("until"),
        )
