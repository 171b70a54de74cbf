"""A guest's pages: the landing page of their link, and behind it the copy with exactly their queries.

Plain pages without scripts. Following a link only shows the landing page: what fetches links ahead of their
reader neither opens anything nor is taken for a visit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import assets
from articles.change_phrases import sentence
from articles.editing.suggestions import proposals
from articles.exporting.content_types import DOCX
from articles.rendering import published_html
from articles.views.assets import shown
from newsroom.errors import DomainError, NotFound
from newsroom.web.downloads import download, note_export
from newsroom.web.refusals import typed_words
from reviews import access, guest_sessions, reading
from reviews.guest_sessions import LinkClosed, SignedInHere
from reviews.guests import comments
from reviews.guests.progress import progress
from reviews.models import Invitation, Query
from reviews.notifications.mail.signed_links import PASS_LIFETIME
from reviews.presenters.margin import Thread, highlights
from reviews.queries import answering, review_copies
from reviews.views.story.files import handed_out

P = ParamSpec("P")
PASS = "copydesk_guest"  # noqa: S105 - the name of a cookie


def guest_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Neither kept nor indexed nor told to other sites; what is refused is said on a guest's page."""

    @csp_replace({"script-src": ["'none'"], "connect-src": ["'none'"]})
    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except DomainError as refusal:
            response = _refused(request, refusal)
        response["Referrer-Policy"] = "same-origin"  # with no-referrer, forms would come from nowhere
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return shown


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Who asks whom for what, and one button. With the pass of an earlier visit it stands open."""
    now = timezone.now()
    if request.method == "POST":
        invitation, opened = guest_sessions.enter(token, viewer=request.user, now=now)
        return _open_session(invitation, opened)
    invitation = guest_sessions.look(token, viewer=request.user, now=now)
    if guest_sessions.is_pass(invitation, request.COOKIES.get(PASS, ""), now=now):
        return redirect("guest_copy", pk=invitation.pk)
    mine = access.guest_queries(invitation.person, invitation.article).prefetch_related("replies")
    context = {
        "invitation": invitation,
        "article": invitation.article,
        "progress": progress(mine, invitation.person),
    }
    return render(request, "guest/landing.html", {**context, "token": token, "now": now})


@guest_page
@require_POST
def link_again(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """A link that no longer opens: mail a fresh one. The answer is the same whatever came of it."""
    guest_sessions.ask_for_link(token, now=timezone.now())
    return render(request, "guest/sent.html")


@guest_page
@require_safe
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy with the passages marked, and beside it their queries alone."""
    invitation = _invitation(request, pk)
    article, guest, now = invitation.article, invitation.person, timezone.now()
    threads = reading.threads(article, known=[guest], only=access.guest_queries(guest, article))
    may_act = article.is_open
    proposed = {one.suggestion.pk: sentence(one.change) for one in proposals(article)}
    context = {
        "invitation": invitation,
        "article": article,
        "threads": [_thread(query, invitation, proposed) for query in threads],
        "progress": progress(threads, guest),
        "copy_html": published_html(article.document, highlights(threads), assets=_assets(invitation))
        if may_act
        else "",
        "pending": len(proposed),
        "may_comment": may_act and access.may_comment(guest, article, now=now),
        "now": now,
    }
    return render(request, "guest/copy.html", context)


@guest_page
@require_POST
def reply(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    query = _query(invitation, number)
    answering.reply(
        query=query,
        by=invitation.person,
        body=request.POST.get("body", ""),
        proposed=request.POST.get("proposed", ""),
        now=timezone.now(),
    )
    messages.success(request, _("Sent. Thank you."))
    return redirect(reverse("guest_copy", args=[pk]) + f"#query-{number}")


@guest_page
@require_safe
def review_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy and their queries as a Word file."""
    invitation = _invitation(request, pk)
    article = invitation.article
    content = review_copies.review_copy(article=article, by=invitation.person, now=timezone.now())
    note_export(request, person=invitation.person, what="review copy", story=article.slug, format="docx")
    return download(content, name=f"{article.slug}-review.docx", content_type=DOCX)


@guest_page
@require_safe
def file(request: HttpRequest, pk: int, number: int, file: int) -> HttpResponse:
    """A file that came by mail, in a thread of theirs."""
    return handed_out(answering.find_guest_file(_invitation(request, pk), number, file))


@guest_page
@require_safe
def asset(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """An image of the copy, as long as the copy is shown to them."""
    article = _invitation(request, pk).article
    if not article.is_open:
        raise NotFound(_("The copy is no longer shown."))
    return shown(request, assets.find_in(article, digest))


@guest_page
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment on words of the copy."""
    invitation = _invitation(request, pk)
    words, body = request.POST.get("words", ""), request.POST.get("body", "")
    query = comments.comment(invitation=invitation, words=words, body=body, now=timezone.now())
    messages.success(request, _("Sent. Thank you."))
    return redirect(reverse("guest_copy", args=[pk]) + f"#query-{query.number}")


def _assets(invitation: Invitation) -> str:
    """Where their page gets the images of the copy from."""
    return reverse("guest_asset", args=[invitation.pk, "x"]).removesuffix("x")


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    return guest_sessions.visit(pk, request.COOKIES.get(PASS, ""), viewer=request.user, now=timezone.now())


def _query(invitation: Invitation, number: int) -> Query:
    mine = access.guest_queries(invitation.person, invitation.article)
    query = mine.filter(number=number).first()
    if query is None:
        raise NotFound(_("This query is no longer assigned to you. Go back to see your queries."))
    query.article = invitation.article
    return query


def _thread(query: Query, invitation: Invitation, proposed: Mapping[int, str]) -> Thread:
    return Thread(
        query=query,
        replies=tuple(query.replies.all()),
        address=f"{reverse('guest_copy', args=[invitation.pk])}queries/{query.number}/",
        may_reply=query.is_open and invitation.article.is_open,
        may_resolve=False,
        may_direct=False,
        may_place=False,
        may_accept=False,
        proposed=proposed.get(query.suggestion_id or 0, ""),
        is_for_guest=True,
    )


def _open_session(invitation: Invitation, opened: str) -> HttpResponse:
    response = redirect("guest_copy", pk=invitation.pk)
    response.set_cookie(
        PASS,
        opened,
        max_age=PASS_LIFETIME,
        path=reverse("guest_copy", args=[invitation.pk]),
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """What to do next, and what they typed: a refusal costs nobody their words."""
    address = request.resolver_match.kwargs if request.resolver_match else {}
    context = {"sentence": str(refusal), "typed_words": typed_words(request), **address}
    match refusal:
        case LinkClosed():
            template = "guest/closed.html"
        case SignedInHere():
            template = "guest/signed_in.html"
        case _:
            template = "guest/refused.html"
    return render(request, template, context, status=refusal.status)
