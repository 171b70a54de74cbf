"""The JSON interface without its operations: the person, the shape of refusals, and the statuses."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn, cast

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import Error as DatabaseFailure
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema, security
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.types import DictStrAny

from newsroom.errors import AddressChanged, DomainError
from newsroom.models import User
from newsroom.outages import Unavailable, outage
from newsroom.security.refusals import note_refusal
from newsroom.web.pages import is_of_somebody_else
from newsroom.web.refusals import at_present_address, is_in_address, try_again, with_retry_after

PHRASES = {
    200: "Done",
    201: "Created",
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not allowed, or the CSRF token is missing",
    404: "Not found, or you have no access",
    408: "The request body took too long to arrive",
    409: "Out of date, or not possible in the current state",
    410: "The story is closed",
    413: "The request body is too large",
    415: "Not JSON, or an unknown charset",
    422: "The request is invalid",
    429: "Too many requests",
    503: "Temporarily unavailable; Retry-After says when to try again",
}
"""Status → description. Copydesk has its own, because those of Python differ from version to version."""
ALWAYS = (400, 401, 415, 422, 503)
WITH_A_BODY = (403, 408, 413)
AREAS: Final = {"pasted_notes": "pasting", "presence": "editing", "releases": "leaving"}
"""Module → the area in the names of its operations. These names must not change: programs rely on them."""
REFUSAL = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}


class Refusal(Schema):
    error: str


class SessionAuth(security.SessionAuth):
    """The person who is signed in, unless the page that asks was made for somebody else."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return None if is_of_somebody_else(request) else super().authenticate(request, key)


def person_of(request: HttpRequest) -> User:
    """The person who is signed in. The interface admits nobody else."""
    return cast("User", request.user)


class StrictParser(Parser):
    """Standard JSON: without NaN and Infinity, which no database stores either."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        body: DictStrAny = json.loads(request.body, parse_constant=_no_number)
        return body


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


class Interface(NinjaAPI):
    """Django Ninja's API, with every status that an operation may answer with in its description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        module = operation.view_func.__module__.rpartition(".")[2]
        return f"newsroom_api_{AREAS.get(module, module)}_{operation.view_func.__name__}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                statuses = (*ALWAYS, *(WITH_A_BODY if method == "post" else ()))
                refusals: dict[int, Any] = {status: {"content": REFUSAL} for status in statuses}
                named = {**refusals, **operation["responses"]}
                operation["responses"] = {
                    status: {**named[status], "description": PHRASES[status]} for status in sorted(named)
                }
        return schema


def answer_refusals(api: NinjaAPI) -> None:
    """Have every refusal answered as ``{"error": sentence}``."""

    def refuse(request: HttpRequest, status: int, **fields: object) -> HttpResponse:
        return api.create_response(request, fields, status=status)

    @api.exception_handler(DomainError)
    def of_domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        """The domain's sentence, with the status of its class."""
        note_refusal(request, error)
        if isinstance(error, AddressChanged) and is_in_address(request, error):
            return at_present_address(request, error)
        return with_retry_after(refuse(request, error.status, error=str(error)), error)

    @api.exception_handler(Unavailable)
    @api.exception_handler(DatabaseFailure)
    @api.exception_handler(OSError)
    def of_outage(request: HttpRequest, error: Exception) -> HttpResponse:
        """503 while the database or the disk fails. Any other error is raised."""
        unavailable = outage(error)
        if unavailable is None:
            raise error
        return try_again(request, unavailable)

    @api.exception_handler(ValidationError)
    def of_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        place = ".".join(str(part) for part in first["loc"][2:]) or "body"
        return refuse(request, 422, error=f"{place}: {first['msg']}")

    @api.exception_handler(AuthenticationError)
    def of_nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return refuse(request, 401, error=_("Sign in first."))

    @api.exception_handler(HttpError)
    def of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return refuse(request, error.status_code, error=str(error))

    @api.exception_handler(Http404)
    def of_nothing(request: HttpRequest, error: Http404) -> HttpResponse:
        return refuse(request, 404, error=_("Page not found."))

    @api.exception_handler(BadRequest)
    @api.exception_handler(SuspiciousOperation)
    def of_unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
        status = 413 if isinstance(error, RequestDataTooBig) else 400
        return refuse(request, status, error=_("The request is damaged or too large."))

    @api.exception_handler(RawPostDataException)
    def of_files(request: HttpRequest, error: RawPostDataException) -> HttpResponse:
        return refuse(request, 415, error=_("Send JSON."))
