"""Responses to plain forms that a script of the page sends, so that a refusal leaves the page as it is.

A script cannot read where a redirect leads, and would use up the messages for the next page by following it.
So the address is in a header.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.deprecation import MiddlewareMixin

from newsroom.web.pages import SENT_BY

LOCATION = "X-Location"


class SentFormMiddleware(MiddlewareMixin):
    """Answers a script with 204 and the address where a browser would be redirected.

    307, which asks for the same form at another address, is followed by the script.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if SENT_BY not in request.headers or not isinstance(response, HttpResponseRedirect):
            return response
        if response.status_code != HttpResponseRedirect.status_code:
            return response
        answer = HttpResponse(status=204)
        answer[LOCATION] = response["Location"]
        answer.cookies = response.cookies
        return answer
