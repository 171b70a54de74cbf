"""Acts on many stories at once, sent from the list."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsroom.web.pages import PageRequest, done, page
from newsroom.web.undo import Undo
from reviews.forms.bulk import BulkForm, BulkRefused, chosen_stories, numbers_in, pairs_in
from reviews.lists import bulk
from reviews.lists.stories import choices
from reviews.presenters.bulk import sentence_of
from reviews.views.stories import list_context

PART = "#stories"
"""The selector of the list alone, which htmx renews."""


@page
@require_POST
def act(request: PageRequest) -> HttpResponse:
    """One act on the stories that were selected; the answer says what could not be done, and why."""
    sentence, undo = _act(request, timezone.now())
    return _answer(request, sentence, undo)


@page
@require_POST
def undo(request: PageRequest) -> HttpResponse:
    """Take back a move or a spike of many stories."""
    now, sent = timezone.now(), request.POST
    if "stages" in sent:
        outcome = bulk.move_back(stages=pairs_in(sent["stages"]), by=request.user, now=now)
        return _answer(request, sentence_of("moved_back", outcome), None)
    outcome = bulk.unspike(ids=numbers_in(sent.get("stories", "")), by=request.user, now=now)
    return _answer(request, sentence_of("unspiked", outcome), None)


def _act(request: PageRequest, now: datetime) -> tuple[str, Undo | None]:
    """Do what was chosen. The sentence that says so, and the way back where there is one."""
    by, ids = request.user, chosen_stories(request.POST)
    form = BulkForm(request.POST, choices=choices(by))
    match request.POST.get("act", ""):
        case "move":
            stage = form.chosen_stage()
            outcome, before = bulk.move(ids=ids, stage=stage, by=by, now=now)
            pairs = ",".join(f"{article}:{former}" for article, former in before.items())
            return sentence_of("moved", outcome, to=stage), _way_back(stages=pairs)
        case "assign":
            author = form.chosen_author()
            outcome = bulk.assign(ids=ids, author=author, by=by, now=now)
            return sentence_of("assigned", outcome, to=author.name), None
        case "editor":
            editor = form.chosen_editor()
            outcome = bulk.assign_editor(ids=ids, editor=editor, by=by, now=now)
            return sentence_of("editor", outcome, to=editor.name), None
        case "deadline":
            outcome = bulk.set_deadline(ids=ids, deadline=form.chosen_deadline(), by=by, now=now)
            return sentence_of("deadline", outcome), None
        case "spike":
            outcome = bulk.spike(ids=ids, by=by, now=now)
            spiked = ",".join(str(article.pk) for article in outcome.done)
            return sentence_of("spiked", outcome), _way_back(stories=spiked)
    raise BulkRefused(_("Choose what to do with these stories."))


def _way_back(**fields: str) -> Undo | None:
    return Undo(reverse("bulk_undo"), fields, part=PART) if any(fields.values()) else None


def _answer(request: PageRequest, sentence: str, undo: Undo | None) -> HttpResponse:
    address = _address(request)
    if not request.htmx:
        return done(request, sentence, f"{reverse('stories')}?{address}", undo=undo)
    context = {**list_context(request, QueryDict(address)), "sentence": sentence, "undo": undo}
    return render(request, "reviews/story_list_changed.html", context)


def _address(request: PageRequest) -> str:
    """The filters of the page from which this was sent."""
    sent_from = request.htmx.current_url if request.htmx else request.headers.get("Referer", "")
    split = urlsplit(sent_from or "")
    return split.query if split.path == reverse("stories") else ""
