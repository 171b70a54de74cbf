"""What a browser sends of a passkey: whatever is wrong with it, it is refused with a sentence."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

UNREADABLE = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError),
    *(struct.error, InvalidSignature, UnsupportedAlgorithm),
)
"""What the libraries raise for an answer that no device gave, beside their own errors."""


def _read(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except UNREADABLE as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddForm(forms.AddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = _read(super().clean)
        return cleaned


class SignInForm(forms.LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


class SecondFactorForm(forms.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


class ConfirmForm(forms.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)
