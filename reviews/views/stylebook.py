"""The stylebook of a desk: its entries, trying one, and lists that come in and go out."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.access import find_article, had_slug, visible_articles
from articles.documents.style.model import Entry, EntryRefused
from articles.importing.decoding import decode
from newsroom.errors import DomainError, NotFound
from newsroom.models import Desk
from newsroom.web.downloads import download, note_export
from newsroom.web.pages import PageRequest, done, number_in, page
from newsroom.web.refusals import answer_refusals
from reviews import access
from reviews.forms.stylebook import EntryFilterForm, EntryForm, initial_of
from reviews.models import StyleEntry
from reviews.queries import answering
from reviews.stylebook import entries, exchange, from_queries, trying
from reviews.stylebook.from_queries import Draft

PAGE_LENGTH = 50
HISTORY_LENGTH = 100


@page
@require_safe
def stylebooks(request: PageRequest) -> HttpResponse:
    """The stylebooks this person reads; with one of them, that one."""
    desks = entries.desks_with_stylebook(request.user)
    if len(desks) == 1:
        return redirect("stylebook", desks[0].slug)
    return render(request, "reviews/stylebook/desks.html", {"section": "stylebook", "desks": desks})


@page
@require_safe
def stylebook(request: PageRequest, slug: str) -> HttpResponse:
    """The entries of a desk; for htmx the list alone, as it is searched."""
    desk = entries.find_desk(request.user, slug)
    form = EntryFilterForm(request.GET)
    found = entries.entries_of(desk).filtered(**form.filters)
    listed = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    may_write = access.may_write_style(request.user, desk)
    context = {
        "form": form,
        "listed": listed,
        "address": address.urlencode(),
        "is_filtered": any(form.filters.values()),
        "starters": len(entries.missing_starters(desk)) if may_write and not request.htmx else 0,
    }
    template = "entries.html" if request.htmx else "book.html"
    return _shown(request, desk, template, context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_entry(request: PageRequest, slug: str) -> HttpResponse:
    """The form of an entry; ``story`` and ``query`` name a resolved query that it begins with."""
    desk = _desk_to_write(request, slug)
    draft = _draft(request, desk)
    initial = (
        {
            "pattern": draft.pattern,
            "suggestion": draft.suggestion,
            "reason": draft.reason,
            "level": draft.level.value,
        }
        if draft
        else {}
    )
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)

    def answer(refusal: DomainError | None = None) -> HttpResponse:
        return _form(request, desk, form, draft=draft, refusal=refusal)

    if request.method != "POST" or not form.is_valid():
        return answer()
    answer_refusals(request, answer)
    added = entries.add(
        desk, form.entry, by=request.user, now=timezone.now(), settled=draft.settled if draft else None
    )
    return done(
        request, _("“%(entry)s” added.") % {"entry": added.name}, reverse("stylebook", args=[desk.slug])
    )


@page
@require_safe
def from_query(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Make the answer to a query house style: the form of an entry that begins with it."""
    article = find_article(request.user, slug)
    from_queries.draft_of(answering.find(request.user, article, number), request.user)
    address = reverse("style_new", args=[article.desk.slug])
    return redirect(f"{address}?story={article.slug}&query={number}")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """An entry: to be changed by who writes the stylebook, to be read by the others."""
    desk = entries.find_desk(request.user, slug)
    row = entries.find_entry(desk, pk)
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial_of(row.entry))

    def answer(refusal: DomainError | None = None) -> HttpResponse:
        return _form(request, desk, form, row=row, refusal=refusal)

    if request.method == "POST":
        _require_writer(request, desk)
    if request.method != "POST" or not form.is_valid():
        return answer()
    answer_refusals(request, answer)
    entries.change(row, form.entry, by=request.user)
    return done(
        request, _("“%(entry)s” saved.") % {"entry": form.entry.name}, reverse("stylebook", args=[desk.slug])
    )


@page
@require_POST
def switch(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Let an entry speak, or not."""
    desk = _desk_to_write(request, slug)
    row, on = entries.find_entry(desk, pk), request.POST.get("live") == "on"
    entries.switch(row, on=on, by=request.user)
    sentence = _("“%(entry)s” is live.") if on else _("“%(entry)s” is off.")
    return done(request, sentence % {"entry": row.name}, reverse("stylebook", args=[desk.slug]))


@page
@require_POST
def delete(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    desk = _desk_to_write(request, slug)
    row = entries.find_entry(desk, pk)
    entries.remove(row, by=request.user)
    return done(
        request, _("“%(entry)s” deleted.") % {"entry": row.name}, reverse("stylebook", args=[desk.slug])
    )


@page
@require_safe
def history(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """What an entry said before, newest first."""
    desk = entries.find_desk(request.user, slug)
    row = entries.find_entry(desk, pk)
    versions = row.history.select_related("history_user").order_by("-history_id")[:HISTORY_LENGTH]
    return _shown(request, desk, "history.html", {"row": row, "versions": versions, "now": timezone.now()})


@page
@require_POST
def try_entry(request: PageRequest, slug: str) -> HttpResponse:
    """What the entry in the form finds in a pasted text: a part of the page, whatever is wrong with it."""
    entries.find_desk(request.user, slug)
    text = request.POST.get("text", "")
    context: dict[str, Any] = {"is_empty": not text.strip()}
    try:
        lines = trying.in_text(trying.alone(_typed_entry(request)), text)
        context |= {"lines": lines, "count": sum(piece.found is not None for line in lines for piece in line)}
    except EntryRefused as refused:
        context["sentence"] = str(refused)
    return render(request, "reviews/stylebook/tried.html", context)


@page
@require_POST
def past_hits(request: PageRequest, slug: str) -> HttpResponse:
    """What the entry in the form would have found in the newest stories of the desk."""
    desk = entries.find_desk(request.user, slug)
    context: dict[str, Any] = {"most": trying.MOST_STORIES}
    try:
        context["past"] = trying.in_past_stories(desk, _typed_entry(request))
    except EntryRefused as refused:
        context["sentence"] = str(refused)
    return render(request, "reviews/stylebook/past.html", context)


@page
@require_POST
def add_starters(request: PageRequest, slug: str) -> HttpResponse:
    """Add the starting entries; those on which newsrooms differ are off."""
    desk = _desk_to_write(request, slug)
    missing = entries.missing_starters(desk)
    added, _changed = entries.bring_in(desk, missing, by=request.user, now=timezone.now())
    sentence = ngettext("%(count)d entry added.", "%(count)d entries added.", added)
    return done(request, sentence % {"count": added}, reverse("stylebook", args=[desk.slug]))


@page
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: PageRequest, slug: str) -> HttpResponse:
    """A list of entries: what it would do is shown first, and done once that is confirmed."""
    desk = _desk_to_write(request, slug)

    def answer(refusal: DomainError) -> HttpResponse:
        context = {"refusal": str(refusal), "text": request.POST.get("text", "")}
        return _shown(request, desk, "import.html", context, status=refusal.status)

    if request.method != "POST":
        return _shown(request, desk, "import.html", {})
    answer_refusals(request, answer)
    text = _sent_text(request)
    rows = exchange.read(desk, text)
    if "confirmed" not in request.POST:
        context = {"rows": rows, "text": text, "count": len(exchange.accepted(rows))}
        return _shown(request, desk, "import_preview.html", context)
    added, changed = entries.bring_in(desk, exchange.accepted(rows), by=request.user, now=timezone.now())
    sentence = _("Imported: %(added)d new, %(changed)d changed.") % {"added": added, "changed": changed}
    return done(request, sentence, reverse("stylebook", args=[desk.slug]))


@page
@require_safe
def export(request: PageRequest, slug: str, fmt: str) -> HttpResponse:
    """All entries as a file."""
    desk = entries.find_desk(request.user, slug)
    if fmt not in exchange.FORMATS:
        raise NotFound(_("A stylebook is exported as csv or yml."))
    write, content_type = exchange.FORMATS[fmt]
    text = write(row.entry for row in entries.entries_of(desk))
    note_export(request, what="stylebook", format=fmt)
    return download(text, name=f"stylebook-{desk.slug}.{fmt}", content_type=content_type)


def _sent_text(request: PageRequest) -> str:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return request.POST.get("text", "")
    if (sent.size or 0) > 4 * exchange.MOST_CHARACTERS:
        raise EntryRefused(_("This file is too large. Split it in two."))
    return decode(sent.read(), filename=sent.name or "").text


def _typed_entry(request: PageRequest) -> Entry:
    return EntryForm(request.POST).entry


def _desk_to_write(request: PageRequest, slug: str) -> Desk:
    desk = entries.find_desk(request.user, slug)
    _require_writer(request, desk)
    return desk


def _require_writer(request: PageRequest, desk: Desk) -> None:
    access.require(
        access.may_write_style(request.user, desk), _("Only an editor of the desk can change its stylebook.")
    )


def _draft(request: PageRequest, desk: Desk) -> Draft | None:
    """The query that the form names, as the entry it suggests."""
    named = request.POST if request.method == "POST" else request.GET
    number = number_in(named, "query")
    if not named.get("story") or number is None:
        return None
    article = find_article(request.user, named["story"])
    query = from_queries.on_desk(answering.find(request.user, article, number), desk)
    return from_queries.draft_of(query, request.user)


def _form(
    request: PageRequest,
    desk: Desk,
    form: EntryForm,
    *,
    row: StyleEntry | None = None,
    draft: Draft | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    if refusal:
        form.refuse(refusal)
    context = {
        "form": form,
        "row": row,
        "draft": draft,
        "settled": row.settled if row else None,
        "settled_link": _settled_link(request, row) if row else "",
    }
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return _shown(request, desk, "entry.html", context, status=status)


def _settled_link(request: PageRequest, row: StyleEntry) -> str:
    """The query that settled the entry, where this person sees its story."""
    if row.settled is None:
        return ""
    article = visible_articles(request.user).filter(pk__in=had_slug(row.settled.story)).first()
    return reverse("query", args=[article.slug, row.settled.query]) if article else ""


def _shown(
    request: PageRequest, desk: Desk, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    frame = {
        "section": "stylebook",
        "desk": desk,
        "may_write": access.may_write_style(request.user, desk),
    }
    return render(request, f"reviews/stylebook/{template}", {**frame, **context}, status=status)
