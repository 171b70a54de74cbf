"""What a list of stories is narrowed to, as the address of the page says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsroom.models import Desk
from newsroom.web.forms import set_choices
from reviews.reading import Filters


class FilterForm(forms.Form):
    """A GET form in which nothing is required and what makes no sense narrows nothing."""

    words = forms.CharField(label=_("Headline"), required=False, max_length=200)
    desk = forms.ChoiceField(label=_("Desk"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[*Article.State.choices, ("", _("All"))],
    )
    mine = forms.BooleanField(label=_("Needs me"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)

    def __init__(self, data: Mapping[str, str], *, desks: Iterable[Desk], stages: Iterable[str]) -> None:
        super().__init__({"state": Article.State.OPEN.value, **{name: data[name] for name in data}})
        set_choices(self, "desk", [("", _("All desks")), *((desk.slug, desk.name) for desk in desks)])
        set_choices(self, "stage", [("", _("All stages")), *((stage, stage) for stage in stages)])

    @property
    def filters(self) -> Filters:
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            words=chosen.get("words", ""),
            desk=chosen.get("desk", ""),
            stage=chosen.get("stage", ""),
            state=chosen.get("state", Article.State.OPEN),
            mine=chosen.get("mine", False),
            overdue=chosen.get("overdue", False),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is chosen."""
        return self.filters != Filters(state=self.filters.state)
