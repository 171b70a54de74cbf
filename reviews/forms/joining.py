"""Accepting an invitation to the staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from newsroom.accounts.staff.invitations import NAME_LENGTH

LONGEST_PASSWORD = 4096
"""Characters that are hashed at most: a longer text is no password."""


def password_field() -> forms.CharField:
    """For the password of a new account."""
    return forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 12 characters. A few unrelated words are easy to remember."),
        required=False,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class JoinForm(forms.Form):
    """Name, and password or passkey. What is wrong with them is said by the domain, beside the field."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("As your colleagues know it."),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = password_field()
    passkey = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Sent by the button that asks for one."""

    def chosen(self, passkeys_are_possible: bool) -> dict[str, Any]:
        """``name`` and ``password`` of a valid form; no password when a passkey is wanted and possible."""
        wants_passkey = passkeys_are_possible and self.cleaned_data["passkey"]
        password = None if wants_passkey else self.cleaned_data["password"]
        return {"name": self.cleaned_data["name"], "password": password}
