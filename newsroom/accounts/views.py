"""“Sign-in and security”, and django-allauth's pages with the house's rules."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    LoginView,
    PasswordChangeView,
    PasswordResetFromKeyView,
    PasswordResetView,
    ReauthenticateView,
)
from allauth.account.views import PasswordSetView as AllauthSetView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from newsroom.accounts import browsers, recent
from newsroom.accounts.credentials.acts import Act
from newsroom.accounts.sign_in import providers
from newsroom.moments import moment
from newsroom.web.pages import PageRequest, done, number_in, page


class SignIn(LoginView):
    """By address and password. An upper layer adds what else its page shows."""

    template_name = "newsroom/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if name := providers.name():
            context["provider"] = {"name": name, "address": providers.sign_in_address(self.request)}
        return context


class ForgotPassword(PasswordResetView):
    success_url = reverse_lazy("account_reset_password_done")


class NewPassword(Act, PasswordResetFromKeyView):
    """By the link in a mail. It signs nobody in: a second factor is asked for as ever."""

    success_url = reverse_lazy("login")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        browsers.end(self.reset_user, but=None)
        return response


class ChangePassword(Act, PasswordChangeView):
    pass


class SetPassword(Act, AllauthSetView):
    """For people who sign in with a passkey or by a provider, or have only just joined."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        recent.refuse_without_means(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class AddApp(Act, ActivateTOTPView):
    pass


class RemoveApp(Act, DeactivateTOTPView):
    success_url = reverse_lazy("own_security")


class RecoveryCodes(ViewRecoveryCodesView):
    """*Done* leads to the page that was asked for before a first passkey was added."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "done": get_next_redirect_url(self.request) or reverse("own_security")}


class NewRecoveryCodes(Act, GenerateRecoveryCodesView):
    pass


class Confirming:
    """Pages that ask for a password, code or passkey again. They know where *Cancel* leads."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "cancel": _cancel(self.request)}


def _cancel(request: HttpRequest) -> str:
    """The page of the form that waits; that of the credentials when one of theirs was asked for."""
    asked = get_next_redirect_url(request) or ""
    security = reverse("own_security")
    return security if asked.startswith(security) else request.session.get(recent.CAME_FROM, "/")


class ConfirmByPassword(Confirming, ReauthenticateView):
    pass


class ConfirmByCode(Confirming, CodeView):
    pass


class ConfirmByPasskey(Confirming, ReauthenticateWebAuthnView):
    pass


class SecondFactor(AuthenticateView):
    """The step behind a password, of people who have a second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asked = context["js_data"]["request_options"]["publicKey"]
        return {**context, "has_passkeys": bool(asked.get("allowCredentials"))}


@page
@require_GET
def security(request: PageRequest) -> HttpResponse:
    """How the person signs in, and in which browsers they are signed in."""
    found = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    by_type = {one.type: one for one in found}
    app, codes = by_type.get(Authenticator.Type.TOTP), by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "section": "preferences",
        "app_added": moment(app.created_at) if app else "",
        "passkeys": [_passkey(one) for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "recovery_codes": len(codes.wrap().get_unused_codes()) if codes else None,
        "browsers": browsers.of(request.user, current=request.session.session_key, now=timezone.now()),
        "provider": providers.name(),
        "idle_hours": round(settings.SESSION_COOKIE_AGE / 3600),
    }
    return render(request, "newsroom/security.html", context)


def _passkey(row: Authenticator) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "name": str(row),
        "added": moment(row.created_at),
        "used": moment(row.last_used_at),
    }


@page
@require_POST
def sign_out_elsewhere(request: PageRequest) -> HttpResponse:
    """End one other session, or all others."""
    only = number_in(request.POST, "browser", digits=18)
    ended = browsers.end(request.user, but=request.session.session_key, only=only)
    sentence = ngettext("Signed out in %(count)d browser.", "Signed out in %(count)d browsers.", ended)
    return done(request, sentence % {"count": ended}, "own_security")


@page
@require_http_methods(["GET", "HEAD"])
def confirm_by_provider(request: PageRequest) -> HttpResponse:
    """For people who have neither a password nor a passkey here."""
    if not providers.name():
        return redirect("account_reauthenticate")
    context = {
        "provider": {"name": providers.name(), "address": providers.sign_in_address(request, anew=True)},
        "cancel": _cancel(request),
    }
    return render(request, "newsroom/confirm_by_provider.html", context)


@page
def no_page_of_its_own(request: PageRequest) -> HttpResponse:
    """Where allauth leads after an act, and the house has one page for all."""
    return redirect("own_security")


def sign_in_cancelled(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("You cancelled signing in."))
    return redirect("login")
