"""Mail that came back: saying that the address is right, so that mail goes there again."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsroom.web.pages import PageRequest, done, page
from reviews.notifications import bounces


@page
@require_POST
def send_again(request: PageRequest, pk: int) -> HttpResponse:
    stopped = bounces.find(request.user, pk)
    bounces.resume(stopped, by=request.user, now=timezone.now())
    return done(request, _("Email to %(address)s resumed.") % {"address": stopped.address}, "inbox")
