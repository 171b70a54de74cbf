"""The JSON interface: the editing protocol, and the same acts as the pages offer.

Signed-in sessions only, with Django's CSRF check on everything that writes. Each endpoint is one
domain call; what the domain refuses is answered as ``{"error": sentence}``.
"""

from __future__ import annotations

from dataclasses import asdict

from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import django_auth

from articles.batches import StaleVersion
from newsroom.api import articles, authorship, editing, leaving, pasting, queries, suggestions
from newsroom.errors import DomainError
from newsroom.outages import Unavailable, outage
from newsroom.refusals import try_again, with_retry_after
from reviews.releasing import NotClean

api = NinjaAPI(title="Copydesk", version="1", docs_url=None, auth=django_auth, urls_namespace="api")
for part in (articles, authorship, editing, pasting, queries, suggestions, leaving):
    api.add_router("", part.router)


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The domain's sentence, with the status its class stands for."""
    return with_retry_after(api.create_response(request, {"error": str(error)}, status=error.status), error)


@api.exception_handler(Unavailable)
@api.exception_handler(DatabaseFailure)
@api.exception_handler(OSError)
def refuse_for_now(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 while the database or the disk fails; a defect of ours is raised."""
    unavailable = outage(error)
    if unavailable is None:
        raise error
    return try_again(request, unavailable)


@api.exception_handler(StaleVersion)
def refuse_stale(request: HttpRequest, error: StaleVersion) -> HttpResponse:
    return api.create_response(request, asdict(error.missing), status=409)


@api.exception_handler(NotClean)
def refuse_release(request: HttpRequest, error: NotClean) -> HttpResponse:
    findings = [finding.as_json() for finding in error.findings]
    return api.create_response(request, {"error": str(error), "findings": findings}, status=409)


@api.exception_handler(ValidationError)
def refuse_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"][2:]) or "body"
    return api.create_response(request, {"error": f"{place}: {first['msg']}"}, status=422)
