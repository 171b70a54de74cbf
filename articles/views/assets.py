"""Images of the copy, for whoever may see a story that shows them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import assets
from articles.access import find_article
from articles.documents.allowed import asset_address
from articles.editing import images
from articles.models import Asset
from newsroom.errors import DomainError
from newsroom.web.pages import PageRequest, page
from newsroom.web.refusals import answer_refusals


@page
@require_safe
def asset(request: PageRequest, digest: str) -> HttpResponse:
    """An image by its digest."""
    return shown(request, assets.find(request.user, digest))


class NoImage(DomainError):
    """The form has no file."""


@page
@require_POST
def add_image(request: PageRequest, slug: str) -> HttpResponse:
    """Keep the image in the form's field "image", for the copy to show it. All answers are JSON."""
    answer_refusals(request, lambda error: JsonResponse({"error": str(error)}, status=error.status))
    article = find_article(request.user, slug)
    file = request.FILES.get("image")
    if file is None:
        raise NoImage(_("Choose an image."))
    name = file.name or ""
    images.require_size(file.size or 0, name)
    asset = images.add_image(
        article=article, data=file.read(), name=name, by=request.user, now=timezone.now()
    )
    return JsonResponse({"src": asset_address(asset.digest), "width": asset.width, "height": asset.height})


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
