"""What is done to many stories at once, as the list sends it."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.forms.details import MomentInput
from newsroom.errors import DomainError
from newsroom.models import User
from newsroom.web.forms import set_choices
from reviews.lists.bulk import MOST_STORIES
from reviews.lists.stories import Choices

NUMBER_DIGITS = 18


class BulkRefused(DomainError):
    """The form does not say what to do."""


class BulkForm(forms.Form):
    """One act and its value. The stories are keys."""

    stage = forms.ChoiceField(label=_("Move to stage"), required=False)
    author = forms.ChoiceField(label=_("Author"), required=False)
    editor = forms.ChoiceField(label=_("Editor in charge"), required=False)
    deadline = forms.DateTimeField(label=_("Deadline"), required=False, widget=MomentInput)

    def __init__(self, data: QueryDict | None = None, *, choices: Choices) -> None:
        super().__init__(data, auto_id="bulk_%s")
        self.people = {str(person.pk): person for person in choices.people}
        set_choices(self, "stage", [("", _("Stage")), *((stage, stage) for stage in choices.stages)])
        people = ((pk, person.name) for pk, person in self.people.items())
        set_choices(self, "author", [("", _("Author")), *people])
        editors = ((str(person.pk), person.name) for person in choices.editors)
        set_choices(self, "editor", [("", _("Editor")), *editors])

    def chosen_stage(self) -> str:
        """Raises :class:`BulkRefused`."""
        self.is_valid()
        stage: str = self.cleaned_data.get("stage", "")
        if not stage:
            raise BulkRefused(gettext("Choose a stage."))
        return stage

    def chosen_author(self) -> User:
        """Raises :class:`BulkRefused`."""
        self.is_valid()
        person = self.people.get(self.cleaned_data.get("author", ""))
        if person is None:
            raise BulkRefused(gettext("Choose an author."))
        return person

    def chosen_editor(self) -> User:
        """Raises :class:`BulkRefused`."""
        self.is_valid()
        person = self.people.get(self.cleaned_data.get("editor", ""))
        if person is None:
            raise BulkRefused(gettext("Choose an editor."))
        return person

    def chosen_deadline(self) -> datetime:
        """Raises :class:`BulkRefused`."""
        self.is_valid()
        deadline: datetime | None = self.cleaned_data.get("deadline")
        if deadline is None:
            raise BulkRefused(gettext("Enter a date and time."))
        return deadline


def chosen_stories(data: QueryDict) -> list[int]:
    """The keys of the stories that were selected. What is no number is left out."""
    return numbers_in(",".join(data.getlist("story")[: MOST_STORIES + 1]))


def numbers_in(text: str) -> list[int]:
    """``"12,13"`` as numbers: what an Undo of a spike brings back."""
    sent = text.split(",")[: MOST_STORIES + 1]
    return [int(key) for key in sent if key.isdecimal() and len(key) <= NUMBER_DIGITS]


def pairs_in(text: str) -> dict[int, int]:
    """``"12:5,13:4"`` as numbers: what an Undo of a move brings back."""
    pairs = (pair.partition(":") for pair in text.split(",")[: MOST_STORIES + 1])
    return {
        int(article): int(stage)
        for article, _colon, stage in pairs
        if article.isdecimal() and stage.isdecimal() and len(article) <= NUMBER_DIGITS >= len(stage)
    }
