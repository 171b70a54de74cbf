"""What all pages share: a signed-in person, and requests with and without htmx."""

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
    """A request of a person who is signed in."""

    user: User
    htmx: HtmxDetails


def page(view: Callable[Concatenate[PageRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Admit only people who are signed in. Redirect others to the sign-in, and from there back here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast("PageRequest", request), *args, **kwargs)
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        if htmx:
            # The response to a fragment cannot be a page, so the browser is redirected.
            back = redirect_to_login(_page_behind(htmx))
            return HttpResponseClientRedirect(back["Location"])
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")

    return guarded


def _page_behind(htmx: HtmxDetails) -> str:
    """The page that requested a fragment; the start page when the header names no page of ours."""
    try:
        return htmx.current_url_abs_path or "/"
    except ValueError:  # brackets that hold no address
        return "/"


def done(request: HttpRequest, sentence: str, to: str) -> HttpResponse:
    """After an act without htmx: redirect, and show the sentence on the next page."""
    messages.success(request, sentence)
    return redirect(to)


def number_in(data: QueryDict, name: str, *, digits: int = 9) -> int | None:
    """A whole number from a query string or form; ``None`` for anything else, and for more digits.

    Nine digits fit in every integer column, eighteen in that of a key.
    """
    text = data.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= digits else None


def page_of_form(request: HttpRequest) -> str:
    """The page from which a form was sent, if it is one of ours and not this address itself; else empty."""
    origin = f"{request.scheme}://{request.get_host()}"
    referrer = request.headers.get("Referer", "")
    if not referrer.startswith(origin + "/") or referrer == request.build_absolute_uri():
        return ""
    return referrer.removeprefix(origin)
