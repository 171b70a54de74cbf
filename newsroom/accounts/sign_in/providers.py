"""Sign-in by OpenID Connect: one provider, named in the environment, matched by verified address.

Nothing is stored about it. Each sign-in asks anew which account has the address that the provider verified,
so that a change of the address in Copydesk holds at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from requests import RequestException

from newsroom.accounts.credentials import passwords
from newsroom.errors import DomainError, NotAllowed

logger = logging.getLogger(__name__)

PROVIDER = "sso"
"""The part of the provider's addresses here, as in ``/oidc/sso/login/callback/``."""


def name() -> str:
    """The provider's name on the button; empty when there is none."""
    return settings.OIDC.name if settings.OIDC else ""


def sign_in_address(request: HttpRequest, *, anew: bool = False) -> str:
    """Where the button leads, with the page that was asked for.

    ``anew``: have the provider ask for a password.
    """
    query = {"next": get_next_redirect_url(request), "auth_params": "prompt=login" if anew else None}
    given = {key: value for key, value in query.items() if value}
    address = reverse("openid_connect_login", args=[PROVIDER])
    return f"{address}?{urlencode(given)}" if given else address


class ProviderAway(DomainError):
    """The provider does not answer, or not as OpenID Connect has it."""

    status = 502


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. Raises :class:`ProviderAway`."""
    return _asked_of_provider(lambda: openid_connect.login(request, provider_id))


def finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whoever comes back from the provider. Raises :class:`ProviderAway` and :class:`NotAllowed`."""
    return _asked_of_provider(lambda: openid_connect.callback(request, provider_id))


def _asked_of_provider(ask: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return ask()
    except (RequestException, OAuth2Error, ValueError, LookupError) as error:
        logger.warning("The provider of OpenID Connect did not answer as it should: %s", error)
        sentence = _("%(provider)s can’t be reached right now. Try again in a moment, or use your password.")
        raise ProviderAway(sentence % {"provider": name()}) from error


class ProviderAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account with a verified address. Raises :class:`NotAllowed` when there is none."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise NotAllowed(_("Signing in is all this provider can do here."))
        if sociallogin.is_existing:
            return
        for address in sociallogin.email_addresses:
            person = passwords.account_of(address.email) if address.verified else None
            if person is not None:
                sociallogin.user = person
                return
        raise NotAllowed(
            _("No account here has your verified email address. Ask an administrator to invite you.")
        )

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[Any]:
        """The provider of the environment, and none from the database."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]
