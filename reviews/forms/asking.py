"""What comes from the ask dialog, and from handing a query on or changing it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.documents.spans import Span
from articles.forms.details import MomentInput
from articles.models import Article
from newsroom.models import User
from newsroom.web.forms import set_choices
from reviews.models import Query
from reviews.people.deputies import absences
from reviews.queries.changing import Changes
from reviews.queries.drafts import Draft
from reviews.queries.threads import QueryRefused


def _no_moment() -> str:
    return _("Choose a date and a time by which it is due.")


def _beside(name: str, absence: str | None) -> str:
    return f"{name} ({absence})" if absence else name


class _PeopleForm(forms.Form):
    """A form that names somebody on the desk; the people are read once, by the view."""

    def __init__(
        self, *args: Any, people: Iterable[User], article: Article | None = None, **kwargs: Any
    ) -> None:
        """``article`` says beside whom that they are away and who has their queries meanwhile."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        away = absences(article, self.people.values(), now=timezone.now()) if article else {}
        by_name = [(pk, _beside(str(person), away.get(person.pk))) for pk, person in self.people.items()]
        nobody = self.nobody_in(article, away)
        set_choices(self, "assigned_to", [("", nobody), *by_name])

    def nobody_in(self, article: Article | None, away: dict[int, str]) -> str:
        return str(self.nobody)

    nobody: Any = gettext_lazy("Anyone on the desk")

    def person(self) -> User | None:
        return self.people.get(self.cleaned_data["assigned_to"])


def _selected(found: dict[str, Any]) -> Span | None:
    start, end, version = found["start"], found["end"], found["version"]
    if start is None or end is None or version is None:
        return None
    return Span(start, end, version)


class DraftForm(_PeopleForm):
    """A question, without the words that it is about."""

    nobody = gettext_lazy("the author")

    def __init__(self, *args: Any, by: User | None = None, **kwargs: Any) -> None:
        """``by`` is who asks: an author leaves it to the desk."""
        self.by = by
        super().__init__(*args, **kwargs)

    def nobody_in(self, article: Article | None, away: dict[int, str]) -> str:
        if article and (article.author_id is None or (self.by and article.author_id == self.by.pk)):
            return str(_PeopleForm.nobody)
        return _beside(str(self.nobody), away.get(article.author_id or 0) if article else None)

    question = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=Query.Kind.choices, initial=Query.Kind.WORDING)
    assigned_to = forms.ChoiceField(required=False)
    blocking = forms.BooleanField(required=False, initial=True)
    proposed = forms.CharField(required=False)
    due_at = forms.DateTimeField(label=gettext_lazy("Due"), required=False, widget=MomentInput)

    def says(self) -> dict[str, Any]:
        """What is asked, as :class:`reviews.queries.drafts.Draft` has it. Raises :class:`QueryRefused`."""
        if not self.is_valid():
            raise QueryRefused(self.why())
        names = ("question", "kind", "blocking", "proposed", "due_at")
        return {**{name: self.cleaned_data[name] for name in names}, "assigned_to": self.person()}

    def draft(self) -> Draft:
        """As it is to be kept. Raises :class:`QueryRefused`."""
        return Draft(**self.says())

    def why(self) -> str:
        if "due_at" in self.errors:
            return _no_moment()
        return _("Choose a kind and someone on the desk from the lists.")


class AskForm(DraftForm):
    """A question on the words from ``start`` to ``end`` as they stood at ``version``, or on ``words``, or
    ``about`` the story."""

    about = forms.ChoiceField(choices=[("passage", ""), ("story", "")], required=False)
    whole = forms.BooleanField(required=False)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    words = forms.CharField(required=False)

    def asked(self) -> dict[str, Any]:
        """The keyword arguments of :func:`reviews.queries.asking.ask`. Raises :class:`QueryRefused`."""
        if not self.is_valid():
            raise QueryRefused(self.why())
        on = None if self._is_on_story() else self._place()
        if on is None and not self._is_on_story():
            raise QueryRefused(self._no_place())
        return {**self.says(), "on": on}

    def why(self) -> str:
        if {"kind", "assigned_to", "due_at"} & self.errors.keys():
            return super().why()
        return self._no_place()

    def _no_place(self) -> str:
        return _("Select the text you want to ask about, then ask again.")

    def _is_on_story(self) -> bool:
        """As the script of the page says it, or the tick that stands in the form without one."""
        return bool(self.cleaned_data["about"] == "story" or self.cleaned_data["whole"])

    def _place(self) -> Span | None:
        """The words that were typed come first; none when nothing was selected either."""
        words = self.cleaned_data["words"]
        return Span.reading(words) if words else _selected(self.cleaned_data)


class PlaceForm(forms.Form):
    """Where a query is to stand: positions from the editor, or words of the copy without it."""

    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=0)
    version = forms.IntegerField(required=False, min_value=0)
    words = forms.CharField(required=False)

    def place(self) -> Span:
        """What was selected, or typed. Raises :class:`~reviews.queries.threads.QueryRefused`."""
        if not self.is_valid():
            raise QueryRefused(_("Select the text this query is about, then move it there."))
        return _selected(self.cleaned_data) or Span.reading(self.cleaned_data["words"])


class AssignForm(_PeopleForm):
    assigned_to = forms.ChoiceField(required=False, label=gettext_lazy("Assigned to"))

    def chosen(self) -> User | None:
        """The chosen person, or ``None`` for anyone on the desk. Raises :class:`QueryRefused`."""
        if not self.is_valid():
            raise QueryRefused(_("Choose someone on the desk from the list."))
        return self.person()


class ChangeForm(forms.Form):
    """What a query is to be; ``question`` comes from who may reword it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Query.Kind.choices)
    due_at = forms.DateTimeField(label=gettext_lazy("Due"), required=False, widget=MomentInput)
    question = forms.CharField(
        label=gettext_lazy("Question"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def changes(self) -> Changes:
        """What was chosen. Raises :class:`QueryRefused`."""
        if not self.is_valid():
            raise QueryRefused(_no_moment() if "due_at" in self.errors else _("Choose a kind from the list."))
        cleaned = self.cleaned_data
        question = cleaned["question"] if "question" in self.data else None
        return Changes(kind=cleaned["kind"], due_at=cleaned["due_at"], question=question)
