"""Forms that cannot be read are the sender's fault, wherever they are read first."""

from __future__ import annotations

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
UNREADABLE = (MultiPartParserError, LookupError, ValueError)
"""No boundary, names in an unknown encoding, numbers without end."""


class ReadableMiddleware(MiddlewareMixin):
    """Reads the form of a request before anything acts on it, and refuses one that is none with 400.

    Django reads it when somebody asks for a field, which may be a page that shows an error already. What
    needs no token against forged requests reads bodies of its own, and when it does is its own affair.
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
        """The page that says what went wrong is no place to read a form that nobody has read before."""
        if not hasattr(request, "_post"):
            request._mark_post_parse_error()  # type: ignore[attr-defined]


def _reads_for_itself(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "csrf_exempt", False)
    except Resolver404:
        return False
