"""The form of a story's details."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from articles.editing.filing import Details
from articles.models import Article
from articles.models.article import LONGEST_TARGET
from newsroom.models import User
from newsroom.web.forms import set_choices

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "sv", "tr", "uk", "ur")
MANAGED = ("deadline", "embargo_until", "author")


class MomentInput(forms.DateTimeInput):
    """The browser's picker for date and time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DetailsForm(forms.Form):
    """Byline, language and target length for whoever may edit; deadline, embargo and author for editors."""

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
    deadline = forms.DateTimeField(label=_("Deadline"), required=False, widget=MomentInput)
    embargo_until = forms.DateTimeField(label=_("Embargo until"), required=False, widget=MomentInput)
    author = forms.ChoiceField(label=_("Author"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        article: Article,
        people: Iterable[User],
        may_manage: bool,
    ) -> None:
        names = ("byline", "language", "target_words", "deadline", "embargo_until")
        initial = {name: getattr(article, name) for name in names}
        super().__init__(data, initial={**initial, "author": article.author_id or ""})
        self.article = article
        self.people = {str(person.pk): person for person in people}
        if article.author is not None:
            self.people.setdefault(str(article.author.pk), article.author)
        people_by_name = ((pk, person.name) for pk, person in self.people.items())
        set_choices(self, "author", [("", _("Unassigned")), *people_by_name])
        for name in MANAGED:
            self.fields[name].disabled = not may_manage

    def details(self) -> Details:
        """The details in the form. A field that was not changed keeps its exact moment."""
        untouched = {name: getattr(self.article, name) for name in MANAGED if name not in self.changed_data}
        given = {**self.cleaned_data, "author": self.people.get(self.cleaned_data["author"]), **untouched}
        return Details(**given)
