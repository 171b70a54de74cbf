"""What somebody looks for, as the address of the page says it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsroom.web.forms import set_choices
from reviews.lists.stories import Choices
from reviews.search import terms
from reviews.search.finding import Search, Where

NEWEST, BEST = "newest", "best"


class DateInput(forms.DateInput):
    """The browser's picker for a date."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SearchForm(forms.Form):
    """A GET form in which nothing is required and what makes no sense narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, strip=False)
    where = forms.ChoiceField(
        label=_("Found in"), required=False, choices=[("", _("Anywhere")), *Where.choices]
    )
    desk = forms.ChoiceField(label=_("Desk"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    author = forms.TypedChoiceField(label=_("Author"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *Article.State.choices]
    )
    filed_from = forms.DateField(label=_("Filed from"), required=False, widget=DateInput)
    filed_to = forms.DateField(label=_("Filed until"), required=False, widget=DateInput)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(NEWEST, _("Newest")), (BEST, _("Best match"))]
    )

    def __init__(self, data: Mapping[str, str], *, choices: Choices) -> None:
        super().__init__({name: data[name] for name in data})
        set_choices(self, "desk", [("", _("All desks")), *((desk.slug, desk.name) for desk in choices.desks)])
        set_choices(self, "stage", [("", _("All stages")), *((stage, stage) for stage in choices.stages)])
        set_choices(
            self, "author", [("", _("All authors")), *((str(one.pk), one.name) for one in choices.people)]
        )

    @property
    def typed(self) -> str:
        """The words, as far as they are read."""
        return str(self.data.get("q", ""))[: terms.LONGEST_SEARCH]

    @property
    def search(self) -> Search:
        self.is_valid()
        chosen = self.cleaned_data
        return Search(
            terms=terms.read(self.typed),
            where=chosen.get("where", ""),
            desk=chosen.get("desk", ""),
            stage=chosen.get("stage", ""),
            state=chosen.get("state", ""),
            author=chosen.get("author"),
            filed_from=chosen.get("filed_from"),
            filed_to=chosen.get("filed_to"),
            best_first=chosen.get("order") == BEST,
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the words and the order is chosen."""
        return Search(self.search.terms, best_first=self.search.best_first) != self.search
