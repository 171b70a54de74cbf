from __future__ import annotations

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from articles.editing.edits import ArticleClosed
from newsroom.errors import Conflict, DomainError, NotAllowed, NotFound
from newsroom.web.refusals import RefusalMiddleware
from tests.factories import newsroom
from tests.pages import HTMX, browse, words


@pytest.fixture
def room(db):
    return newsroom()


def refuse(error, **headers):
    request = RequestFactory().post("/somewhere", {"body": "<b>typed</b>"}, headers=headers)
    HtmxMiddleware(lambda _request: None)(request)
    return RefusalMiddleware(lambda _request: None).process_exception(request, error)


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFound, 404), (NotAllowed, 403), (Conflict, 409), (ArticleClosed, 410), (DomainError, 422)],
)
def test_every_refusal_is_its_sentence_and_its_status(db, error, status):
    page = refuse(error("Nothing <was> done."))
    assert page.status_code == status
    assert "Nothing <was> done." in words(page)
    assert b"<was>" not in page.content
    fragment = refuse(error("Nothing was done."), **HTMX)
    assert fragment.status_code == status
    assert fragment.content.strip() == b'<p class="flash error" role="alert">Nothing was done.</p>'


def test_what_somebody_typed_is_given_back(db):
    assert b"&lt;b&gt;typed&lt;/b&gt;</textarea>" in refuse(DomainError("No.")).content


def test_faults_are_not_refusals():
    assert refuse(ValueError("a fault")) is None


def test_an_address_that_is_none(room):
    response = browse(room.writer).get("/nothing/here/")
    assert response.status_code == 404
    assert "Page not found" in words(response)
    assert "Traceback" not in response.content.decode()


def test_a_form_that_expired(room):
    browser = browse(room.writer)
    browser.handler.enforce_csrf_checks = True
    response = browser.post(f"/articles/{room.article.slug}/spike")
    assert response.status_code == 403
    assert "This page expired" in words(response)


def test_more_than_one_request_may_hold(room):
    response = browse(room.writer).post("/import/", {"text": "a" * 6_600_000})
    assert response.status_code == 400
    assert "The upload is damaged or too large, and nothing was changed" in words(response)


def test_a_fault_shows_no_trace(room, monkeypatch):
    monkeypatch.setattr("reviews.views.stories.choices", lambda _actor: 1 / 0)
    browser = browse(room.writer)
    browser.raise_request_exception = False
    response = browser.get("/stories/")
    assert response.status_code == 500
    assert "Something went wrong" in words(response)
    assert "ZeroDivisionError" not in response.content.decode()


@pytest.mark.parametrize(
    ("cookie", "drawn"), [("dark", "dark"), ("light", "light"), ('"><script>', "auto"), ("", "auto")]
)
def test_the_theme_is_drawn_from_the_cookie(room, cookie, drawn):
    browser = browse(room.writer)
    browser.cookies["theme"] = cookie
    assert f'data-theme="{drawn}">' in browser.get("/").content.decode()
