"""Moving a story to another desk: what it does is shown first, and then confirmed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.access import find_article
from articles.models import Article
from newsroom.errors import DomainError
from newsroom.models import User
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.undo import Undo
from reviews import access
from reviews.workflow import moving
from reviews.workflow.moving import MoveRefused, Plan


@page
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: PageRequest, slug: str) -> HttpResponse:
    """Choose a desk, see what moving there does, and confirm it."""
    article = find_article(request.user, slug)
    access.require(
        access.may_move(request.user, article), _("Only an editor of both desks can move a story.")
    )
    desks = moving.desks_to_move_to(article, request.user)
    chosen = request.POST.get("desk") or request.GET.get("desk", "")
    desk = next((desk for desk in desks if desk.slug == chosen), None)
    refused: DomainError | None = None
    shown: Plan | None = None
    if desk is not None:
        shown = moving.plan(article=article, desk=desk, by=request.user, now=timezone.now())
    elif chosen:
        refused = MoveRefused(_("Choose one of your desks."))
    if request.method == "POST" and desk is not None and shown is not None:
        back = _way_back(article)
        try:
            author = _author(request, shown)
            moving.move(article=article, desk=desk, author=author, by=request.user, now=timezone.now())
        except MoveRefused as refusal:
            refused = refusal
        else:
            sentence = _("Moved to %(desk)s.") % {"desk": desk}
            return done(request, sentence, reverse("details", args=[slug]), undo=back)
    context = {
        "article": article,
        "tab": "details",
        "desks": desks,
        "plan": shown,
        "refused": refused,
        "now": timezone.now(),
    }
    return render(request, "reviews/move.html", context, status=refused.status if refused else 200)


def _author(request: PageRequest, plan: Plan) -> User | None:
    """The author in the form: the present one, unless the page had another chosen. Raises MoveRefused."""
    chosen = request.POST.get("author")
    if chosen is None and plan.author_stays:
        return plan.article.author
    if chosen == "none":
        return None
    found = next((person for person in plan.authors if str(person.pk) == chosen), None)
    if found is None:
        raise MoveRefused(_("Choose an author who is on %(desk)s.") % {"desk": plan.desk})
    return found


def _way_back(article: Article) -> Undo:
    """Moving it to the desk where it is now, and to the author that it has."""
    fields = {"desk": article.desk.slug, "author": str(article.author_id or "none")}
    return Undo(reverse("move", args=[article.slug]), fields)
