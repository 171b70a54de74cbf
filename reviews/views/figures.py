"""Figures for whoever runs a desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.comma_separated import as_csv
from newsroom.errors import NotFound
from newsroom.web.downloads import download, note_export
from newsroom.web.pages import PageRequest, page
from reviews import access
from reviews.figures.counting import figures as count_figures
from reviews.figures.plots import Plot, plots
from reviews.forms.figures import FiguresForm


@page
@require_safe
def figures(request: PageRequest) -> HttpResponse:
    """Plots of a desk, or of all that this person edits, each with its table."""
    form, found = _read(request)
    context = {
        "section": "settings",
        "tab": "figures",
        "form": form,
        "plots": found,
        "is_empty": not any(plot.rows for plot in found),
        "address": request.GET.urlencode(),
    }
    return render(request, "reviews/figures.html", context)


@page
@require_safe
def figures_file(request: PageRequest, key: str) -> HttpResponse:
    """The rows of one plot."""
    form, found = _read(request)
    plot = next((one for one in found if one.key == key), None)
    if plot is None:
        raise NotFound(_("There are no such figures."))
    note_export(request, what=f"figures: {key}", format="csv")
    name = f"{key}-{form.chosen_period}-{timezone.localdate():%Y-%m-%d}.csv"
    return download(as_csv(plot.file), name=name, content_type="text/csv; charset=utf-8")


def _read(request: PageRequest) -> tuple[FiguresForm, list[Plot]]:
    desks = list(access.desks_with_figures(request.user).order_by("name"))
    access.require(bool(desks), _("Only desk editors and administrators can see figures."))
    form = FiguresForm(request.GET, desks=desks)
    found = count_figures(form.chosen_desks, period=form.chosen_period, now=timezone.now())
    return form, plots(found, period=form.chosen_period, by_desk=len(form.chosen_desks) > 1)
