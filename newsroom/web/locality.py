"""The language and time zone of pages: a browser's language if there is one of it, else the newsroom's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header

from newsroom.models.newsroom import Newsroom, interface_language, zone_of_newsroom


class LocalityMiddleware(LocaleMiddleware):
    """Django's own, with the newsroom's language where it takes the server's, and its time zone."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if Newsroom.current() is None:
            return
        if not _asks_for_a_language(request):
            translation.activate(interface_language())
            request.LANGUAGE_CODE = translation.get_language()
        timezone.activate(zone_of_newsroom())

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)
        if Newsroom.current() is not None:
            timezone.deactivate()
        return answer


def _asks_for_a_language(request: HttpRequest) -> bool:
    """Whether the browser names a language into which the interface is translated."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
        return True
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    return any(_is_supported(code) for code, _quality in parse_accept_lang_header(header))


def _is_supported(code: str) -> bool:
    try:
        translation.get_supported_language_variant(code)
    except LookupError:
        return False
    return True
