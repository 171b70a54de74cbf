"""The calendar, with the link of one's feed, and the feed itself."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.errors import DomainError
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.refusals import answer_refusals
from reviews.lists.calendar import Calendar, Span, calendar_of
from reviews.models import Feed
from reviews.preferences import calendar_feed


@page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: PageRequest) -> HttpResponse:
    """Deadlines and embargoes by week or month, and the link of one's feed, which a POST changes."""
    if request.method == "POST":
        return done(request, _act(request), "calendar")
    is_fragment = request.htmx and not request.htmx.history_restore_request
    if is_fragment:
        return render(request, "reviews/calendar_days.html", _shown(request))
    feed = calendar_feed.feed_of(request.user)
    link = calendar_feed.link_to(feed) if feed else ""
    context = {
        **_shown(request),
        "section": "calendar",
        "feed": feed,
        "link": link,
        "webcal": "webcal://" + link.partition("://")[2],
        "choices": Feed.Choice.choices,
        "chosen": feed.choice if feed else Feed.Choice.MINE,
    }
    return render(request, "reviews/calendar.html", context)


def _shown(request: PageRequest) -> dict[str, Any]:
    """The context of ``reviews/calendar_days.html``: what the address asks for, else this month."""
    now = timezone.now()
    today = timezone.localtime(now).date()
    span: Span = "week" if request.GET.get("by") == "week" else "month"
    shown = calendar_of(
        request.user, span=span, on=_day(request.GET.get("on", "")) or today, desk=request.GET.get("desk", "")
    )
    return {"calendar": shown, "today": today, "now": now, "title": _title(shown)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _title(shown: Calendar) -> str:
    """ "March 2026", or "2 – 8 March 2026"."""
    if shown.span == "month":
        return formats.date_format(shown.on, "YEAR_MONTH_FORMAT")
    first, last = (formats.date_format(day, "j F Y") for day in (shown.first, shown.last))
    return _("%(first)s – %(last)s") % {"first": first, "last": last}


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, for programs. The status is 304 for one that has it already."""
    answer_refusals(request, _plainly)
    body = calendar_feed.calendar_behind(token, now=timezone.now())
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response: HttpResponse | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="copydesk.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _plainly(refusal: DomainError) -> HttpResponse:
    return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")


def _act(request: PageRequest) -> str:
    """Do what was chosen; the sentence that says so."""
    if "off" in request.POST:
        calendar_feed.switch_off(request.user)
        return _("Link turned off. Calendars using it no longer update.")
    if "again" in request.POST:
        calendar_feed.replace_link(request.user)
        return _("New link created. The old one no longer works.")
    calendar_feed.switch_on(request.user, choice=request.POST.get("choice", ""))
    return _("Saved. Your calendar will update when it next refreshes.")
