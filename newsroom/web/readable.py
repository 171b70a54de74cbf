"""Answers 400 to forms that cannot be read, wherever they are read first."""

from __future__ import annotations

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
UNREADABLE = (MultiPartParserError, LookupError, ValueError)
"""Raised for a missing boundary, names in an unknown encoding, and endless numbers."""


class ReadableMiddleware(MiddlewareMixin):
    """Reads the form of a request before anything acts on it, and answers 400 when it cannot be read.

    Django reads the form when a field is first used, which may be on an error page. Views without the CSRF
    check read their bodies themselves, and are left alone.
    """

    def process_request(self, request: HttpRequest) -> None:
        load = request._load_post_and_files

        def load_or_refuse() -> None:
            try:
                load()
            except (*UNREADABLE, SuspiciousOperation, BadRequest) as error:
                request._mark_post_parse_error()  # type: ignore[attr-defined]
                if isinstance(error, UNREADABLE):
                    raise BadRequest("The form can’t be read.") from error
                raise

        vars(request)["_load_post_and_files"] = load_or_refuse
        if request.content_type in FORMS and not _reads_for_itself(request.path_info):
            request.POST  # noqa: B018 - reads it

    def process_exception(self, request: HttpRequest, _error: Exception) -> None:
        """Keep error pages from reading a form that has not been read before."""
        if not hasattr(request, "_post"):
            request._mark_post_parse_error()  # type: ignore[attr-defined]


def _reads_for_itself(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "csrf_exempt", False)
    except Resolver404:
        return False
