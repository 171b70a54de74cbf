"""Codes of authenticator apps and recovery codes: guesses are counted, and a code works once.

allauth counts in a cache that each process has for itself, so that sign-in needs no Redis.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.forms import Form, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.limiting import limits
from newsroom.limiting.limits import Limit, TooManyAttempts
from newsroom.models import User
from newsroom.security.log import Kind, note

GUESSES = Limit("second-factor", 10, timedelta(minutes=15))
"""At the codes of one person. Right ones do not count."""
ONE_USE = Limit("second-factor-code", 1, timedelta(minutes=2))
"""Longer than a code of an authenticator app is good for."""


class Counted(Form):
    """A form with a ``code`` of ``user``'s."""

    user: User

    def clean_code(self) -> str:
        """Raises :class:`~newsroom.limiting.limits.TooManyAttempts` after many guesses."""
        now = timezone.now()
        try:
            limits.use(GUESSES, self.user.pk, now=now)
        except TooManyAttempts:
            note(Kind.THROTTLED, person=self.user, means="code")
            raise
        code: str = super().clean_code()  # type: ignore[misc]
        try:
            limits.use(ONE_USE, self.user.pk, "".join(code.split()), now=now)
        except TooManyAttempts:
            raise ValidationError(_("This code was used already. Wait for the next one.")) from None
        limits.give_back(GUESSES, self.user.pk)
        return code


class SignInCodeForm(Counted, AuthenticateForm):
    pass


class ConfirmCodeForm(Counted, ReauthenticateForm):
    pass


class AppForm(Counted, ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")
