"""What somebody may do, and why: for themselves, and for administrators of anybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.errors import NotFound
from newsroom.models import User
from newsroom.web.pages import PageRequest, page
from reviews import access
from reviews.presenters.permissions import permissions_of


@page
@require_safe
def permissions(request: PageRequest) -> HttpResponse:
    """One's own."""
    return _page(request, request.user)


@page
@require_safe
def permissions_of_person(request: PageRequest, pk: int) -> HttpResponse:
    """Those of somebody else."""
    if pk != request.user.pk:
        access.require(access.may_see_permissions(request.user), _("Admins only."))
    person = User.objects.filter(pk=pk, is_guest=False).first()
    if person is None:
        raise NotFound(_("There is no such person."))
    return _page(request, person)


def _page(request: PageRequest, person: User) -> HttpResponse:
    context = {
        "person": person,
        "is_own": person.pk == request.user.pk,
        "desks": permissions_of(person),
        "may_read_log": access.may_read_log(person),
    }
    return render(request, "reviews/permissions.html", context)
