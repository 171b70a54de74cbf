"""What django-allauth asks Copydesk: who may sign in, what is said, and how mail is sent.

There are no rows of addresses beside accounts: the address of an account is the only one that signs in.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import notices, recent
from newsroom.accounts.sign_in import providers
from newsroom.errors import NotAllowed
from newsroom.models import User
from newsroom.web.auth_backend import may_sign_in

SENTENCES = {
    "account/messages/password_changed.txt": _("Password changed."),
    "account/messages/password_set.txt": _("Password set."),
    "mfa/messages/totp_activated.txt": _("Authenticator app added."),
    "mfa/messages/totp_deactivated.txt": _("Authenticator app removed."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes made. Earlier codes no longer work."),
    "mfa/messages/webauthn_added.txt": _("Passkey added."),
    "mfa/messages/webauthn_removed.txt": _("Passkey removed."),
}
"""Template of a message → the sentence. Others are not shown."""
WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Wrong email or password."),
        "enter_current_password": _("Wrong password."),
        "incorrect_password": _("Wrong password."),
        "invalid_password_reset": _("This link doesn’t work – it may be incomplete, expired or used."),
        "too_many_login_attempts": _("Too many attempts. Try again later."),
        "rate_limited": _("Too many attempts. Try again later."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # all answers are pages

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of the host that was asked."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        return request.META.get("REMOTE_ADDR") or ""

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Ask the one backend, which counts guesses in the database.

        Raises :class:`~newsroom.limiting.limits.TooManyAttempts`.
        """
        person = authenticate(request, **credentials)
        if person is None:
            self.authentication_failed(request, **credentials)
        return person

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(self.request, username=user.email, password=password)
        return bool(found and found.pk == user.pk)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse whoever may not sign in, by whatever means. Raises :class:`NotAllowed`."""
        if not may_sign_in(user):
            request.session.flush()
            raise NotAllowed(gettext("This account can’t sign in."))
        return None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("own_security")

    def get_reset_password_from_key_url(self, key: str) -> str:
        person, _dash, token = key.partition("-")
        return settings.COPYDESK_URL + reverse("account_reset_password_from_key", args=[person, token])

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        notices.send_reset(user, context["password_reset_url"])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        notices.credentials_changed(user, template_prefix, self.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError(template_prefix)  # every mail that leaves is named above

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or SENTENCES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not recent.is_recent(self.request, within=recent.CREDENTIALS_WINDOW)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm who one is, the usual one first.

        ``keeps_form`` says whether the session lasts, and with it a form that waits.
        """
        found = super().get_reauthentication_methods(user)
        ways = [{**way, "description": WAYS[way["id"]], "keeps_form": True} for way in found]
        if providers.name():
            described = gettext("Use %(provider)s") % {"provider": providers.name()}
            address = reverse("confirm_by_provider")
            ways.append({"id": "provider", "description": described, "url": address, "keeps_form": False})
        return ways


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That didn’t work. Try again."),
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """The name that is proposed for a new passkey."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        if number == 1:
            return gettext("My passkey")
        return gettext("My passkey %(number)d") % {"number": number}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}
