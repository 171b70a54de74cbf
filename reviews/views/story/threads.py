"""Acts on queries from the article page. Each answers htmx with the thread as it is now."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from articles.access import find_article
from articles.models import Article
from newsroom.models import User
from newsroom.web.pages import PageRequest, done, number_in, page
from newsroom.web.undo import Undo
from reviews.forms.asking import AskForm, AssignForm, ChangeForm, PlaceForm
from reviews.models import Query
from reviews.notifications.inbox import notified_of_query
from reviews.presenters.margin import beside as beside_copy
from reviews.presenters.margin import names_to_mention, people_of, thread_alone
from reviews.queries import answering, asking, changing, placement, proposals
from reviews.queries.threads import QueryRefused
from reviews.views.story.files import handed_out


@page
@require_POST
def ask(request: PageRequest, slug: str) -> HttpResponse:
    """Ask about the selected words; htmx gets all threads, the new one in its place."""
    article = find_article(request.user, slug)
    form = AskForm(request.POST, people=people_of(article, now=timezone.now()))
    asked = form.asked()
    query = asking.ask(article=article, by=request.user, now=timezone.now(), **asked)
    if not request.htmx:
        return redirect(_thread_address(article, query.number))
    return all_changed(request, article, _sent(query), asked=query)


def _sent(query: Query) -> str:
    if query.assigned_to is None:
        return _("Query %(number)s sent.") % {"number": query.number}
    return _("Query %(number)s sent to %(person)s.") % {"number": query.number, "person": query.assigned_to}


def all_changed(
    request: PageRequest, article: Article, sentence: str, *, asked: Query | None = None
) -> HttpResponse:
    """All threads as they are now, for htmx; the page goes to the one that was ``asked``."""
    context = {**beside_copy(article, request.user, now=timezone.now()), "sentence": sentence}
    response = _changed(render(request, "reviews/threads_changed.html", context))
    if asked is not None:
        trigger_client_event(response, "query-asked", {"number": asked.number}, after="settle")
    return response


@page
@require_safe
def beside(request: PageRequest, slug: str) -> HttpResponse:
    """All threads as they are now, for a page that heard of a change."""
    article = find_article(request.user, slug, with_text=True)
    context = beside_copy(article, request.user, now=timezone.now())
    return render(request, "reviews/threads_beside.html", context)


@page
@require_safe
def query(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """One query by itself, with what its asker and the editors may change about it."""
    article = find_article(request.user, slug)
    found = answering.find(request.user, article, number)
    thread = thread_alone(found, request.user)
    people = people_of(article, now=timezone.now())
    context = {
        "article": article,
        "thread": thread,
        "people": names_to_mention(people, request.user),
        "form": AssignForm(people=people, article=article, initial={"assigned_to": found.assigned_to_id}),
        "change": ChangeForm(
            initial={"kind": found.kind, "due_at": found.due_at, "question": found.question}
        ),
        "link": request.build_absolute_uri(_thread_address(article, number)),
        "notified": notified_of_query(found),
        "now": timezone.now(),
    }
    return render(request, "reviews/direct.html" if request.htmx else "reviews/query.html", context)


@page
@require_POST
def reply(request: PageRequest, slug: str, number: int) -> HttpResponse:
    found = _find(request, slug, number)
    answering.reply(
        query=found,
        by=request.user,
        body=request.POST.get("body", ""),
        proposed=request.POST.get("proposed", ""),
        assign_to=_colleague(request, found),
        now=timezone.now(),
    )
    sentence = _("Replied. %(reason)s") % {"reason": found.remark} if found.remark else _("Replied.")
    return _acted(request, found, sentence)


def _colleague(request: PageRequest, query: Query) -> User | None:
    """Who is to answer from now on, by the name that was typed behind an @; nobody where none was chosen."""
    name = request.POST.get("assign", "").strip()
    if not name:
        return None
    found = [person for person in people_of(query.article, now=timezone.now()) if person.name == name]
    if len(found) != 1:
        raise QueryRefused(_("Choose someone on the desk from the list."))
    return found[0]


@page
@require_POST
def resolve(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Close the question; words typed into the reply box are posted first, so that none are lost."""
    found = _find(request, slug, number)
    body = request.POST.get("body", "")
    answering.resolve(query=found, by=request.user, body=body, now=timezone.now())
    return _acted(request, found, _("Query %(number)s resolved.") % {"number": number}, undo="reopen")


@page
@require_POST
def accept(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Put the proposed words in place of the passage; the query is resolved with that."""
    found = _find(request, slug, number)
    chosen = number_in(request.POST, "reply", digits=18)
    reply = answering.find_reply(found, chosen) if chosen is not None else None
    proposals.accept(query=found, by=request.user, reply=reply, now=timezone.now())
    sentence = _("Wording accepted, query %(number)s resolved.") % {"number": number}
    return _acted(request, found, sentence, undo="take-back")


@page
@require_POST
def take_back(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Undo an acceptance: the old words are back, and the query is open again."""
    found = _find(request, slug, number)
    proposals.take_back(query=found, by=request.user, now=timezone.now())
    return _acted(request, found, _("Old text restored, query %(number)s reopened.") % {"number": number})


@page
@require_POST
def confirm(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """The query is on the right words where it is now."""
    found = _find(request, slug, number)
    placement.confirm(query=found, by=request.user, now=timezone.now())
    return _acted(request, found, _put_on(found))


@page
@require_POST
def put(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Put the query on the words selected in the copy, or typed from it."""
    found = _find(request, slug, number)
    placement.put(query=found, by=request.user, on=PlaceForm(request.POST).place(), now=timezone.now())
    return _acted(request, found, _put_on(found))


def _put_on(query: Query) -> str:
    return _("Query %(number)s is now on “%(words)s”.") % {
        "number": query.number,
        "words": query.quote,
    }


@page
@require_POST
def reopen(request: PageRequest, slug: str, number: int) -> HttpResponse:
    found = _find(request, slug, number)
    answering.reopen(query=found, by=request.user, now=timezone.now())
    return _acted(request, found, _("Query %(number)s reopened.") % {"number": number})


@page
@require_POST
def assign(request: PageRequest, slug: str, number: int) -> HttpResponse:
    found = _find(request, slug, number)
    form = AssignForm(request.POST, people=people_of(found.article, now=timezone.now()))
    person, before = form.chosen(), found.assigned_to_id
    answering.assign(query=found, to=person, by=request.user, now=timezone.now())
    sentence = _("Reassigned to %(person)s.") % {"person": person} if person else _("Now unassigned.")
    return _acted(request, found, sentence, undo="assign", fields={"assigned_to": str(before or "")})


@page
@require_POST
def block(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Say whether the copy may leave while the query is open."""
    found = _find(request, slug, number)
    blocking = request.POST.get("blocking") == "yes"
    answering.set_blocking(query=found, blocking=blocking, by=request.user, now=timezone.now())
    sentence = _("Query marked blocking.") if blocking else _("Query marked non-blocking.")
    return _acted(request, found, sentence, undo="block", fields={"blocking": "no" if blocking else "yes"})


@page
@require_POST
def change(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Its kind, its words, and by when it is due."""
    found = _find(request, slug, number)
    changes = ChangeForm(request.POST).changes()
    changing.change(query=found, to=changes, by=request.user, now=timezone.now())
    return _acted(request, found, _("Query %(number)s changed.") % {"number": number})


@page
@require_safe
def file(request: PageRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """A file that came by mail."""
    return handed_out(answering.find_file(_find(request, slug, number), pk))


def _find(request: PageRequest, slug: str, number: int) -> Query:
    return answering.find(request.user, find_article(request.user, slug), number)


def _acted(
    request: PageRequest,
    query: Query,
    sentence: str,
    *,
    undo: str = "",
    fields: Mapping[str, str] | None = None,
) -> HttpResponse:
    """``undo`` is the name of the act that takes this one back, ``fields`` what it needs to know."""
    back = _way_back(query, undo, fields or {}) if undo else None
    if not request.htmx:
        return done(request, sentence, _thread_address(query.article, query.number), undo=back)
    context = {
        "thread": thread_alone(query, request.user),
        "sentence": sentence,
        "undo": back,
        "now": timezone.now(),
    }
    return _changed(render(request, "reviews/thread_changed.html", context))


def _way_back(query: Query, act: str, fields: Mapping[str, str]) -> Undo:
    address = reverse(act, args=[query.article.slug, query.number])
    return Undo(address, fields, part=f"#query-{query.number}")


def _changed(response: HttpResponse) -> HttpResponse:
    """Tell the page that passages or their states are not what they were."""
    return trigger_client_event(response, "passages-changed", after="settle")


def _thread_address(article: Article, number: int) -> str:
    return f"{reverse('article', args=[article.slug])}#query-{number}"
