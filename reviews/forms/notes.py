"""Notes that were found in a file: what is to become of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.documents.anchors import Passage
from articles.documents.notes import Note
from newsroom.models import User
from newsroom.shortening import on_one_line
from newsroom.web.forms import set_choices
from reviews.models import Query
from reviews.workflow.decisions import Act, Decision

LONGEST_PASSAGE, SHOWN_CHARACTERS = 2_000, 60
BY_DEFAULT = "default"
"""The choice that leaves it to the note, or to the story, whom a query is assigned to."""


class NoteForm(forms.Form):
    """One note, with the query that it would become.

    ``default`` names whom that is assigned to unless somebody is chosen; it is empty for nobody.
    """

    act = forms.ChoiceField(label=_("What to do"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Query.Kind)
    assigned_to = forms.ChoiceField(label=_("Assigned to"), required=False)
    about = forms.CharField(label=_("About other words"), required=False, max_length=LONGEST_PASSAGE)
    blocking = forms.BooleanField(label=_("Blocks release"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        note: Note,
        passage: Passage,
        people: Sequence[User],
        default: str,
    ) -> None:
        initial = {
            "act": Act.ASK,
            "kind": note.kind,
            "assigned_to": BY_DEFAULT,
            "blocking": note.blocking,
        }
        super().__init__(data, prefix=note.key, initial=initial)
        self.note, self.passage = note, passage
        self.people = {str(person.pk): person for person in people}
        self.fields["about"].widget.attrs["placeholder"] = on_one_line(passage.quote, SHOWN_CHARACTERS)
        acts = Act.choices if note.is_typed else [choice for choice in Act.choices if choice[0] != Act.LEAVE]
        set_choices(self, "act", acts)
        by_name = ((pk, person.name) for pk, person in self.people.items())
        unassigned = [("", _("Unassigned"))] if default else []
        assignees = [(BY_DEFAULT, default or _("Unassigned")), *unassigned, *by_name]
        set_choices(self, "assigned_to", assignees)
        self._people_named = dict(assignees)

    def decision(self) -> Decision:
        """What is to become of the note, as the valid form says."""
        given = self.cleaned_data
        return Decision(
            act=Act(given["act"]),
            kind=given["kind"],
            blocking=given["blocking"],
            assigned=given["assigned_to"] != BY_DEFAULT,
            assigned_to=self.people.get(given["assigned_to"]),
            about=given["about"] or None,
        )

    @property
    def in_short(self) -> str:
        """What the query would be, in a few words: fact · blocking · Mara Lind."""
        kind, blocks, assigned = (self[name].value() for name in ("kind", "blocking", "assigned_to"))
        return " · ".join(
            str(part)
            for part in (
                dict(Query.Kind.choices).get(kind, kind),
                _("blocking") if blocks else _("non-blocking"),
                self._people_named.get(str(assigned), _("Unassigned")),
            )
        )
