"""Mail that the embedded run keeps instead of sending it."""

from __future__ import annotations

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from newsroom.errors import NotFound
from newsroom.web.pages import PageRequest, page
from reviews.models import KeptMail
from reviews.notifications.mail.smtp import kept_mail_for, mail_waiting_for

PER_PAGE = 50
OPENING_LENGTH = 160


@page
@require_safe
def mail(request: PageRequest) -> HttpResponse:
    """Your kept mail, newest first."""
    _require_kept()
    kept = kept_mail_for(request.user).defer("text", "html", "headers").order_by("-sent_at", "-pk")
    kept = kept.annotate(opening=Left("text", OPENING_LENGTH))
    shown = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    waits = mail_waiting_for(request.user)
    context = {"section": "mail", "page": shown, "waits": waits, "now": timezone.now()}
    return render(request, "reviews/mail.html", context)


@csp_update({"frame-src": ["'self'"]})
@page
@require_safe
def message(request: PageRequest, pk: int) -> HttpResponse:
    """One mail: its text, and its HTML in a frame of its own."""
    return render(
        request,
        "reviews/message.html",
        {"section": "mail", "message": _find(request, pk), "now": timezone.now()},
    )


@csp_replace(
    {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "connect-src": ["'none'"],
        "form-action": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
@xframe_options_sameorigin
@page
@require_safe
def message_html(request: PageRequest, pk: int) -> HttpResponse:
    """The HTML of a mail, inline styles and all, as mail programs get it; it can run nothing."""
    return HttpResponse(_find(request, pk).html)


def _require_kept() -> None:
    if not settings.MAIL_KEPT_IN_APP:
        raise NotFound(_("Email is really sent here. Check your mail program."))


def _find(request: PageRequest, pk: int) -> KeptMail:
    _require_kept()
    found = kept_mail_for(request.user).select_related("article").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such email for you."))
    return found
