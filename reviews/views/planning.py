"""Ideas, assignments, and filing what was written here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.access import desks_to_file_on, find_article, last_filed_on, require
from articles.models import Article
from newsroom.web.pages import PageRequest, done, page
from reviews.forms.planning import AssignForm, IdeaForm
from reviews.planning import assignments, ideas, writing


@page
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PageRequest) -> HttpResponse:
    """An idea for a story."""
    desks = desks_to_file_on(request.user)
    require(bool(desks), _("You don’t have permission to file stories on any desk."))
    last = last_filed_on(request.user, desks)
    form = IdeaForm(
        request.POST if request.method == "POST" else None,
        desks=desks,
        initial={"desk": last.slug if last else ""},
    )
    if form.is_bound and form.is_valid():
        idea = ideas.propose(
            desk=form.proposed_to,
            headline=form.cleaned_data["headline"],
            brief=form.cleaned_data["brief"],
            deadline=form.cleaned_data["deadline"],
            by=request.user,
            now=timezone.now(),
        )
        return done(request, _("Idea saved."), reverse("assignment", args=[idea.slug]))
    context = {"section": "import", "form": form}
    return render(request, "reviews/idea.html", context, status=422 if form.errors else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: PageRequest, slug: str) -> HttpResponse:
    """What a story is to be and who writes it. An editor who posts assigns it."""
    article = find_article(request.user, slug)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        people=article.desk.writers().order_by("name"),
        initial={
            "writer": article.author_id or "",
            "brief": article.brief,
            "deadline": article.deadline,
            "target_words": article.target_words,
        },
    )
    if form.is_bound and form.is_valid():
        assignments.assign(
            article=article,
            writer=form.asked,
            brief=form.cleaned_data["brief"],
            deadline=form.cleaned_data["deadline"],
            target_words=form.cleaned_data["target_words"],
            by=request.user,
            now=timezone.now(),
        )
        return done(request, _assigned(article), request.path)
    if form.is_bound:
        require(assignments.may_assign(request.user, article), _("Only a desk editor can assign a story."))
    context = {
        "article": article,
        "tab": "details",
        "form": form,
        "may_assign": assignments.may_assign(request.user, article),
        "may_answer": assignments.may_answer(request.user, article),
        "refusal": assignments.last_refusal(article),
        "now": timezone.now(),
    }
    return render(request, "reviews/assignment.html", context, status=422 if form.errors else 200)


@page
@require_POST
def accept(request: PageRequest, slug: str) -> HttpResponse:
    article = find_article(request.user, slug)
    assignments.accept(article=article, by=request.user, now=timezone.now())
    return done(request, _("Accepted. The editor has been notified."), article.get_absolute_url())


@page
@require_POST
def decline(request: PageRequest, slug: str) -> HttpResponse:
    article = find_article(request.user, slug)
    reason = request.POST.get("reason", "")
    assignments.decline(article=article, reason=reason, by=request.user, now=timezone.now())
    return done(request, _("Declined. The editor has been notified."), reverse("assignment", args=[slug]))


@page
@require_POST
def file_story(request: PageRequest, slug: str) -> HttpResponse:
    article = find_article(request.user, slug)
    writing.file_story(article=article, by=request.user, now=timezone.now())
    return done(request, _("Filed."), article.get_absolute_url())


def _assigned(article: Article) -> str:
    if article.planning == Article.Planning.ASSIGNED:
        return _("Assigned. %(person)s has been notified.") % {"person": article.author}
    return _("The story is yours to write.")
