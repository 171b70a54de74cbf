"""Handing out files that came by mail."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from reviews.models import Attachment


def handed_out(found: Attachment) -> HttpResponse:
    """To be kept, never shown in a page of ours, whatever the file says it is."""
    with found.file.open() as content:
        response = HttpResponse(content.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
