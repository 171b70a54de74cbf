"""Joining the staff: the page of an invitation's link, and the first page after it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.accounts.credentials import passkeys
from newsroom.accounts.staff import joining
from newsroom.accounts.staff.grants import InvitationImpossible, grant_of
from newsroom.accounts.staff.joining import LinkOver, LinkUnknown, LinkUsed, PasswordRefused
from newsroom.models import User
from newsroom.web.pages import PageRequest, page
from reviews.forms.joining import JoinForm
from reviews.people import roles

P = ParamSpec("P")
BACKEND = "newsroom.web.auth_backend.Accounts"


def link_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that a secret link opens: neither kept nor indexed; a link that is over says why."""

    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (LinkOver, LinkUsed, LinkUnknown) as refusal:
            context = {
                "sentence": str(refusal),
                "may_ask": isinstance(refusal, LinkOver) and refusal.may_ask,
                "may_sign_in": isinstance(refusal, LinkUsed),
                "token": kwargs.get("token", ""),
            }
            response = render(request, "reviews/join_over.html", context, status=refusal.status)
        response["Referrer-Policy"] = "same-origin"  # with no-referrer, forms would come from nowhere
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return shown


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Name, and password or passkey. Makers of an account are signed in; who had one signs in with it."""
    now = timezone.now()
    invitation = joining.look(token, now=now)
    if request.user.is_authenticated and request.user != invitation.person:
        return render(request, "reviews/join_signed_in.html", {"invitation": invitation}, status=403)
    form = JoinForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            person = joining.accept(token, **form.chosen(passkeys.are_possible(request)), now=now)
        except InvitationImpossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        except PasswordRefused as refusal:
            form.add_error("password", str(refusal))
        else:
            return _welcome(request, person)
    context = {
        "form": form,
        "invitation": invitation,
        "roles": grant_of(invitation).phrases(),
        "passkeys_are_possible": passkeys.are_possible(request),
    }
    return render(request, "reviews/join.html", context, status=422 if form.errors else 200)


@link_page
@require_POST
def ask_again(request: HttpRequest, token: str) -> HttpResponse:
    """A link that expired: whoever invited is told. The answer is the same whatever came of it."""
    joining.ask_again(token, now=timezone.now())
    return render(request, "reviews/join_asked.html")


@page
@require_safe
def welcome(request: PageRequest) -> HttpResponse:
    """What somebody can do from now on, desk by desk."""
    has_passkey = passkeys.of(request.user).exists()
    context = {"section": "", "desks": roles.roles_of(request.user), "has_passkey": has_passkey}
    return render(request, "reviews/welcome.html", context)


def _welcome(request: HttpRequest, person: User) -> HttpResponse:
    if not person.has_usable_password():
        login(request, person, backend=BACKEND)
        return redirect(f"{reverse('mfa_add_webauthn')}?{urlencode({'next': reverse('welcome')})}")
    if person.last_login is not None:  # it had a sign-in of its own, perhaps with a second factor
        messages.success(request, _("Welcome back. Sign in with your new password."))
        return redirect("login")
    login(request, person, backend=BACKEND)
    return redirect("welcome")
