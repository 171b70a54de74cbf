"""What all pages share: a signed-in person, and requests with and without htmx."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from newsroom.models import User
from newsroom.web.sessions import person_of
from newsroom.web.undo import Undo

P = ParamSpec("P")

PERSON = "X-Person"
"""The header with the number of the person for whom the sending page was made."""
SENT_BY = "X-Sent-By"
"""The header of plain forms that a script sends."""


class PageRequest(HttpRequest):
    """A request of a person who is signed in."""

    user: User
    htmx: HtmxDetails


def page(view: Callable[Concatenate[PageRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Admit only people who are signed in. Redirect others to the sign-in, and from there back here.

    An open page that asks by a script is told instead (:func:`not_signed_in`).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_of_somebody_else(request) or (is_sent_by_script(request) and not request.user.is_authenticated):
            return not_signed_in(request)
        if request.user.is_authenticated:
            request.user = person_of(request)  # and no object in between, which costs a call for each look
            return view(cast("PageRequest", request), *args, **kwargs)
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")

    return guarded


def is_sent_by_script(request: HttpRequest) -> bool:
    """Whether a script of an open page waits for the response: htmx, or the one that sends plain forms."""
    return bool(getattr(request, "htmx", False)) or SENT_BY in request.headers


def is_of_somebody_else(request: HttpRequest) -> bool:
    """Whether the page that sent this was made for another person than the one who is signed in now.

    Scripts name the person of their page. What was typed there is never taken as somebody else's.
    """
    person = request.headers.get(PERSON, "")
    return bool(person) and request.user.is_authenticated and person != str(request.user.pk)


def not_signed_in(request: HttpRequest) -> HttpResponse:
    """401 with a sentence for the page, which then leads to the sign-in by itself.

    The header ``X-Signed-In`` has the name of somebody else who is signed in, percent-encoded (RFC 3986).
    """
    name = request.user.name if request.user.is_authenticated else ""
    sentence = (
        _("%(name)s is signed in here now, so this was not sent.") % {"name": name}
        if name
        else _("You’re signed out. Sign in to send this.")
    )
    response = render(request, "includes/refusal.html", {"sentence": sentence}, status=401)
    response["Cache-Control"] = "no-store"
    if name:
        response["X-Signed-In"] = quote(name)
    return response


def done(request: HttpRequest, sentence: str, to: str, *, undo: Undo | None = None) -> HttpResponse:
    """After an act without htmx: redirect, and show the sentence and a button for ``undo`` there."""
    messages.success(request, sentence, extra_tags=undo.as_tag() if undo else "")
    return redirect(to)


def number_in(data: QueryDict, name: str, *, digits: int = 9) -> int | None:
    """A whole number from a query string or form; ``None`` for anything else, and for more digits.

    Nine digits fit in every integer column, eighteen in that of a key.
    """
    text = data.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= digits else None


def came_from(request: HttpRequest) -> str:
    """The page from which a form was sent, as path and query, if it is one of ours; else empty."""
    origin = f"{request.scheme}://{request.get_host()}"
    referrer = request.headers.get("Referer", "")
    return referrer.removeprefix(origin) if referrer.startswith(origin + "/") else ""


def page_of_form(request: HttpRequest) -> str:
    """The same, if it is not this address itself."""
    return "" if came_from(request) == request.get_full_path() else came_from(request)
