"""The form of the sign-in page."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.account.models import Login
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """allauth's, with the field name that password managers know here. The backend counts the guesses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["login"]
        self.fields["username"] = forms.CharField(label=_("Email address"))

    def clean(self) -> dict[str, Any]:
        """Raises :class:`~newsroom.limiting.limits.TooManyAttempts`."""
        cleaned = forms.Form.clean(self) or {}
        if self.errors:
            return cleaned
        adapter = get_adapter(self.request)
        self.user = adapter.authenticate(self.request, **self.user_credentials())
        if self.user is None:
            raise adapter.validation_error("email_password_mismatch")
        self._login = Login(user=self.user)
        return cleaned

    def user_credentials(self) -> dict[str, str]:
        return {"username": self.cleaned_data["username"], "password": self.cleaned_data["password"]}
