"""Saved views of the list of stories: making one, and the page where they are renamed and deleted."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.access import visible_desks
from newsroom.errors import NotFound
from newsroom.models import Desk
from newsroom.web.pages import PageRequest, done, number_in, page
from reviews.lists import saved_views
from reviews.models import SavedView


@page
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: PageRequest) -> HttpResponse:
    """One's own views and those of one's desks; a POST saves the filters of the list as another one."""
    if request.method == "POST":
        view = saved_views.save(
            owner=request.user,
            desk=_desk(request),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
            is_default="default" in request.POST,
        )
        return done(request, _("View “%(view)s” saved.") % {"view": view}, _address(view))
    found = saved_views.views_of(request.user)
    context = {
        "section": "stories",
        "views": [(view, saved_views.may_change(request.user, view)) for view in found],
    }
    return render(request, "reviews/saved_views.html", context)


@page
@require_POST
def change(request: PageRequest, pk: int) -> HttpResponse:
    """Rename, replace or delete a view, or begin with it."""
    view = saved_views.find_view(request.user, pk)
    act = request.POST.get("act", "")
    if act == "replace":
        saved_views.replace(view=view, by=request.user, query=request.POST.get("query", ""))
        return done(request, _("View “%(view)s” saved.") % {"view": view}, _address(view))
    return done(request, _change(request, view, act), reverse("saved_views"))


def _change(request: PageRequest, view: SavedView, act: str) -> str:
    match act:
        case "rename":
            saved_views.rename(view=view, by=request.user, name=request.POST.get("name", ""))
            return _("View renamed to “%(view)s”.") % {"view": view}
        case "delete":
            saved_views.delete(view=view, by=request.user)
            return _("View “%(view)s” deleted.") % {"view": view}
        case "default":
            saved_views.set_default(request.user, view)
            return _("Stories opens with “%(view)s” now.") % {"view": view}
        case "no-default":
            saved_views.set_default(request.user, None)
            return _("Stories opens with all stories in progress now.")
    raise NotFound(_("There is no such saved view."))


def _desk(request: PageRequest) -> Desk | None:
    """The desk to share with, if one was chosen."""
    pk = number_in(request.POST, "desk", digits=18)
    if pk is None:
        return None
    desk = visible_desks(request.user).filter(pk=pk).first()
    if desk is None:
        raise NotFound(_("You’re not on that desk."))
    return desk


def _address(view: SavedView) -> str:
    return f"{reverse('stories')}?{view.query}&view={view.pk}"
