"""The inbox in the application, and following an item's link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from newsroom.web.pages import PageRequest, done, number_in, page
from reviews.lists.to_do import to_do
from reviews.notifications import inbox as inboxes
from reviews.notifications.mail.signed_links import SEEN

P = ParamSpec("P")
MOST_IN_PANEL = 5


@page
@require_safe
def inbox(request: PageRequest) -> HttpResponse:
    """Your notifications, unread first, those of one story together."""
    return render(request, "reviews/inbox.html", _context(request, request.GET.get("page", "1")))


@page
@require_safe
def panel(request: PageRequest) -> HttpResponse:
    """For below the bell: what you are to do first, and what happened, one line for each story."""
    now = timezone.now()
    updates = inboxes.latest(request.user, most=MOST_IN_PANEL)
    context = {
        "to_do": to_do(request.user, most=MOST_IN_PANEL, now=now),
        "updates": updates,
        "newest": max((update.pk for update in updates), default=0),
        "has_unread": any(update.is_unread for update in updates),
        "now": now,
    }
    return render(request, "reviews/inbox_panel.html", context)


@page
@require_POST
def see(request: PageRequest, pk: int) -> HttpResponse:
    """Mark one item as read, or all that came of its story; doing so again changes nothing."""
    if "story" in request.POST:
        inboxes.see_story(request.user, pk, now=timezone.now())
    else:
        inboxes.see(request.user, [pk], now=timezone.now())
    return _seen(request, _("Marked as read."))


@page
@require_POST
def see_all(request: PageRequest) -> HttpResponse:
    """Mark everything as read that stood on the page."""
    newest = number_in(request.POST, "newest", digits=18) or 0
    count = inboxes.see_all(request.user, up_to=newest, now=timezone.now())
    sentence = ngettext("%(count)d item is marked as read.", "%(count)d items are marked as read.", count)
    return _seen(request, sentence % {"count": count})


def marks_seen(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever comes by the link of an item has seen it. The address then loses what says so.

    A fetch ahead of the reader (``Sec-Purpose: prefetch``) is nobody's reading.
    """

    @wraps(view)
    def followed(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        token = request.GET.get(SEEN, "")
        if not token or request.method != "GET":
            return view(request, *args, **kwargs)
        if "prefetch" not in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
            inboxes.see_by_link(token, viewer=request.user, now=timezone.now())
        rest = request.GET.copy()
        del rest[SEEN]
        return redirect(f"{request.path}?{rest.urlencode()}" if rest else request.path)

    return followed


def _seen(request: PageRequest, sentence: str) -> HttpResponse:
    if not request.htmx:
        return done(request, sentence, "inbox")
    context = {**_context(request, request.POST.get("page", "1")), "sentence": sentence}
    return render(request, "reviews/inbox_changed.html", context)


def _context(request: PageRequest, number: str) -> dict[str, object]:
    shown = inboxes.inbox(request.user, page=number)
    newest = max((item.pk for group in shown.groups for item in group.items), default=0)
    return {
        "section": "inbox",
        "inbox": shown,
        "newest": newest,
        "has_unread": any(group.is_unread for group in shown.groups),
        "now": timezone.now(),
    }
