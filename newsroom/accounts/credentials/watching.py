"""Notes in the security log what is saved by libraries: second factors, passkeys, and wrong codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.dispatch import receiver
from django.http import HttpRequest

from newsroom.models import User
from newsroom.security.log import Kind, note

MEANS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
    Authenticator.Type.WEBAUTHN: "passkey",
}


@receiver(authenticator_added, dispatch_uid="newsroom.accounts.watching.added")
def added(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    means = MEANS[authenticator.type]
    note(Kind.CREDENTIALS, person=user, request=request, what=means, added=_name(authenticator))


@receiver(authenticator_removed, dispatch_uid="newsroom.accounts.watching.removed")
def removed(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """``user`` is who is signed in; the row says whose it was."""
    means = MEANS[authenticator.type]
    note(
        Kind.CREDENTIALS, person=authenticator.user, request=request, what=means, removed=_name(authenticator)
    )


@receiver(authenticator_reset, dispatch_uid="newsroom.accounts.watching.renewed")
def renewed(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    note(Kind.CREDENTIALS, person=user, request=request, what=MEANS[authenticator.type], added="new")


@receiver(authentication_failed, dispatch_uid="newsroom.accounts.watching.failed")
def failed(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    note(Kind.SIGN_IN_FAILED, person=user, request=request, means="code")


def _name(authenticator: Authenticator) -> str:
    """The name that its person gave a passkey; for others there is one each."""
    return str(authenticator) if authenticator.type == Authenticator.Type.WEBAUTHN else "yes"
