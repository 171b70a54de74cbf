"""What mail a person wants: set when signed in, by the link in a mail, or ended with one click."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.access import find_article
from articles.models import Article
from newsroom.models import User
from newsroom.web.pages import PageRequest, page
from reviews.forms.hours import HoursForm
from reviews.models import Event, Subscription
from reviews.notifications import event_kinds
from reviews.notifications.mail import signed_links
from reviews.notifications.mail.signed_links import LinkRefused
from reviews.people import hours
from reviews.preferences import subscriptions

GET_AND_POST = ["GET", "HEAD", "POST"]


@page
@require_http_methods(GET_AND_POST)
def preferences(request: PageRequest) -> HttpResponse:
    """Your own; ``?article=slug`` brings that article among them."""
    slug = request.GET.get("article", "")
    article = find_article(request.user, slug) if slug else None
    return _preferences(request, request.user, article)


@never_cache
@require_http_methods(GET_AND_POST)
def preferences_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Those of whom the mail went to, who need not sign in."""
    person_id, article_id = signed_links.read_preferences(token, now=timezone.now())
    article = Article.objects.select_related("desk").filter(pk=article_id).first()
    return _preferences(request, _person(person_id), article, how=_("by the link in an email"))


@never_cache
@csrf_exempt  # mail programs post here by themselves (RFC 8058): the signed address is the proof
@require_http_methods(GET_AND_POST)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the kinds of mail a mail was of, or have them again. Looking at the page changes nothing."""
    person_id, kinds = signed_links.read_unsubscribe(token, now=timezone.now())
    person = _person(person_id)
    if request.method == "POST":
        how = _("by the unsubscribe link")
        subscriptions.set_mails(person, kinds, wanted="again" in request.POST, now=timezone.now(), how=how)
    context = {
        "person": person,
        "kinds": [event_kinds.when(Event.Kind(kind)) for kind in kinds if kind != signed_links.DIGEST],
        "is_digest": signed_links.DIGEST in kinds,
        "is_wanted": subscriptions.wants_some(person, kinds),
        "is_done": request.method == "POST",
    }
    return render(request, "reviews/unsubscribe.html", context)


def _preferences(
    request: HttpRequest, person: User, article: Article | None, *, how: str = ""
) -> HttpResponse:
    """Two forms: which mail, and when. Each is saved by itself. Who came by a link (``how``) sees and changes
    nothing but mail."""
    stored = hours.stored_hours(person)
    form = HoursForm(
        request.POST if "hours" in request.POST else None,
        hours=stored,
        deputies=[] if how else hours.deputies_for(person),
        only_mail=bool(how),
    )
    shown = subscriptions.articles_of(person, also=article)
    if request.method == "POST":
        if form.is_bound:
            if how:
                hours.set_mail_hours(person, form.wanted(), now=timezone.now(), how=how)
            else:
                hours.set_hours(person, form.wanted(), now=timezone.now())
        else:
            of_kinds = {kind: request.POST.get(f"kind-{kind}", "") for kind in Event.Kind.values}
            of_articles = [(one.article, request.POST.get(f"article-{one.article.pk}", "")) for one in shown]
            subscriptions.set_all(person, kinds=of_kinds, articles=of_articles, how=how)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    context = {
        "section": "preferences",
        "person": person,
        "by_link": bool(how),
        "kinds": subscriptions.kinds_of(person),
        "kind_choices": _labelled(Subscription.OF_A_KIND),
        "articles": shown,
        "choices": _labelled(Subscription.OF_AN_ARTICLE),
        "hours": stored,
        "form": form,
        "is_away": stored.is_away(timezone.now()),
    }
    return render(request, "reviews/preferences.html", context)


def _labelled(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, str(Subscription.Choice(value).label)) for value in values]


def _person(pk: int) -> User:
    person = User.objects.at_work().filter(pk=pk).first()
    if person is None:
        raise LinkRefused(_("This link no longer works."))
    return person
