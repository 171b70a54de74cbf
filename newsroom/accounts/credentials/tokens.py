"""The tokens in links to a new password."""

from __future__ import annotations

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class ResetTokens(PasswordResetTokenGenerator):
    """Django's own, which end with a new password, a new address or a sign-in.

    allauth's would write rows of addresses.
    """
