"""What mail a person wants: set when signed in, by the link in a mail, or ended with one click."""

from __future__ import annotations

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
from newsroom.pages import PageRequest, page
from reviews import subscriptions
from reviews.models import Event, Subscription
from reviews.notifications import links
from reviews.notifications.links import LinkRefused

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
    person_id, article_id = links.read_preferences(token, now=timezone.now())
    article = Article.objects.select_related("desk").filter(pk=article_id).first()
    return _preferences(request, _person(person_id), article, how=_("by the link in a mail"))


@never_cache
@csrf_exempt  # mail programs post here by themselves (RFC 8058): the signed address is the proof
@require_http_methods(GET_AND_POST)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the kinds of mail a mail was of, or have them again. Looking at the page changes nothing."""
    person_id, kinds = links.read_unsubscribe(token, now=timezone.now())
    person = _person(person_id)
    if request.method == "POST":
        how = _("by the link to unsubscribe")
        subscriptions.want_kinds(person, kinds, wanted="again" in request.POST, how=how)
    context = {
        "person": person,
        "kinds": [Event.Kind(kind).label for kind in kinds],
        "is_wanted": any(one.is_wanted for one in subscriptions.kinds_of(person) if one.value in kinds),
        "is_done": request.method == "POST",
    }
    return render(request, "reviews/unsubscribe.html", context)


def _preferences(
    request: HttpRequest, person: User, article: Article | None, *, how: str = ""
) -> HttpResponse:
    shown = subscriptions.articles_of(person, also=article)
    if request.method == "POST":
        subscriptions.only_want_kinds(person, request.POST.getlist("mail"), how=how)
        for one in shown:
            choice = request.POST.get(f"article-{one.article.pk}", one.choice)
            subscriptions.want_article(person, one.article, choice, how=how)
        messages.success(request, _("Saved. This is the mail you get from now on."))
        return redirect(request.get_full_path())
    context = {
        "section": "preferences",
        "person": person,
        "by_link": bool(how),
        "kinds": subscriptions.kinds_of(person),
        "articles": shown,
        "choices": [(value, Subscription.Choice(value).label) for value in Subscription.OF_AN_ARTICLE],
    }
    return render(request, "reviews/preferences.html", context)


def _person(pk: int) -> User:
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None:
        raise LinkRefused(_("Nobody gets mail by this link any more."))
    return person
