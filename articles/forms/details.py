"""The form of a story's details."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from articles.editing.details import MANAGED, Details, details_of
from articles.models import Article
from articles.models.article import LONGEST_NOTES, LONGEST_SECTION, LONGEST_SLUGLINE, LONGEST_TARGET
from articles.models.co_author import MOST_CO_AUTHORS
from newsroom.models import User
from newsroom.web.forms import set_choices

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "sv", "tr", "uk", "ur")
_PEOPLE = ("author", "editor")


class MomentInput(forms.DateTimeInput):
    """The browser's picker for date and time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class InOrderField(forms.MultipleChoiceField):
    """Several choices in the order in which they were made, each once; those left blank are none."""

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(filter(None, super().to_python(value))))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self.to_python(initial) != self.to_python(data)


class DetailsForm(forms.Form):
    """What whoever may edit sets, and the details that are left to editors."""

    byline = forms.CharField(label=_("Byline"), required=False, max_length=200)
    language = forms.CharField(
        label=_("Language"),
        max_length=12,
        validators=[
            RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("Enter a code such as en or ar-EG."))
        ],
    )
    target_words = forms.IntegerField(
        label=_("Target length in words"), required=False, min_value=1, max_value=LONGEST_TARGET
    )
    section = forms.CharField(label=_("Section"), required=False, max_length=LONGEST_SECTION)
    slugline = forms.CharField(
        label=_("Slugline"),
        required=False,
        max_length=LONGEST_SLUGLINE,
        help_text=_("What the story is called between newsrooms, such as FERRY-NIGHT/2. Exports carry it."),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=2_000, help_text=_("Up to 20, separated by commas.")
    )
    desk_notes = forms.CharField(
        label=_("Notes for the desk"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only people on the desk see these. They never leave with the copy."),
    )
    deadline = forms.DateTimeField(label=_("Deadline"), required=False, widget=MomentInput)
    embargo_until = forms.DateTimeField(label=_("Embargo until"), required=False, widget=MomentInput)
    priority = forms.TypedChoiceField(
        label=_("Priority"), required=False, coerce=int, choices=Article.Priority.choices
    )
    author = forms.ChoiceField(label=_("Author"), required=False)
    co_authors = InOrderField(label=_("Co-authors"), required=False)
    editor = forms.ChoiceField(label=_("Editor in charge"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        article: Article,
        people: Iterable[User],
        editors: Iterable[User],
        may_manage: bool,
    ) -> None:
        """``people`` may be authors, ``editors`` in charge; whoever is now stays a choice."""
        self.before = details_of(article)
        super().__init__(data, initial=_initial(self.before))
        writers = {str(person.pk): person for person in people}
        writers |= {str(one.pk): one for one in (self.before.author, *self.before.co_authors) if one}
        in_charge = {str(person.pk): person for person in editors}
        if self.before.editor:
            in_charge[str(self.before.editor.pk)] = self.before.editor
        self.people = {**writers, **in_charge}
        nobody = ("", _("Unassigned"))
        set_choices(self, "author", [nobody, *_by_name(writers)])
        set_choices(self, "co_authors", [("", _("None")), *_by_name(writers)])
        set_choices(self, "editor", [nobody, *_by_name(in_charge)])
        if article.desk.sections:
            self._list_sections(article.desk.sections)
        for name in MANAGED:
            self.fields[name].disabled = not may_manage

    @property
    def places(self) -> list[str]:
        """The value of each field for a co-author: those there are, and a blank one for one more."""
        chosen = list(filter(None, self["co_authors"].value() or []))
        return [*chosen, ""][:MOST_CO_AUTHORS]

    @property
    def bylines(self) -> list[str]:
        """The bylines that are offered: all authors together, and the first alone."""
        names = [person.name for person in (self.before.author, *self.before.co_authors) if person]
        together = get_text_list(names, _now("and"))
        return list(dict.fromkeys(filter(None, [together, *names[:1]])))

    def details(self) -> Details:
        """The details in the form. A field that was not changed keeps its exact moment."""
        given = {
            **self.cleaned_data,
            **{name: self.people.get(self.cleaned_data[name]) for name in _PEOPLE},
            "co_authors": tuple(self.people[pk] for pk in self.cleaned_data["co_authors"]),
            "priority": self.cleaned_data["priority"] or Article.Priority.NORMAL,
            "tags": tuple(self.cleaned_data["tags"].split(",")),
        }
        untouched = {name: getattr(self.before, name) for name in MANAGED if name not in self.changed_data}
        return Details(**{**given, **untouched})

    def _list_sections(self, sections: Iterable[str]) -> None:
        """The desk's sections instead of a free word; the one the story has stays a choice."""
        names = dict.fromkeys([*sections, *filter(None, [self.before.section])])
        self.fields["section"] = forms.ChoiceField(
            label=_("Section"), required=False, choices=[("", _("None")), *((name, name) for name in names)]
        )


def _initial(details: Details) -> dict[str, Any]:
    """The details as the form shows them."""
    people = {name: str(person.pk) if (person := getattr(details, name)) else "" for name in _PEOPLE}
    co_authors = [str(person.pk) for person in details.co_authors]
    return {**vars(details), **people, "co_authors": co_authors, "tags": ", ".join(details.tags)}


def _by_name(people: dict[str, User]) -> list[tuple[str, str]]:
    return sorted(((pk, person.name) for pk, person in people.items()), key=lambda choice: choice[1])
