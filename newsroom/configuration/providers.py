"""The provider of OpenID Connect that the environment names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from newsroom.configuration.hosts import is_loopback
from newsroom.configuration.values import flag, given

NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")


@dataclass(frozen=True)
class Provider:
    """``issuer``: its address, below which is ``.well-known/openid-configuration``.

    ``verifies_addresses``: it gives only addresses that it has verified, though it does not say so for each.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name: str
    verifies_addresses: bool = False

    @property
    def app(self) -> dict[str, Any]:
        """As django-allauth reads it."""
        return {
            "provider_id": "sso",
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer, "verified_email": self.verifies_addresses},
        }


def oidc(environ: Mapping[str, str]) -> Provider | None:
    """The provider, or ``None``. Raises ImproperlyConfigured with one sentence."""
    if not any(given(environ, name) for name in NEEDED):
        return None
    for name in NEEDED:
        if not given(environ, name):
            raise ImproperlyConfigured(
                f"{name} is missing: sign-in by OpenID Connect needs {', '.join(NEEDED)}."
            )
    issuer = given(environ, "OIDC_ISSUER").rstrip("/")
    if not _is_safe(issuer):
        raise ImproperlyConfigured("OIDC_ISSUER cannot be read: write https://id.example.org.")
    return Provider(
        issuer,
        given(environ, "OIDC_CLIENT_ID"),
        given(environ, "OIDC_CLIENT_SECRET"),
        given(environ, "OIDC_NAME") or urlsplit(issuer).hostname or "",
        flag(environ, "OIDC_VERIFIES_ADDRESSES"),
    )


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
    except ValueError:
        return False
