"""Inviting a guest to an article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.models.people import LONGEST_ADDRESS
from newsroom.shortening import on_one_line
from newsroom.web.forms import set_choices
from reviews.guests.invitations import DAYS, NAME_LENGTH, USUAL_DAYS, InvitationRefused
from reviews.models import Invitation, Query

QUESTION_LENGTH = 140


def lengths() -> list[tuple[str, str]]:
    """How long an invitation may be good for, in words."""
    return [(str(days), ngettext("%(count)d day", "%(count)d days", days) % {"count": days}) for days in DAYS]


class InviteForm(forms.Form):
    """Who is asked for what; the open queries are read once, by the view."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH, required=False)
    email = forms.CharField(
        label=gettext_lazy("Email address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=Invitation.Purpose.choices)
    days = forms.ChoiceField(label=gettext_lazy("Link expires after"), initial=str(USUAL_DAYS))
    queries = forms.MultipleChoiceField(
        label=gettext_lazy("Queries to answer"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, queries: Iterable[Query], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "days", lengths())
        set_choices(self, "queries", ((str(query.number), _in_short(query)) for query in queries))

    def invited(self) -> dict[str, Any]:
        """The keyword arguments of :func:`reviews.guests.invitations.invite`.

        Raises :class:`InvitationRefused`.
        """
        if not self.is_valid():
            raise InvitationRefused(_("Choose a purpose, an expiry and open queries from the lists."))
        given = self.cleaned_data
        return {
            "name": given["name"],
            "email": given["email"],
            "purpose": given["purpose"],
            "days": int(given["days"]),
            "numbers": [int(number) for number in given["queries"]],
        }


def _in_short(query: Query) -> str:
    return f"{query.number} · {on_one_line(query.question, QUESTION_LENGTH)}"
