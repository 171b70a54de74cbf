"""Whatever is sent to whatever address is answered, and what cannot be is the sender's fault: no 5xx.

``COPYDESK_FUZZ=20000 COPYDESK_FUZZ_SEED=7 manage.py test tests/newsroom/test_hostile_requests.py`` sends
more of them, and others.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re

import pytest
from django.conf import settings as django_settings
from django.test import Client

from newsroom.asgi import pages
from tests.asynchronous import run_alone
from tests.factories import make_guest, make_query, newsroom
from tests.newsroom.hostile import Hostility, Sent, answer_to

REQUESTS = int(os.environ.get("COPYDESK_FUZZ", "900"))
SEED = int(os.environ.get("COPYDESK_FUZZ_SEED", "1"))


@pytest.fixture
def room(transactional_db, broker_url):
    people = newsroom()
    people.query = make_query(people.article, "6.50 euros", by=people.editor)
    make_guest(people.article, by=people.editor)
    return people


@pytest.fixture
def cookies(room):
    found = {}
    for name, person in (("member", room.editor), ("admin", room.admin)):
        client = Client()
        client.force_login(person)
        cookie = django_settings.SESSION_COOKIE_NAME
        found[name] = f"{cookie}={client.cookies[cookie].value}"
    return found


@pytest.fixture
def ask(cookies):
    """The answers to requests, one after the other."""

    def ask_all(*sent):
        async def story():
            return [await answer_to(one, cookies) for one in sent]

        return run_alone(story())

    yield ask_all
    pages.close()


@pytest.fixture
def hostility(room):
    stage = room.desk.stages.first().pk
    return Hostility(
        SEED,
        {
            "slug": [room.article.slug],
            "number": [str(room.query.number)],
            "stage": [str(stage)],
            "version": ["0", "1"],
            "fmt": ["html", "text", "packed"],
            "digest": [room.article.digest],
            "client_id": ["tab"],
            "client": ["tab"],
        },
    )


def faults(sent, answers, caplog):
    """What went wrong: a line for each answer, and the causes that the log names."""
    found = []
    for one, answer in zip(sent, answers, strict=True):
        if answer.raised is not None or answer.status >= 500 or not answer.status:
            found.append(f"{answer.status} {answer.raised!r} for {one}")
    broken = [record for record in caplog.records if record.levelno >= logging.ERROR]
    broken = [record for record in broken if not record.name.startswith("django.security")]
    return sorted({f"{record.name}: {_cause(record)}" for record in broken}) + found


def _cause(record):
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    at, step = "", error.__traceback__
    while step:
        if "site-packages" not in step.tb_frame.f_code.co_filename:
            at = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"
        step = step.tb_next
    return f"{error!r:.200} at {at}"


def test_nothing_that_is_sent_breaks_anything(ask, hostility, caplog):
    sent = list(itertools.islice(hostility.everywhere(), REQUESTS))
    answers = ask(*sent)
    found = faults(sent, answers, caplog)
    assert not found, f"{len(found)} with seed {SEED}:\n" + "\n".join(found[:60])
    assert {answer.status for answer in answers} >= {200, 400, 403, 404, 405, 422}, "it went all the way"


def test_the_interface_answers_what_its_description_says(ask, hostility):
    """Each operation in turn: every status is described, and what is refused says so in one shape."""
    sent, described = [], []
    for _round in range(max(8, REQUESTS // 100)):
        for method, path, operation in hostility.operations:
            sent.append(hostility.program(method, path, operation))
            described.append((path, operation["responses"]))
    for one, answer, (path, responses) in zip(sent, ask(*sent), described, strict=True):
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), one.path) is None:
            continue  # what stood for a part of the address led somewhere else
        assert str(answer.status) in responses or answer.status == 200, f"{answer.status} for {one}"
        if answer.status < 400 or _is_a_page(answer):
            continue
        said = json.loads(answer.body)
        assert set(said) == {"error"} or answer.status == 409, f"{answer.status} {said} for {one}"


def _is_a_page(answer):
    """An address that no operation has: its parts are no numbers."""
    kinds = [value for name, value in answer.headers if name.lower() == b"content-type"]
    return answer.status == 404 and kinds[0].startswith(b"text/html")


@pytest.mark.parametrize("status", [400, 401, 422])
def test_every_operation_names_what_it_refuses(hostility, status):
    for _method, path, operation in hostility.operations:
        content = operation["responses"][str(status)]["content"]["application/json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Refusal"}, path


@pytest.mark.parametrize(
    ("kind", "body", "who", "status"),
    [
        ("application/json", b"{", "member", 400),
        ("application/json", b'{"version": NaN}', "member", 400),
        ("application/json", b"[" * 100_000, "member", 400),
        ("application/json", b'{"version": %s}' % (b"9" * 5000), "member", 400),
        ("application/json", b"{}", "", 401),
        ("application/json", b"{}", "member", 422),
        ("application/json; charset=packed", b"{}", "member", 415),
        ("multipart/form-data", b"x", "member", 400),
        ("multipart/form-data; boundary=x", b"--x--", "member", 415),
        ("application/json", b" " * 300_000, "", 413),
    ],
)
@pytest.mark.parametrize("tail", ["steps", "queries", "presence"])
def test_one_refusal_for_one_fault(ask, room, kind, body, who, status, tail):
    """Whoever answers: the application around Django, Django, or the interface."""
    path = f"/api/articles/{room.article.slug}/{tail}"
    (answer,) = ask(Sent("POST", path, "", ((b"content-type", kind.encode()),), body, who))
    allowed = {status, 422} if tail == "steps" and kind == "application/json" and who else {status}
    assert answer.status in allowed
    assert set(json.loads(answer.body)) == {"error"}
