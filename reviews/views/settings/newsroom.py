"""The newsroom's name, language and time zone."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from newsroom.errors import DomainError
from newsroom.models import Newsroom
from newsroom.models.newsroom import language_of_newsroom, zone_of_newsroom
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.refusals import answer_refusals
from reviews import access
from reviews.administration.newsroom import change_newsroom
from reviews.forms.settings.desks import NewsroomForm
from reviews.views.settings.frame import posted, shown


@page
@require_http_methods(["GET", "HEAD", "POST"])
def newsroom(request: PageRequest) -> HttpResponse:
    access.require(access.may_administer(request.user), _("Only an administrator can change the newsroom."))
    row = Newsroom.objects.first()
    initial = {
        "name": row.name if row else "",
        "language": row.language if row else language_of_newsroom(),
        "time_zone": row.time_zone if row else str(zone_of_newsroom()),
    }
    form = NewsroomForm(posted(request), initial=initial)

    def answer(refusal: DomainError | None = None) -> HttpResponse:
        if refusal:
            form.refuse(refusal)
        return shown(request, "newsroom.html", "newsroom", {"form": form, "newsroom": row}, refusal)

    if request.method != "POST":
        return answer()
    answer_refusals(request, answer)
    form.is_valid()
    given = form.cleaned_data
    change_newsroom(
        by=request.user,
        name=given.get("name", ""),
        language=given.get("language", ""),
        time_zone=given.get("time_zone", ""),
    )
    return done(request, _("Newsroom saved."), request.path)
