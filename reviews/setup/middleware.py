"""Leads from the sign-in to the set-up while nobody could sign in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from reviews.setup import links


class SetUpMiddleware(MiddlewareMixin):
    """Every page of a database without people leads to the sign-in, and so to the set-up.

    One statement there, and none elsewhere.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method != "GET":
            return None
        is_sign_in = request.path in (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
        return redirect("set_up") if is_sign_in and links.is_unused() else None
