"""The administration has no sign-in and no password page of its own: its people use those of everybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from newsroom.accounts.recent import require_recent_sign_in

View = Callable[..., HttpResponse]


def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """In place of the administration's own. Whoever is signed in but no administrator is refused.

    Raises PermissionDenied.
    """
    asked = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        asked = "/admin/"
    if not request.user.is_authenticated:
        return redirect_to_login(asked)
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect(asked)


def change_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return redirect("account_change_password")


def guarded(admin_view: Callable[..., View]) -> Callable[..., View]:
    """Have the administration's pages ask for a recent sign-in before they act.

    ``admin_view``: its own guard.
    """

    def guard(view: View, cacheable: bool = False) -> View:
        inner = admin_view(view, cacheable)
        asking = require_recent_sign_in(inner)

        @wraps(inner)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return (asking if request.user.is_staff else inner)(request, *args, **kwargs)

        return page

    return guard
