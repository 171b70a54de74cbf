"""Copy comes in: a new article, or a new version of one, looked at before anything is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles.access import desks_to_file_on, find_article, may_edit
from articles.documents.suggestions import published
from articles.documents.text import word_count
from articles.editing.suggestions import Choice
from articles.importing import ImportedArticle, ImportFailed
from newsroom.models import User
from newsroom.web.pages import PageRequest, done, page
from reviews.forms.filing import FileCopyForm, SourceForm
from reviews.queries import suggestions
from reviews.views.story.suggestions import what_was_decided
from reviews.workflow import intake


@page
@require_http_methods(["GET", "HEAD", "POST"])
def file_copy(request: PageRequest) -> HttpResponse:
    """Paste or upload, look at what was found in it, file it."""
    desks = desks_to_file_on(request.user)
    people = User.objects.filter(is_active=True, desks__in=desks).distinct().order_by("name")
    initial = {"author": request.user.pk, "desk": desks[0].slug if desks else "", "markup": "markdown"}
    data, files = _posted(request)
    form = FileCopyForm(data, files, desks=desks, people=people, initial=initial)
    imported = _read(form) if form.is_bound else None
    if imported and request.POST.get("act") == "file":
        received = intake.file_copy(
            imported=imported,
            desk=form.filed_on,
            author=form.filed_for,
            by=request.user,
            deadline=form.cleaned_data["deadline"],
            take_byline=not form.cleaned_data["keep_byline"],
            now=timezone.now(),
        )
        return done(request, _filed(len(received.queries)), received.article.get_absolute_url())
    context = {"section": "import", "desks": desks, **_shown(form, imported)}
    return render(request, "reviews/import.html", context, status=422 if form.errors else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: PageRequest, slug: str) -> HttpResponse:
    """The copy as somebody wrote it on elsewhere: it becomes edits, so that queries keep their passages.

    Suggestions that are pending are decided on first, here too: what was read of the file stays.
    """
    article = find_article(request.user, slug)
    data, files = _posted(request)
    form = SourceForm(data, files, initial={"markup": "markdown"})
    imported = _read(form) if form.is_bound else None
    pending = article.suggestions.pending().count()
    act = request.POST.get("act", "")
    if imported and act in ("accept", "reject") and pending:
        decision = suggestions.decide(
            article=article, accept=act == "accept", choice=Choice(), by=request.user, now=timezone.now()
        )
        messages.success(request, what_was_decided(decision, request.user))
        pending = 0
    elif imported and act == "file" and not pending:
        received = intake.add_version(article=article, imported=imported, by=request.user, now=timezone.now())
        sentence = _("Copy replaced (now revision %(number)s). The changes are below.")
        number = received.revision.number
        compared = f"{reverse('compare', args=[slug])}?from={max(1, number - 1)}&to={number}"
        return done(request, sentence % {"number": number}, compared)
    context = {
        "article": article,
        "tab": "copy",
        "may_edit": may_edit(request.user, article) and article.is_open,
        "pending": pending,
        "now": timezone.now(),
        **_shown(form, imported),
    }
    status = 409 if act == "file" and pending else 422 if form.errors else 200
    return render(request, "reviews/new_version.html", context, status=status)


def _posted(request: PageRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _read(form: SourceForm) -> ImportedArticle | None:
    """The copy in the form; what cannot be read is said beside the field, and nothing typed is lost."""
    if not form.is_valid() or form.source is None:
        return None
    try:
        return form.source.read()
    except ImportFailed as failed:
        form.add_error("file" if form.cleaned_data.get("file") else "text", str(failed))
        return None


def _shown(form: SourceForm, imported: ImportedArticle | None) -> dict[str, object]:
    if imported is None or form.source is None:
        return {"form": form}
    return {
        "form": form,
        "imported": imported,
        "words": word_count(published(imported.doc)),
        "packed": form.source.packed(),
        "name": form.source.name,
    }


def _filed(queries: int) -> str:
    return (
        ngettext(
            "Filed with %(count)d query.",
            "Filed with %(count)d queries.",
            queries,
        )
        % {"count": queries}
        if queries
        else _("Filed. No notes found.")
    )
