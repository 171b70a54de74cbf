"""Passwords: the link that sets a forgotten one anew, and changing the one that one has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, UserTokenForm
from allauth.account.internal import flows
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.credentials.tokens import ResetTokens
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit, TooManyAttempts
from newsroom.models import User
from newsroom.security.log import Kind, note
from newsroom.web.auth_backend import may_sign_in

RESETS_OF_A_CLIENT = Limit("reset-client", 20, timedelta(hours=1))
RESETS_OF_AN_ADDRESS = Limit("reset-address", 5, timedelta(hours=1))


def account_of(address: str) -> User | None:
    """The account with this address, if its person may sign in."""
    try:
        person = User.objects.get_by_natural_key(address.strip())
    except User.DoesNotExist:
        return None
    return person if may_sign_in(person) else None


class ResetForm(forms.Form):
    """Asks for a link. The answer, and the work behind it, are the same whether the account exists or not."""

    email = forms.EmailField(
        label=_("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        """Send the link. Raises :class:`~newsroom.limiting.limits.TooManyAttempts`."""
        address: str = self.cleaned_data["email"]
        now = timezone.now()
        try:
            limits.use(RESETS_OF_A_CLIENT, request.META.get("REMOTE_ADDR", ""), now=now)
            limits.use(RESETS_OF_AN_ADDRESS, address.lower(), now=now)
        except TooManyAttempts:
            note(Kind.THROTTLED, request=request, address=address, means="password reset")
            raise
        person = account_of(address)
        with transaction.atomic():
            stand_in = User(pk=0, email=address, name=address)
            flows.password_reset.request_password_reset(request, address, [person or stand_in], ResetTokens())
            transaction.set_rollback(person is None)
        return address


class ResetTokenForm(UserTokenForm):
    """Checks a link. That of a person who may no longer sign in does not work."""

    def _get_user(self, uidb36: str) -> User | None:
        person: User | None = super()._get_user(uidb36)
        return person if person is not None and may_sign_in(person) else None


class ChangeForm(ChangePasswordForm):
    """Asks for the present password, and counts guesses at it like any sign-in."""

    def clean_oldpassword(self) -> str:
        """Raises :class:`~newsroom.limiting.limits.TooManyAttempts`."""
        password: str = self.cleaned_data["oldpassword"]
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password
