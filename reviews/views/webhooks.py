"""The webhooks of the desks a person edits."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.accounts.recent import require_recent_sign_in
from newsroom.errors import NotAllowed
from newsroom.models import Desk
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.refusals import answer_refusals
from reviews.forms.webhooks import WebhookForm
from reviews.models import Endpoint, Event
from reviews.webhooks import endpoints


@page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_recent_sign_in
def webhooks(request: PageRequest) -> HttpResponse:
    """Where they go and how their deliveries stand, on one desk when the address names its slug.

    A new one's secret is on the answer to adding it.
    """
    desks = endpoints.desks_of(request.user)
    if not desks:
        raise NotAllowed(_("Only a desk editor can manage webhooks."))
    named = request.GET.get("desk", "")
    form = WebhookForm(request.POST or None, desks=desks, initial={"desk": named})
    if request.method != "POST":
        return _shown(request, desks, form)
    answer_refusals(request, lambda refusal: _shown(request, desks, form, refusal=str(refusal)))
    endpoint = endpoints.add(by=request.user, now=timezone.now(), **form.wanted())
    return _secret(request, endpoint)


def _shown(
    request: PageRequest, desks: Sequence[Desk], form: WebhookForm, *, refusal: str = ""
) -> HttpResponse:
    only = next((desk for desk in desks if desk.slug == request.GET.get("desk")), None)
    context = {
        "section": "preferences",
        "only": only,
        "webhooks": endpoints.of_desks([only] if only else desks),
        "kinds": Event.Kind.choices,
        "form": form,
        "refusal": refusal,
        "now": timezone.now(),
    }
    return render(request, "reviews/webhooks.html", context, status=422 if refusal else 200)


@page
@require_POST
def change(request: PageRequest, pk: int) -> HttpResponse:
    """Which kinds, and whether any."""
    endpoints.change(
        endpoint=endpoints.find(request.user, pk),
        by=request.user,
        kinds=request.POST.getlist("kinds"),
        is_active="is_active" in request.POST,
    )
    return done(request, _("Webhook saved."), "webhooks")


@page
@never_cache
@require_POST
@require_recent_sign_in
def new_secret(request: PageRequest, pk: int) -> HttpResponse:
    endpoint = endpoints.find(request.user, pk)
    endpoints.replace_secret(endpoint=endpoint, by=request.user, now=timezone.now())
    return _secret(request, endpoint)


@page
@require_POST
def send_test(request: PageRequest, pk: int) -> HttpResponse:
    endpoints.send_test(endpoint=endpoints.find(request.user, pk), by=request.user, now=timezone.now())
    return done(request, _("Test sent. The result will appear here in a moment."), "webhooks")


@page
@require_POST
def send_again(request: PageRequest, pk: int) -> HttpResponse:
    endpoint = endpoints.find(request.user, pk)
    count = endpoints.send_again(endpoint=endpoint, by=request.user, now=timezone.now())
    sentence = ngettext("Retrying %(count)d delivery.", "Retrying %(count)d deliveries.", count)
    return done(request, sentence % {"count": count}, "webhooks")


@page
@require_POST
def remove(request: PageRequest, pk: int) -> HttpResponse:
    endpoints.remove(endpoint=endpoints.find(request.user, pk), by=request.user)
    return done(request, _("Webhook removed, with its pending deliveries."), "webhooks")


def _secret(request: PageRequest, endpoint: Endpoint) -> HttpResponse:
    """The only page that ever shows a secret."""
    context = {"section": "preferences", "endpoint": endpoint}
    return render(request, "reviews/webhook_secret.html", context)
