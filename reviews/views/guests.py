"""The guests of an article, as the desk sees them: who was invited, what came of it, and ending it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.access import find_article
from articles.models import Article
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.refusals import answer_refusals
from reviews import access
from reviews.forms.inviting import InviteForm, lengths
from reviews.guests import invitations as inviting
from reviews.models import Invitation


@page
@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: PageRequest, slug: str) -> HttpResponse:
    """Everybody who was invited; editors invite here. A refusal leaves the form as it was typed."""
    article = find_article(request.user, slug)
    now = timezone.now()
    form = InviteForm(request.POST or None, queries=article.queries.open().order_by("number"))
    if request.method != "POST":
        return _shown(request, article, form, now=now)
    answer_refusals(request, lambda refusal: _shown(request, article, form, refusal=str(refusal), now=now))
    invitation = inviting.invite(article=article, by=request.user, now=now, **form.invited())
    sentence = _("%(guest)s invited. The link is on its way to %(address)s.")
    named = {"guest": invitation.person, "address": invitation.person.email}
    return done(request, sentence % named, _address(slug))


def _shown(
    request: PageRequest, article: Article, form: InviteForm, *, refusal: str = "", now: datetime
) -> HttpResponse:
    context = {
        "article": article,
        "tab": "guests",
        "guests": inviting.of_article(article, now=now),
        "may_invite": access.may_invite(request.user, article),
        "form": form,
        "refusal": refusal,
        "lengths": lengths(),
        "usual": str(inviting.USUAL_DAYS),
        "now": now,
    }
    return render(request, "reviews/guests.html", context, status=422 if refusal else 200)


@page
@require_POST
def extend(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    invitation = _find(request, slug, pk)
    given = request.POST.get("days", "")
    days = int(given) if given in dict(lengths()) else 0
    inviting.extend(invitation=invitation, by=request.user, days=days, now=timezone.now())
    return done(request, _("Invitation extended. The link stays the same."), _address(slug))


@page
@require_POST
def replace_link(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    inviting.replace_link(invitation=_find(request, slug, pk), by=request.user, now=timezone.now())
    return done(request, _("New link sent. The old one no longer works."), _address(slug))


@page
@require_POST
def revoke(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    inviting.revoke(invitation=_find(request, slug, pk), by=request.user, now=timezone.now())
    return done(request, _("Invitation revoked. The link no longer works."), _address(slug))


def _find(request: PageRequest, slug: str, pk: int) -> Invitation:
    return inviting.find(request.user, find_article(request.user, slug), pk)


def _address(slug: str) -> str:
    return reverse("guests", args=[slug])
