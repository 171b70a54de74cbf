"""Of which desk and which time figures are shown, as the address of the page says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from newsroom.models import Desk
from newsroom.web.forms import set_choices
from reviews.figures.counting import Period

PERIODS = [
    (Period.DAYS, _("Last 30 days")),
    (Period.QUARTER, _("Last 3 months")),
    (Period.YEAR, _("Last year")),
]


class FiguresForm(forms.Form):
    """A GET form in which nothing is required, and what makes no sense is as if it were not there."""

    desk = forms.ChoiceField(label=_("Desk"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False, choices=PERIODS)

    def __init__(self, data: Mapping[str, str], *, desks: Sequence[Desk]) -> None:
        super().__init__({name: data[name] for name in data})
        self._desks = desks
        everything = [("", _("All my desks"))] if len(desks) > 1 else []
        set_choices(self, "desk", [*everything, *((desk.slug, desk.name) for desk in desks)])
        self.is_valid()

    @property
    def chosen_desks(self) -> list[Desk]:
        """The one that was chosen, or all."""
        chosen = self.cleaned_data.get("desk")
        return [desk for desk in self._desks if not chosen or desk.slug == chosen]

    @property
    def chosen_period(self) -> Period:
        return Period(self.cleaned_data.get("period") or Period.DAYS)
