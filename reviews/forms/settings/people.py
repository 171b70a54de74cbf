"""Forms of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from newsroom.models import Desk
from newsroom.models.people import LONGEST_ADDRESS
from newsroom.web.forms import set_choices
from reviews.forms.settings.refusing import RefusableForm


class PeopleFilterForm(forms.Form):
    """A GET form in which nothing is required and what makes no sense narrows nothing."""

    words = forms.CharField(label=_("Name or address"), required=False, max_length=120)
    desk = forms.ChoiceField(label=_("Desk"), required=False)
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Everyone")),
            ("active", _("Active")),
            ("away", _("Away")),
            ("inactive", _("Deactivated")),
        ],
    )

    def __init__(self, data: Mapping[str, str], *, desks: Iterable[Desk]) -> None:
        super().__init__({name: data[name] for name in data})
        set_choices(self, "desk", [("", _("All desks")), *((str(desk.pk), desk.name) for desk in desks)])

    @property
    def filters(self) -> dict[str, Any]:
        """The keyword arguments of :func:`reviews.administration.people.search`."""
        self.is_valid()
        chosen = self.cleaned_data
        desk = chosen.get("desk", "")
        return {
            "words": chosen.get("words", ""),
            "desk": int(desk) if desk else None,
            "state": chosen.get("state", ""),
        }


class AccountForm(RefusableForm):
    """Somebody's name and address, and whether they administer."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.CharField(
        label=_("Email address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_("They sign in with it. Both addresses are notified of a change."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    is_administrator = forms.BooleanField(
        label=_("Administrator"),
        required=False,
        help_text=_("Sets up everything, and is an editor of every desk."),
    )


class InviteForm(RefusableForm):
    """Who is invited; the roles are a table of their own."""

    called: ClassVar[Mapping[str, str]] = {"address": "addresses", "name": "addresses"}

    addresses = forms.CharField(
        label=_("Email addresses"),
        max_length=8_000,
        required=False,
        help_text=_("One a line. A name may go with it: Ada Byron <ada@paper.example>"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}),
    )
    is_administrator = forms.BooleanField(
        label=_("Administrator"),
        required=False,
        help_text=_("Sets up everything, and is an editor of every desk."),
    )


def roles_in(data: QueryDict) -> dict[int, str]:
    """Desk id → role, from fields such as ``role-12``."""
    return {
        int(number): data.get(name, "")
        for name in data
        if name.startswith("role-")
        and (number := name.removeprefix("role-")).isdecimal()
        and len(number) < 10
    }


def stages_in(data: QueryDict) -> set[int]:
    """The ids of the stages that were ticked."""
    return {int(one) for one in data.getlist("stages") if one.isdecimal() and len(one) < 10}


class MemberForm(RefusableForm):
    """Somebody who is to have a role on a desk."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(
        self, *args: Any, people: Iterable[tuple[str, str]], roles: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "person", [("", "—"), *people])
        set_choices(self, "role", roles)
