"""Authorship pages: of a range beside the copy, and of the whole copy at any revision, without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.access import find_article
from articles.history import provenance, revisions
from articles.history.attribution import Authors, writers_of
from articles.history.provenance import InvalidRange, Stretch
from newsroom.web.pages import PageRequest, number_in, page


@page
@require_safe
def authorship(request: PageRequest, slug: str) -> HttpResponse:
    """The whole copy with its authors: as of ``?revision=3``, or as it is now."""
    article = find_article(request.user, slug)
    chosen = request.GET.get("revision")
    revision = revisions.find(article, number_in(request.GET, "revision") or 0) if chosen else None
    version = revision.version if revision else None
    log = provenance.read_log(article=article, by=request.user, version=version)
    blocks = list(log.blocks())
    authors = writers_of([stretch for block in blocks for stretch in block])
    context = {
        "article": article,
        "tab": "history",
        "revision": revision,
        "blocks": [_credited(block, authors) for block in blocks],
        "authors": sorted(authors.values(), key=lambda author: -author.count),
        "now": timezone.now(),
    }
    return render(request, "articles/authorship.html", context)


@page
@require_safe
def stretches(request: PageRequest, slug: str) -> HttpResponse:
    """The authors of the words between two positions, as a fragment."""
    article = find_article(request.user, slug)
    start, end, version = (_number(request, name) for name in ("start", "end", "version"))
    log, found = provenance.stretches_between(
        article=article, by=request.user, start=start, end=end, version=version
    )
    context = {
        "article": article,
        "stretches": _credited(found, writers_of(found)),
        "newest": log.marks[-1].number if log.marks else None,
        "now": timezone.now(),
    }
    return render(request, "articles/stretches.html", context)


def _number(request: PageRequest, name: str) -> int:
    number = number_in(request.GET, name)
    if number is None:
        raise InvalidRange(_("Select some text in the copy first."))
    return number


def _credited(found: Sequence[Stretch], authors: Authors) -> list[dict[str, Any]]:
    return [
        {
            "stretch": stretch,
            "author": authors[stretch.written.key],
            "before": stretch.revision - 1 if stretch.revision else None,
        }
        for stretch in found
    ]
