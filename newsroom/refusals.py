"""What the domain refuses, said to the person who asked: the one place that turns it into a response."""

from __future__ import annotations

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from newsroom.errors import DomainError, NotFound

WORTH_KEEPING = ("body", "proposed", "question", "reason", "text", "words")
"""Fields that hold what somebody typed: a refusal must not cost them their words."""


class RefusalMiddleware(MiddlewareMixin):
    """Answers a page's :class:`DomainError` with its sentence and its status, never with a stack trace.

    htmx gets the sentence for the page's message area and leaves everything else as it was.
    """

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if getattr(request, "htmx", False):
            return refused_fragment(request, error)
        template = "404.html" if isinstance(error, NotFound) else "refused.html"
        context = {"sentence": str(error), "kept": kept_words(request), "back": _came_from(request)}
        return with_retry_after(render(request, template, context, status=error.status), error)


def with_retry_after(response: HttpResponse, error: DomainError) -> HttpResponse:
    """Say in the header when to try again, where waiting helps."""
    if error.retry_after is not None:
        response["Retry-After"] = str(max(1, math.ceil(error.retry_after.total_seconds())))
    return response


def kept_words(request: HttpRequest) -> list[str]:
    """What somebody typed into the form that was refused."""
    return [text for name in WORTH_KEEPING if (text := request.POST.get(name, "").strip())]


def refused_fragment(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The sentence alone. The base page has htmx put whatever comes with an error among its messages."""
    answer = render(request, "includes/refusal.html", {"sentence": str(error)}, status=error.status)
    return with_retry_after(answer, error)


def _came_from(request: HttpRequest) -> str:
    """The page the form stood on, when it is one of ours and not this very address."""
    origin = f"{request.scheme}://{request.get_host()}"
    referrer = request.headers.get("Referer", "")
    if not referrer.startswith(origin + "/") or referrer == request.build_absolute_uri():
        return ""
    return referrer.removeprefix(origin)
