"""What every page has in common: a signed-in person, and htmx or not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from newsroom.models import User

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: HtmxDetails


def page(view: Callable[Concatenate[PageRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only people in who are signed in; send everybody else to sign in and back here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast("PageRequest", request), *args, **kwargs)
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        if htmx:
            # The answer to a fragment cannot be a page: have the browser go there.
            back = redirect_to_login(_page_behind(htmx))
            return HttpResponseClientRedirect(back["Location"])
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")

    return guarded


def _page_behind(htmx: HtmxDetails) -> str:
    """The page a fragment was asked from; the first one when the header names none of ours."""
    try:
        return htmx.current_url_abs_path or "/"
    except ValueError:  # brackets that hold no address
        return "/"


def done(request: HttpRequest, sentence: str, to: str) -> HttpResponse:
    """After an act without htmx: say what happened on the page that comes next."""
    messages.success(request, sentence)
    return redirect(to)


def number_in(sent: QueryDict, name: str, *, digits: int = 9) -> int | None:
    """A whole number that an address or a form sent; ``None`` for anything else, also for a longer one.

    Nine digits fit in every column of whole numbers, eighteen in that of a key.
    """
    given = sent.get(name, "")
    return int(given) if given.isdecimal() and len(given) <= digits else None
