"""What a list of stories is narrowed to, as the address of the page says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.article import LONGEST_SECTION
from newsroom.web.forms import set_choices
from reviews.lists.stories import FIRST_SORT, Choices, Filters

SORTS = [
    ("deadline", _("Deadline, nearest first")),
    ("-deadline", _("Deadline, furthest first")),
    ("headline", _("Headline, A to Z")),
    ("-headline", _("Headline, Z to A")),
    ("desk", _("Desk, A to Z")),
    ("-desk", _("Desk, Z to A")),
    ("stage", _("Stage, first to last")),
    ("-stage", _("Stage, last to first")),
    ("author", _("Author, A to Z")),
    ("-author", _("Author, Z to A")),
    ("editor", _("Editor in charge, A to Z")),
    ("-editor", _("Editor in charge, Z to A")),
    ("section", _("Section, A to Z")),
    ("-section", _("Section, Z to A")),
    ("priority", _("Priority, most urgent first")),
    ("-priority", _("Priority, least urgent first")),
    ("-changed", _("Changed, newest first")),
    ("changed", _("Changed, oldest first")),
]


COLUMNS = (
    ("story", (("headline", _("Story")), ("author", _("Author")))),
    ("stage", (("stage", _("Stage")), ("desk", _("Desk")))),
    ("editor", (("editor", _("Editor")), ("section", _("Section")))),
    ("queries", ()),
    ("deadline", (("deadline", _("Deadline")), ("priority", _("Priority")))),
    ("changed", (("changed", _("Changed")),)),
)
"""Of the table: each with what a press on its heading sorts by."""
FROM_END = ("changed",)
"""What is sorted from the end at first."""


@dataclass(frozen=True)
class SortWay:
    """A link that sorts the list. ``sorted`` is ``ascending`` or ``descending`` where it does."""

    label: str
    query: str
    sorted: str


@dataclass(frozen=True)
class Heading:
    """Of a column."""

    name: str
    ways: tuple[SortWay, ...]

    @property
    def sorted(self) -> str:
        return next((way.sorted for way in self.ways if way.sorted), "")


def are_filters(data: QueryDict) -> bool:
    """Whether an address has filters of the list of stories, or a view of it."""
    return "view" in data or not FilterForm.base_fields.keys().isdisjoint(data)


class Day(forms.DateInput):
    """The browser's picker for a date."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


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
    author = forms.TypedChoiceField(label=_("Author"), required=False, coerce=int, empty_value=None)
    editor = forms.TypedChoiceField(label=_("Editor in charge"), required=False, coerce=int, empty_value=None)
    section = forms.CharField(
        label=_("Section"),
        required=False,
        max_length=LONGEST_SECTION,
        widget=forms.TextInput(attrs={"list": "sections", "autocomplete": "off", "dir": "auto"}),
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("All priorities")),
            *((str(number), name) for number, name in Article.Priority.choices),
        ],
    )
    mine = forms.BooleanField(label=_("Mine"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    due_from = forms.DateField(label=_("Deadline from"), required=False, widget=Day)
    due_until = forms.DateField(label=_("Deadline until"), required=False, widget=Day)
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)

    def __init__(self, data: QueryDict, *, choices: Choices) -> None:
        super().__init__(
            {"state": Article.State.OPEN.value, "sort": FIRST_SORT, **{name: data[name] for name in data}}
        )
        self.sent = data
        self.choices = choices
        set_choices(self, "desk", [("", _("All desks")), *((desk.slug, desk.name) for desk in choices.desks)])
        set_choices(self, "stage", [("", _("All stages")), *((stage, stage) for stage in choices.stages)])
        people = ((str(person.pk), person.name) for person in choices.people)
        set_choices(self, "author", [("", _("All authors")), *people])
        editors = ((str(person.pk), person.name) for person in choices.editors)
        set_choices(self, "editor", [("", _("All editors")), *editors])
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value is not None}
        self.filters = Filters(**{**chosen, "sort": chosen.get("sort") or FIRST_SORT})

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen that leaves stories out of those in progress."""
        return self.filters != Filters(sort=self.filters.sort)

    @property
    def has_more(self) -> bool:
        """Whether something is chosen that is folded away."""
        folded = replace(self.filters, words="", desk="", stage="", mine=False, overdue=False)
        return folded != Filters()

    @property
    def address(self) -> str:
        """The query of the address with what was sent, but for the page."""
        return self.address_with(page=None)

    @property
    def query(self) -> str:
        """The filters and the order alone, as a view keeps them."""
        return self.address_with(page=None, view=None)

    def address_with(self, **changed: str | None) -> str:
        """The query of the address with other values; ``None`` leaves one out."""
        address = self.sent.copy()
        for name, value in changed.items():
            if value is None:
                address.pop(name, None)
            else:
                address[name] = value
        return str(address.urlencode())

    @property
    def headings(self) -> list[Heading]:
        """The headings of the table, with the queries that sort it."""
        return [
            Heading(name, tuple(self._way(by, str(label)) for by, label in ways)) for name, ways in COLUMNS
        ]

    def _way(self, by: str, label: str) -> SortWay:
        """A second press sorts from the other end."""
        first = f"-{by}" if by in FROM_END else by
        other = by if by in FROM_END else f"-{by}"
        present = self.filters.sort
        following = other if present == first else first
        state = "" if present not in (first, other) else "descending" if present[0] == "-" else "ascending"
        return SortWay(label, self.address_with(sort=following, page=None), state)

    def address_without(self, name: str) -> str:
        """The query without a filter. Without that of the state all states are shown."""
        return self.address_with(**{name: "" if name == "state" else None, "page": None})

    def said(self, name: str) -> str:
        """A filter in words, such as "Desk: City"."""
        field, value = self[name], self.cleaned_data.get(name)
        if value is True:
            return str(field.label)
        named = dict(getattr(field.field, "choices", ()))
        shown = named.get(str(value), value) if named else value
        return f"{field.label}: {shown}"

    def ways_out(self, counts: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
        """For an empty list: each filter without which there would be stories, the query without it, and
        how many there would be."""
        for name, count in counts.items():
            yield self.said(name), self.address_without(name), count
