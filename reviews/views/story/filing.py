"""Copy comes in: a new story, or a new version of one, looked at before anything is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from articles import uploads
from articles.access import desks_to_file_on, find_article, last_filed_on, may_edit
from articles.editing import edits
from articles.editing.suggestions import Choice
from articles.importing import ImportFailed
from articles.importing.corrections import standfirst_of
from articles.models import Article, Upload
from newsroom.errors import NotAllowed
from newsroom.models import Desk, User
from newsroom.web.pages import PageRequest, done, page
from reviews.forms.filing import FileCopyForm, ImportedStoryForm, SourceForm
from reviews.planning import writing
from reviews.queries import suggestions
from reviews.views.story.import_preview import ImportPreview
from reviews.views.story.suggestions import what_was_decided
from reviews.workflow import intake, returned


@page
@require_http_methods(["GET", "HEAD", "POST"])
def file_copy(request: PageRequest) -> HttpResponse:
    """Paste or upload. What was found is looked at on a page of its own."""
    form = _new_story(request)
    if form.is_bound and form.is_valid():
        details = {name: request.POST.get(name, "") for name in ("desk", "author", "deadline")}
        if upload := _keep(form, request, details=details):
            return redirect("import_preview", upload.key)
    context = {"section": "import", "desks": form.desks, "form": form}
    return render(request, "reviews/import.html", context, status=422 if form.errors else 200)


@page
@require_POST
def start_story(request: PageRequest) -> HttpResponse:
    """An empty page in the editor: on the desk that was chosen, or the one this person filed on last."""
    desks = desks_to_file_on(request.user)
    chosen = request.POST.get("desk")
    last = last_filed_on(request.user, desks) or next(iter(desks), None)
    desk = next((desk for desk in desks if desk.slug == chosen), None) if chosen else last
    if desk is None:
        raise NotAllowed(_("You don’t have permission to file stories there."))
    return redirect(writing.open_blank(desk=desk, by=request.user, now=timezone.now()))


@page
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: PageRequest, key: UUID) -> HttpResponse:
    """Look at what was found in a file, decide what becomes of it, and file it."""
    upload = uploads.find_upload(request.user, key)
    if request.htmx or upload.state != Upload.State.READ:
        return _unread(request, upload, back=reverse("import"))
    desks = desks_to_file_on(request.user)
    data, _files = _posted(request)
    imported = uploads.read_article(upload)
    initial = {
        **upload.details,
        "headline": imported.headline,
        "standfirst": standfirst_of(imported),
        "byline": imported.byline,
    }
    form = ImportedStoryForm(data, desks=desks, people=_people_on(desks), initial=initial)
    desk = form.desks.get(form["desk"].value() or "")
    people = list(desk.speakers().order_by("name")) if desk else []
    author = form.people.get(str(form["author"].value()))
    preview = ImportPreview(upload, imported, data, people=people, author=author)
    article = None
    if form.is_bound and form.is_valid() & preview.is_valid():
        article = preview.corrected((form.cleaned_data["headline"], form.cleaned_data["standfirst"]))
        if article and request.POST.get("act") == "file":
            received = intake.file_copy(
                upload=upload,
                imported=form.with_byline(article),
                desk=form.filed_on,
                author=form.filed_for,
                by=request.user,
                deadline=form.cleaned_data["deadline"],
                take_byline=not form.cleaned_data["keep_byline"],
                assigned=preview.assigned,
                now=timezone.now(),
            )
            return done(request, _filed(len(received.queries)), received.article.get_absolute_url())
    as_filed = (article or imported).with_byline(offered=not form["keep_byline"].value())
    context = {
        "section": "import",
        "form": form,
        "desk": desk,
        "other_language": _other_language(imported.language, desk),
        **preview.shown(as_filed),
    }
    refused = form.is_bound and article is None
    return render(request, "reviews/import_preview.html", context, status=422 if refused else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: PageRequest, slug: str) -> HttpResponse:
    """The copy as somebody wrote it on elsewhere: it becomes edits, so that queries keep their passages."""
    article = find_article(request.user, slug)
    data, files = _posted(request)
    form = SourceForm(data, files, initial={"markup": "markdown"})
    if form.is_bound and form.is_valid():
        edits.require_editable(article, by=request.user)
        if upload := _keep(form, request, article=article):
            return redirect("new_version_preview", slug, upload.key)
    context = {**_of_version(request, article), "form": form}
    return render(request, "reviews/new_version.html", context, status=422 if form.errors else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_version_preview(request: PageRequest, slug: str, key: UUID) -> HttpResponse:
    """Look at a new version, and put it in.

    Suggestions that are pending are decided on first, here too: what was read of the file stays.
    """
    article = find_article(request.user, slug)
    upload = uploads.find_upload(request.user, key, article=article)
    if request.htmx or upload.state != Upload.State.READ:
        return _unread(request, upload, back=reverse("new_version", args=[slug]))
    context = _of_version(request, article)
    data, _files = _posted(request)
    act = request.POST.get("act", "")
    if act in ("accept", "reject") and context["pending"]:
        decision = suggestions.decide(
            article=article, accept=act == "accept", choice=Choice(), by=request.user, now=timezone.now()
        )
        messages.success(request, what_was_decided(decision, request.user))
        context["pending"] = 0
    people = list(article.desk.speakers().order_by("name"))
    imported = uploads.read_article(upload)
    came_back = returned.comparison(article, imported)
    threads = returned.threads_in(article, imported, came_back, by=request.user) if came_back else None
    new = {note.key for note, _passage in threads.notes} if threads else None
    preview = ImportPreview(upload, imported, data, people=people, author=article.author, only=new)
    decided = preview.corrected() if data is not None and preview.is_valid() else None
    if decided and act == "file" and (came_back or not context["pending"]):
        if came_back and decided.doc is not imported.doc:  # notes were left in its text
            came_back = returned.comparison(article, decided)
        received = returned.bring_in(
            upload=upload,
            article=article,
            imported=decided,
            returned=came_back,
            by=request.user,
            assigned=preview.assigned,
            now=timezone.now(),
        )
        sentence = (
            _("Merged (now revision %(number)s). The changes are below.")
            if came_back
            else _("Copy replaced (now revision %(number)s). The changes are below.")
        )
        number = received.revision.number
        compared = f"{reverse('compare', args=[slug])}?from={max(1, number - 1)}&to={number}"
        return done(request, sentence % {"number": number}, compared)
    status = 422 if data is not None and decided is None else 409 if act == "file" else 200
    outlook = returned.outlook(article, came_back, threads) if came_back and threads else None
    context |= {"outlook": outlook, **preview.shown(decided)}
    return render(request, "reviews/new_version_preview.html", context, status=status)


def _new_story(request: PageRequest) -> FileCopyForm:
    """The form of a new story, with what was posted in it."""
    desks = desks_to_file_on(request.user)
    last = last_filed_on(request.user, desks)
    initial = {"author": request.user.pk, "desk": last.slug if last else "", "markup": "markdown"}
    data, files = _posted(request)
    return FileCopyForm(data, files, desks=desks, people=_people_on(desks), initial=initial)


def _posted(request: PageRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _keep(
    form: SourceForm,
    request: PageRequest,
    *,
    article: Article | None = None,
    details: dict[str, Any] | None = None,
) -> Upload | None:
    """Keep what was brought in; what cannot be read is said beside its field, and nothing typed is lost."""
    source = form.source
    try:
        return uploads.keep(
            source.data,
            name=source.name,
            by=request.user,
            article=article,
            details=details,
            now=timezone.now(),
        )
    except ImportFailed as failed:
        form.add_error(form.given_in, str(failed))
        return None


def _unread(request: PageRequest, upload: Upload, *, back: str) -> HttpResponse:
    """The page of an upload that is still being read, which asks again by itself, or that could not be."""
    if request.htmx and upload.state != Upload.State.WAITING:
        return HttpResponseClientRefresh()
    template = "reviews/upload_progress.html" if request.htmx else "reviews/reading_upload.html"
    context = {"section": "import", "upload": upload, "back": back, "now": timezone.now()}
    return render(request, template, context)


def _people_on(desks: list[Desk]) -> list[User]:
    return list(User.objects.filter(is_active=True, desks__in=desks).distinct().order_by("name"))


def _of_version(request: PageRequest, article: Article) -> dict[str, Any]:
    return {
        "article": article,
        "tab": "copy",
        "may_edit": may_edit(request.user, article) and article.is_open,
        "pending": article.suggestions.pending().count(),
        "now": timezone.now(),
    }


def _other_language(language: str, desk: Desk | None) -> bool:
    """Whether the copy is in another language than the desk."""
    return bool(desk and language and language.partition("-")[0] != desk.language.partition("-")[0])


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
