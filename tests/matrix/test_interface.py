"""Every operation of the JSON interface for every kind of person, and the models of the back office."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from newsroom.api import api
from tests.factories import place_of, typed
from tests.matrix.room import (
    ANYBODY,
    EDITS,
    EVERYBODY,
    MANAGES,
    NOBODY,
    READS,
    RELEASES,
    SEES,
    SIGNED_IN,
    SIGNS,
    TAKES_PART,
    matrix_room,
)
from tests.matrix.test_pages import browsers

REFUSED = {401, 403, 404}


def _typed(room):
    """Words put into the copy, as an editor's page sends them."""
    room.article.document.refresh_from_db()
    start, _end = place_of(room.article, "A single")
    return {"version": room.article.document.version, "client_id": "tab", "steps": [typed(start, start, "x")]}


def _passage(room):
    start, end = place_of(room.article, "single ticket")
    return {"start": start, "end": end, "version": room.article.document.version}


def _notes(room):
    start, _end = place_of(room.article, "<how")  # reads the document again
    return {"version": room.article.document.version, "positions": [start]}


def _range(room):
    return {"version": room.article.document.version, "ranges": [{"start": 1, "end": 5}]}


def nothing(room):
    return {}


SLUG, NUMBER = "/api/articles/{slug}", "/api/articles/{slug}/queries/{number}"
AUTHOR_OF_DRAFT = frozenset({"editor"})
OPERATIONS = {
    ("get", "/api/articles"): (SIGNED_IN, nothing),
    ("get", "/api/search"): (SIGNED_IN, lambda room: {"q": "ferry"}),
    ("get", SLUG): (SEES, nothing),
    ("get", f"{SLUG}/authorship"): (SEES, lambda room: {"start": 1, "end": 9}),
    ("get", f"{SLUG}/export"): (SEES, lambda room: {"to": "text", "draft": "true"}),
    ("get", f"{SLUG}/preflight"): (SEES, nothing),
    ("post", f"{SLUG}/presence"): (
        SEES,
        lambda room: {"client": "tab", "version": 0, "anchor": 1, "head": 1},
    ),
    ("get", f"{SLUG}/proof"): (SEES, nothing),
    ("get", f"{SLUG}/queries"): (SEES, nothing),
    ("post", f"{NUMBER}/change"): (MANAGES, lambda room: {"kind": "legal"}),
    ("post", f"{SLUG}/queries"): (TAKES_PART, lambda room: {**_passage(room), "question": "Really?"}),
    ("get", f"{SLUG}/queries/drafts"): (SEES, nothing),
    ("post", f"{SLUG}/queries/drafts"): (TAKES_PART, lambda room: {"question": "Really?"}),
    ("post", f"{SLUG}/queries/drafts/{{pk}}/change"): (AUTHOR_OF_DRAFT, lambda room: {"kind": "legal"}),
    ("post", f"{SLUG}/queries/drafts/{{pk}}/discard"): (AUTHOR_OF_DRAFT, nothing),
    ("post", f"{SLUG}/queries/drafts/send"): (TAKES_PART, nothing),
    ("post", f"{NUMBER}/accept"): (EDITS, nothing),
    ("post", f"{NUMBER}/confirm"): (TAKES_PART, nothing),
    ("post", f"{NUMBER}/passage"): (TAKES_PART, _passage),
    ("post", f"{NUMBER}/put-back"): (NOBODY, nothing),
    ("post", f"{NUMBER}/reopen"): (TAKES_PART, nothing),
    ("post", f"{NUMBER}/replies"): (TAKES_PART, lambda room: {"body": "It is."}),
    ("post", f"{NUMBER}/resolve"): (READS, nothing),
    ("post", f"{NUMBER}/take-back"): (EDITS, nothing),
    ("get", f"{SLUG}/redline"): (SEES, lambda room: {"old": 1}),
    ("get", f"{SLUG}/release"): (RELEASES, nothing),
    ("post", f"{SLUG}/release"): (RELEASES, lambda room: {"digest": room.article.digest}),
    ("get", f"{SLUG}/review-copy"): (SEES, nothing),
    ("post", f"{SLUG}/scan"): (EDITS, _range),
    ("post", f"{SLUG}/scan/queries"): (EDITS, _notes),
    ("post", f"{SLUG}/signoffs"): (
        SIGNS,
        lambda room: {"stage": room.stage.pk, "digest": room.article.digest},
    ),
    ("get", f"{SLUG}/steps"): (SEES, lambda room: {"since": 0}),
    ("post", f"{SLUG}/steps"): (EDITS, _typed),
    ("get", f"{SLUG}/suggestions"): (SEES, nothing),
    ("post", f"{SLUG}/suggestions/decide"): (
        EDITS,
        lambda room: {"accept": False, "suggestions": [room.key]},
    ),
    ("post", f"{SLUG}/suggestions/undo"): (EDITS, lambda room: {"undo": room.decided}),
    ("post", f"{SLUG}/suggestions/{{key}}/discuss"): (TAKES_PART, lambda room: {"remark": "Why?"}),
}
"""Method and address → who is let in, and what they send."""

IMPOSSIBLE = {
    ("post", f"{NUMBER}/confirm"): "the passage is where it was",
    ("post", f"{NUMBER}/put-back"): "it was no note in the copy",
    ("post", f"{NUMBER}/take-back"): "nothing was accepted",
    ("post", f"{SLUG}/release"): "a suggestion is pending",
}
"""Operations that nobody can do in this room as it is: who may is told so, and who may not is refused."""


@pytest.fixture
def room(db):
    return matrix_room()


def test_the_table_has_every_operation():
    described = json.loads(json.dumps(api.get_openapi_schema(), default=str))["paths"]
    assert set(OPERATIONS) == {(method, path) for path, methods in described.items() for method in methods}


def test_every_operation_lets_in_whom_the_table_says(room):
    clients, wrong, never = browsers(room), [], []
    for (method, path), (allowed, sends) in OPERATIONS.items():
        number = room.closed.number if path.endswith("/reopen") else room.query.number
        names = {"slug": room.article.slug, "number": number, "key": room.key, "pk": room.draft.pk}
        address, done = re.sub(r"{(\w+)}", lambda found, names=names: str(names[found[1]]), path), set()
        for who in sorted(EVERYBODY):
            with transaction.atomic():
                given = sends(room)
                answer = (
                    clients[who].get(address, given)
                    if method == "get"
                    else clients[who].post(address, json.dumps(given), content_type="application/json")
                )
                transaction.set_rollback(True)
            assert answer.status_code < 500, (who, method, address)
            if who in ANYBODY and answer.status_code != 401:
                wrong.append(f"{who}: {method} {address} was answered {answer.status_code}")
            if (answer.status_code not in REFUSED) != (who in allowed):
                wrong.append(
                    f"{who}: {method} {address} was answered {answer.status_code} {answer.content[:120]!r}"
                )
            elif answer.status_code < 400:
                done.add(who)
        if not done and (method, path) not in IMPOSSIBLE:
            never.append(f"{method} {address}")
    assert wrong == [], "\n".join(wrong)
    assert never == [], "nobody could do these, so nothing was shown: " + ", ".join(never)


MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("page", ["changelist", "add"])
def test_the_back_office_lets_in_staff_with_permissions(room, page):
    """Others are sent to sign in, or refused; nobody but administrators sees what no desk limits."""
    clients, wrong = browsers(room), []
    for model in MODELS:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
        for who in sorted(EVERYBODY - {"admin", "staff_with_permissions"}):
            status = clients[who].get(address).status_code
            if status not in ({403} if who == "staff" else {302}):
                wrong.append(f"{who}: {address} was answered {status}")
        if page == "changelist" and clients["admin"].get(address).status_code != 200:
            wrong.append(f"admin: {address}")
    assert wrong == [], "\n".join(wrong)


def test_staff_with_every_permission_see_no_row_of_a_desk_they_are_not_on(room):
    """What the rows are narrowed to is tested model by model in tests/newsroom/admin/test_scope.py."""
    client = browsers(room)["staff_with_permissions"]
    for model, row in (
        (type(room.article), room.article),
        (type(room.query), room.query),
        (type(room.desk), room.desk),
        (type(room.endpoint), room.endpoint),
        (type(room.invitation), room.invitation),
        (type(room.people["writer"]), room.people["writer"]),
    ):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        answer = client.get(reverse(name, args=[row.pk]))
        assert answer.status_code in (302, 403, 404), name
