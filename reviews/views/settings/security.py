"""The security log: read, filtered and exported by administrators."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.errors import NotFound
from newsroom.security import reading
from newsroom.security.models import LABELS, SecurityEvent
from newsroom.web.downloads import note_export, saved_as
from newsroom.web.pages import PageRequest, number_in, page
from reviews import access
from reviews.forms.security import SecurityFilterForm


@page
@require_safe
def security(request: PageRequest) -> HttpResponse:
    """The newest events, and older ones page by page."""
    _require_administrator(request)
    form = SecurityFilterForm(request.GET)
    events, older = reading.page_of(form.filters, before=number_in(request.GET, "before", digits=18))
    address = request.GET.copy()
    address.pop("before", None)
    context = {
        "section": "settings",
        "form": form,
        "events": [(event, _facts(event)) for event in events],
        "older": older,
        "address": address.urlencode(),
        "now": timezone.now(),
    }
    return render(request, "reviews/settings/security.html", context)


@page
@require_safe
def security_export(request: PageRequest, fmt: str) -> HttpResponse:
    """All events that the filter leaves, as a file."""
    _require_administrator(request)
    if fmt not in reading.FORMATS:
        raise NotFound(_("The security log is exported as csv or jsonl."))
    write, content_type = reading.FORMATS[fmt]
    filters = SecurityFilterForm(request.GET).filters
    note_export(request, what="security log", format=fmt)
    response = StreamingHttpResponse(write(filters), content_type=content_type)
    return cast("HttpResponse", saved_as(response, f"security-log-{timezone.localdate():%Y-%m-%d}.{fmt}"))


def _require_administrator(request: PageRequest) -> None:
    access.require(access.may_read_log(request.user), _("Admins only."))


def _facts(event: SecurityEvent) -> list[tuple[str, object]]:
    """What happened, each with its name."""
    return [(str(LABELS.get(name, name)), value) for name, value in event.facts.items()]
