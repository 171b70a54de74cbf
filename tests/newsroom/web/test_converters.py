"""Numbers in addresses and forms: whatever size they are of, the answer is no failure of the server."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.db.models import IntegerField
from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from newsroom.api import api
from newsroom.running.children import PROJECT
from newsroom.web.pages import number_in
from tests.factories import make_query, newsroom
from tests.pages import browse

MONSTERS = ["9" * 10, "9" * 19, "9" * 5000, "-1", "²", ""]
NAMED = re.compile(r"""(?:GET|POST)(?:\.get(?:list)?\(|\[|,\s*)['"](\w+)['"]""")


def addresses(article, number):
    """Every address of the apps, with this number wherever one goes."""

    def walk(patterns, before=""):
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith(
                ("articles.", "reviews.")
            ):
                yield route

    for route in walk(get_resolver().url_patterns):
        route = re.sub(r"<(?:str:)?slug>|<str:slug>|<slug:slug>", article.slug, route)
        yield "/" + re.sub(r"<\w+:\w+>", "x", re.sub(r"<number:\w+>", number, route))


def names():
    """What any view reads of an address or a form."""
    files = [*(PROJECT / "articles" / "views").rglob("*.py"), *(PROJECT / "reviews" / "views").rglob("*.py")]
    return sorted(
        {name for path in files for name in NAMED.findall(path.read_text())} | {"start", "end", "version"}
    )


@pytest.mark.parametrize("huge", MONSTERS, ids=lambda text: f"{text[:4]}({len(text)})")
def test_no_number_makes_the_server_fail(db, huge):
    room = newsroom()
    make_query(room.article, "The last boat", by=room.editor)
    client = browse(room.editor)
    client.raise_request_exception = False
    sent = dict.fromkeys(names(), huge)
    assert {"revision", "by", "reply", "newest", "stage"} <= sent.keys()
    for number in {"1", huge} if huge.isdecimal() else {"1"}:
        for address in addresses(room.article, number):
            if "logout" in address:
                continue
            for answer in (client.get(address, sent), client.post(address, sent)):
                assert answer.status_code < 500, (
                    answer.request["REQUEST_METHOD"],
                    address[:80],
                    huge[:30],
                )


def test_a_number_is_whole_and_fits():
    sent = QueryDict("a=7&b=-7&c=7.0&d=&e=9999999999&f=٧")
    assert [number_in(sent, name) for name in "abcdefg"] == [7, None, None, None, None, 7, None]
    assert number_in(sent, "e", digits=18) == 9_999_999_999


@pytest.mark.parametrize("huge", MONSTERS[:3], ids=lambda text: f"{text[:4]}({len(text)})")
def test_no_number_makes_the_api_fail(db, huge):
    room = newsroom()
    make_query(room.article, "The last boat", by=room.editor)
    client = browse(room.editor)
    client.raise_request_exception = False
    asked = 0
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            numbers = [one for one in operation.get("parameters", []) if "integer" in str(one["schema"])]
            place = re.sub(r"\{(\w+)\}", lambda name: room.article.slug if name[1] == "slug" else huge, path)
            query = {one["name"]: huge for one in numbers if one["in"] == "query"}
            body = ", ".join(f'"{name}": {huge or 0}' for name in ("version", "start", "end", "reply"))
            answer = client.generic(
                method.upper(), place, f"{{{body}}}", "application/json", query_params=query
            )
            assert answer.status_code < 500, (method, path, huge[:30])
            asked += bool(numbers)
    assert asked > 5


def test_no_number_makes_the_administration_fail(db):
    """A filter and an action take any number; each is tried on every relation and key of every model."""
    client = browse(newsroom().admin)
    client.raise_request_exception = False
    huge = "9" * 19
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        page = reverse(f"admin:{name}_changelist")
        whole = [
            field for field in model._meta.fields if field.is_relation or isinstance(field, IntegerField)
        ]
        for tail in [f"{huge}/change/", *(f"?{field.name}={huge}" for field in whole[:3])]:
            assert client.get(page + tail).status_code < 500, page + tail
        chosen = {"action": "delete_selected", "_selected_action": huge}
        assert client.post(page, chosen).status_code < 500, page
