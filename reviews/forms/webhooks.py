"""A webhook of a desk: its URL and its kinds of events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.models import Desk
from newsroom.web.forms import set_choices
from reviews.models import Event
from reviews.models.webhook import URL_LENGTH
from reviews.webhooks.endpoints import EndpointRefused


class WebhookForm(forms.Form):
    desk = forms.ChoiceField(label=gettext_lazy("Desk"))
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=URL_LENGTH,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        required=False,
        choices=Event.Kind.choices,
        initial=Event.Kind.values,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, desks: Iterable[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {desk.slug: desk for desk in desks}
        set_choices(self, "desk", ((slug, desk.name) for slug, desk in self.desks.items()))

    def wanted(self) -> dict[str, Any]:
        """The arguments of :func:`reviews.webhooks.endpoints.add`. Raises :class:`EndpointRefused`."""
        if not self.is_valid():
            raise EndpointRefused(_("Choose one of your desks and the events to send."))
        return {**self.cleaned_data, "desk": self.desks[self.cleaned_data["desk"]]}
