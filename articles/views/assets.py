"""Images of the copy, for whoever may see a story that shows them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from articles import assets
from articles.models import Asset
from newsroom.web.pages import PageRequest, page


@page
@require_safe
def asset(request: PageRequest, digest: str) -> HttpResponse:
    """An image by its digest."""
    return shown(request, assets.find(request.user, digest))


def shown(request: HttpRequest, found: Asset) -> HttpResponse:
    """An image as a page shows it. What it holds never changes, and it may do nothing on a page."""
    tag = f'"{found.digest}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        with found.file.open() as content:
            response = HttpResponse(content.read(), content_type=found.content_type)
        response["Content-Disposition"] = "inline"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
