"""What a browser may keep of our pages: nothing that somebody signed in has seen."""

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
"""Cookies stay: that of the sign-in is ended by itself, and clearing them would end those of other programs
on the same domain."""


@receiver(user_logged_out, dispatch_uid="newsroom.web.privacy.signed_out")
def signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    """Heard before the session ends; what follows from that waits for the answer."""
    if request is not None:
        request.META[__name__] = user.pk if user is not None else 0


class PrivacyMiddleware(MiddlewareMixin):
    """Pages are not kept, so that Back after signing out shows none; signing out clears what the browser has.

    Stands behind what serves static files. An answer that says something of caches itself says it to who is
    not signed in.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        # Where nobody asked for the person, the answer holds nothing of theirs; asking now could fail.
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
