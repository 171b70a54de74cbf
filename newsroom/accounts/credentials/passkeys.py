"""Passkeys: adding one, and signing in by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
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
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.accounts.credentials.acts import Act
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit

STARTS_OF_A_CLIENT = Limit("passkey-client", 60, timedelta(minutes=15))
"""Each puts a challenge into a session. There is nothing to guess."""


class Add(Act, AddWebAuthnView):
    """A passkey that the device unlocks with a finger, a face or a PIN: it needs no password beside it."""

    template_name = "mfa/webauthn/add_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        context["has_second_factor"] = is_mfa_enabled(self.request.user)
        return context

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "own_security")


class Rename(Act, EditWebAuthnView):
    success_url = reverse_lazy("own_security")


class Remove(Act, RemoveWebAuthnView):
    success_url = reverse_lazy("own_security")


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
