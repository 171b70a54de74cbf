"""What a browser may cache: nothing that a signed-in person has seen."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.deprecation import MiddlewareMixin

from newsroom.access import changes
from newsroom.models import User

CLEARED = '"cache", "storage"'
"""Cookies are not cleared: Django ends that of the sign-in, and other programs on the domain need theirs."""


@receiver(user_logged_out, dispatch_uid="newsroom.web.privacy.signed_out")
def signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    """Record who signed out. The signal comes before the session ends; the response is not made yet."""
    if request is not None:
        request.META[__name__] = user.pk if user is not None else 0


class PrivacyMiddleware(MiddlewareMixin):
    """Forbids caching of pages, so that Back shows none after signing out. Signing out clears the caches.

    It comes after the middleware for static files. A response keeps its own Cache-Control for people who are
    not signed in.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        # A response that never read the person holds nothing of theirs. Reading it now could fail.
        known = request.__dict__.get("_cached_user")
        is_signed_in = known is not None and known.is_authenticated
        if is_signed_in or "Cache-Control" not in response:
            patch_cache_control(response, no_store=True, private=True)
        signed_out = request.META.get(__name__)
        if signed_out is not None:
            changes.announce(signed_out)
            response["Clear-Site-Data"] = CLEARED
            patch_cache_control(response, no_store=True)
        return response
