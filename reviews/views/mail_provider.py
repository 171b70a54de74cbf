"""Where the mail provider posts answers, and tells of mail that came back."""

from __future__ import annotations

from functools import partial
from typing import Any

from anymail import urls as anymail_urls
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from reviews.inbound import large_posts
from reviews.inbound import provider_signals as receivers

__all__ = ["receivers", "webhook"]

VIEWS: dict[str, Any] = {pattern.name or "": pattern.callback for pattern in anymail_urls.urlpatterns}


@csrf_exempt  # the provider proves itself by its signature or its password, which anymail checks
def webhook(request: HttpRequest, provider: str, what: str) -> HttpResponseBase:
    """Only the provider that is set up is served; anymail alone would serve them all."""
    if settings.INBOUND is None or not provider or provider != settings.INBOUND.webhook:
        raise Http404
    view = VIEWS.get(f"{provider}_{what.partition('_')[0]}_webhook") or VIEWS.get(f"{provider}_webhook")
    if view is None:
        raise Http404
    holds_mail = not what.startswith("tracking")
    return large_posts.pass_on(request, partial(receivers.answer, view=view, holds_mail=holds_mail))
