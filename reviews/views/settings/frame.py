"""What the pages of the settings share: who may open them, and their navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.errors import DomainError
from newsroom.web.pages import PageRequest, page
from reviews import access

Context = dict[str, Any]


@page
@require_safe
def settings(request: PageRequest) -> HttpResponse:
    require_somebody(request)
    return redirect("settings_people")


def require_somebody(request: PageRequest) -> None:
    """Somebody who sets up a desk at least. Raises :class:`~newsroom.errors.NotAllowed`."""
    access.require(
        request.user.is_superuser or request.user.edits_a_desk,
        _("Only desk editors and administrators can open the settings."),
    )


def posted(request: PageRequest) -> QueryDict | None:
    """What a form was filled in with; an empty body counts, too."""
    return request.POST if request.method == "POST" else None


def shown(
    request: PageRequest, template: str, tab: str, context: Context, refusal: DomainError | None = None
) -> HttpResponse:
    """A page of the settings, with the status of what was refused, if anything was."""
    frame = {"section": "settings", "tab": tab, "is_administrator": access.may_administer(request.user)}
    status = refusal.status if refusal else 200
    return render(request, f"reviews/settings/{template}", {**frame, **context}, status=status)
