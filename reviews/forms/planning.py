"""Ideas, and whom an editor asks to write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.forms.details import MomentInput
from articles.models.article import LONGEST_BRIEF, LONGEST_TARGET
from newsroom.models import Desk, User
from newsroom.web.forms import set_choices


class BriefForm(forms.Form):
    """What a story is to be, and until when."""

    brief = forms.CharField(
        label=_("Brief"),
        required=False,
        max_length=LONGEST_BRIEF,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the story is about, and whom to speak to. Only people on the desk see it."),
    )
    deadline = forms.DateTimeField(label=_("Deadline"), required=False, widget=MomentInput)


class IdeaForm(BriefForm):
    """A story that somebody proposes."""

    headline = forms.CharField(label=_("Working headline"), max_length=1_000)
    desk = forms.ChoiceField(label=_("Desk"))

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {desk.slug: desk for desk in desks}
        unchosen = [("", _("Choose a desk"))] if len(desks) > 1 else []
        set_choices(self, "desk", [*unchosen, *((desk.slug, desk.name) for desk in desks)])

    @property
    def proposed_to(self) -> Desk:
        return self.desks[self.cleaned_data["desk"]]


class AssignForm(BriefForm):
    """Who is asked to write an idea, with how many words."""

    writer = forms.ChoiceField(label=_("Writer"))
    target_words = forms.IntegerField(
        label=_("Target length in words"), required=False, min_value=1, max_value=LONGEST_TARGET
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = ((pk, person.name) for pk, person in self.people.items())
        set_choices(self, "writer", [("", _("Choose a person")), *names])

    @property
    def asked(self) -> User:
        return self.people[self.cleaned_data["writer"]]
