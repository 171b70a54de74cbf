"""Passkeys: adding one, and signing in by one."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from newsroom.accounts import recent
from newsroom.accounts.credentials.acts import Act
from newsroom.errors import Conflict
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit
from newsroom.models import User

STARTS_OF_A_CLIENT = Limit("passkey-client", 60, timedelta(minutes=15))
"""Each puts a challenge into a session. There is nothing to guess."""


class OnlyWayIn(Conflict):
    """Without this passkey its person could not sign in."""


def are_possible(request: HttpRequest) -> bool:
    """Whether browsers make passkeys for the address of this request: a name, over TLS or on this computer.

    Source: W3C Web Authentication, "Relying Party Identifier" and "SecureContext".
    """
    host = split_domain_port(request.get_host())[0]
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return request.is_secure() and not _is_numeric(host)


def _is_numeric(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def of(person: User) -> Any:
    """Their passkeys, as a queryset of authenticators."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)


class Add(Act, AddWebAuthnView):
    """A passkey that the device unlocks with a finger, a face or a PIN: it needs no password beside it."""

    template_name = "mfa/webauthn/add_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        recent.refuse_without_means(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        person = self.request.user
        context["js_data"] = {"creation_options": auth.begin_registration(person, True)}
        context["has_second_factor"] = is_mfa_enabled(person)
        context["is_first_means"] = not person.has_usable_password() and not of(person).exists()
        context["next"] = get_next_redirect_url(self.request)
        return context

    def get_success_url(self) -> str:
        """The recovery codes that came with the first one, and then the page that was asked for."""
        asked = get_next_redirect_url(self.request)
        if not self.did_generate_recovery_codes:
            return asked or reverse("own_security")
        codes = reverse("mfa_view_recovery_codes")
        return f"{codes}?{urlencode({'next': asked})}" if asked else codes


class Rename(Act, EditWebAuthnView):
    success_url = reverse_lazy("own_security")


class Remove(Act, RemoveWebAuthnView):
    """Refuses the last one of an account that has no password."""

    success_url = reverse_lazy("own_security")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "is_only_way_in": _is_only_way_in(self.request.user, self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Raises :class:`OnlyWayIn`."""
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=self.request.user.pk)
            if _is_only_way_in(person, self.object):
                raise OnlyWayIn(_("This passkey is your only way to sign in. Set a password first."))
            return super().form_valid(form)


def _is_only_way_in(person: User, passkey: Authenticator) -> bool:
    return not person.has_usable_password() and not of(person).exclude(pk=passkey.pk).exists()


class SignIn(LoginWebAuthnView):
    """GET gives the challenge as JSON; POST takes the device's answer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Raises :class:`~newsroom.limiting.limits.TooManyAttempts`."""
        limits.use(STARTS_OF_A_CLIENT, request.META.get("REMOTE_ADDR", ""), now=timezone.now())
        return JsonResponse({"request_options": auth.begin_authentication(user=None)})

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        sentence = _("That passkey isn’t known here. Use another one, or your password.")
        get_adapter().add_message(self.request, messages.ERROR, message=sentence)
        return redirect("login")
