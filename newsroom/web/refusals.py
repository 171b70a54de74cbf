"""Turns the domain's refusals into responses. No other module does."""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, DataError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found, permission_denied
from psycopg.errors import NumericValueOutOfRange

from newsroom.errors import AddressChanged, DomainError, NotAllowed, NotFound
from newsroom.outages import Unavailable, outage
from newsroom.security.refusals import note_refusal
from newsroom.web import refused_forms
from newsroom.web.pages import is_sent_by_script, page_of_form

logger = logging.getLogger(__name__)

TYPED_FIELDS = ("body", "proposed", "question", "reason", "text", "words")
"""Form fields with text that a person typed. A refusal shows the text again, so that it is not lost."""


class OutOfRange(DomainError):
    """A number that does not fit in a column."""


def _is_out_of_range(error: Exception) -> bool:
    """Whether a number was too large for the database. Filters in the administration accept any."""
    if isinstance(error, OverflowError):
        return "SQLite" in str(error)
    return isinstance(error, DataError) and isinstance(error.__cause__, NumericValueOutOfRange)


Answer = Callable[[DomainError], HttpResponse]


def answer_refusals(request: HttpRequest, answer: Answer) -> None:
    """Have ``answer`` respond to refusals from here on. For views whose form keeps what was typed."""
    request.answer_refusal = answer  # type: ignore[attr-defined]


class RefusalMiddleware(MiddlewareMixin):
    """Answers a page's :class:`DomainError` with its sentence and its status, never with a stack trace.

    For htmx it sends the sentence for the page's message area, which leaves the rest of the page as it was; a
    plain form comes back on its page (:mod:`newsroom.web.refused_forms`). A
    view with its own page for refusals registers it with :func:`answer_refusals`.
    """

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if unavailable := outage(error):
            return try_again(request, unavailable)
        if _is_out_of_range(error):
            error = OutOfRange(_("Not found: that number is too large."))
        if not isinstance(error, DomainError):
            return None
        note_refusal(request, error)
        if isinstance(error, AddressChanged) and is_in_address(request, error):
            return at_present_address(request, error)
        handler: Answer | None = getattr(request, "answer_refusal", None)
        if handler is not None:
            return with_retry_after(handler(error), error)
        if is_sent_by_script(request):
            return refused_fragment(request, error)
        if page := refused_forms.page_again(request, error):
            return with_retry_after(page, error)
        template = "404.html" if isinstance(error, NotFound) else "refused.html"
        context = {"sentence": str(error), "typed_words": typed_words(request), "back": page_of_form(request)}
        return with_retry_after(render(request, template, context, status=error.status), error)


def is_in_address(request: HttpRequest, error: AddressChanged) -> bool:
    """Whether the former name is a part of the address, and not of its query or of a form."""
    return error.former in request.path.split("/")


def at_present_address(request: HttpRequest, error: AddressChanged) -> HttpResponse:
    """Redirect to the same page under its present address, with the same method and form (RFC 9110, 307)."""
    parts = request.path.split("/")
    parts[parts.index(error.former)] = error.present
    query = request.META.get("QUERY_STRING", "")
    address = escape_uri_path("/".join(parts)) + (f"?{query}" if query else "")
    return HttpResponseRedirect(address, preserve_request=True)


def with_retry_after(response: HttpResponse, error: DomainError) -> HttpResponse:
    """Set Retry-After where waiting helps."""
    if error.retry_after is not None:
        response["Retry-After"] = str(max(1, math.ceil(error.retry_after.total_seconds())))
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """Answer an error outside of a view: an outage in the session or the sign-in, or a defect."""
    unavailable = outage(sys.exc_info()[1])
    if unavailable:
        return try_again(request, unavailable)
    reload = request.get_full_path() if request.method == "GET" else page_of_form(request)
    return HttpResponse(render_to_string("500.html", {"reload": reload}), status=500)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _closing_connection(request, lambda: page_not_found(request, exception))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    def answer() -> HttpResponse:
        note_refusal(request, NotAllowed(str(exception) or _("Not allowed.")))
        return permission_denied(request, exception)

    return _closing_connection(request, answer)


def _closing_connection(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Make a page that names the signed-in person, although the database may be away by now.

    Under ASGI Django renders these pages in a thread of their own, whose connections nothing else closes.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    is_ours = connection.connection is None
    try:
        return answer()
    except Exception as error:
        if unavailable := outage(error):
            return try_again(request, unavailable)
        raise
    finally:
        if is_ours:
            connection.close()


def try_again(request: HttpRequest, unavailable: Unavailable) -> HttpResponse:
    """Answer 503 in the requested format, without the database, and log one line.

    After a GET the page reloads by itself.
    """
    logger.warning("%s %s was answered 503. %s", request.method, request.path, unavailable.advice)
    sentence = str(unavailable)
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        answer: HttpResponse = JsonResponse({"error": sentence}, status=unavailable.status)
    elif is_sent_by_script(request) or request.headers.get("HX-Request"):
        answer = HttpResponse(
            render_to_string("includes/refusal.html", {"sentence": sentence}), status=unavailable.status
        )
    else:
        context = {
            "sentence": sentence,
            "typed_words": typed_words(request),
            "again_in": unavailable.fault.value if request.method == "GET" else None,
        }
        answer = HttpResponse(render_to_string("503.html", context), status=unavailable.status)
    answer["Cache-Control"] = "no-store"
    answer._has_been_logged = True  # type: ignore[attr-defined]  # what Django asks before it logs it, too
    if hasattr(request, "session"):
        request.session.modified = False  # or saving it would meet the same outage
    return with_retry_after(answer, unavailable)


def typed_words(request: HttpRequest) -> list[str]:
    """The text that a person typed into the form that was refused."""
    if request.method != "POST":
        return []
    return [text for name in TYPED_FIELDS if (text := request.POST.get(name, "").strip())]


def refused_fragment(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The sentence alone. The base page has htmx show the body of an error among its messages."""
    answer = render(request, "includes/refusal.html", {"sentence": str(error)}, status=error.status)
    return with_retry_after(answer, error)
