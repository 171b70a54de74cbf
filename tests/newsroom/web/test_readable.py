"""Input that no person types: it is refused or ignored on every database, and never a fault."""

from __future__ import annotations

import json

import pytest

from reviews.models import Clearance
from tests.factories import make_query, newsroom
from tests.pages import at, browse


@pytest.fixture
def room(db):
    return newsroom()


@pytest.mark.parametrize(
    "address",
    [
        "/articles/%00/",
        "/articles/%00/history/",
        "/articles/%00/clean/html",
        "/api/articles/%00",
        "/api/articles?words=%00",
        "/api/articles?desk_slug=%00",
        "/api/articles?state=%00",
        "/stories/?words=%00&desk=%00&stage=%00",
        "/mail/?person=%00&article=%00&page=%00",
        f"/api/articles?words={'x' * 60_000}",
    ],
)
def test_addresses_with_nul_or_without_end(room, address):
    assert browse(room.editor).get(address).status_code in (200, 404, 422)


@pytest.mark.parametrize("email", ["\x00", "a\x00@b.example", "x" * 60_000, f"{'x' * 60_000}@b.example"])
def test_signing_in_under_a_name_nobody_has(room, email):
    response = browse().post("/login/", {"username": email, "password": "courier"})
    assert response.status_code == 200
    assert response.wsgi_request.user.is_anonymous


@pytest.mark.parametrize("tail", ["queries", "queries/1/replies"])
def test_half_a_character_in_json(room, tail):
    """JSON can spell half of a surrogate pair, which no database keeps."""
    make_query(room.article, "Ferry", by=room.editor)
    half = "a\ud83d b"
    version = room.article.document.version
    body = {"start": 1, "end": 5, "version": version, "question": half, "body": half}
    response = browse(room.editor).post(
        f"/api/articles/{room.article.slug}/{tail}", json.dumps(body), content_type="application/json"
    )
    assert response.status_code == 201
    assert "a? b" in response.content.decode()


@pytest.mark.parametrize("words", ["", "  ", "\x00", "x" * 100_000])
def test_clearing_no_words(room, words):
    assert browse(room.editor).post(at(room.article, "clear"), {"words": words}).status_code == 422
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("reason", ["\x00", "a\x00b"])
def test_a_correction_with_nul(room, reason):
    response = browse(room.editor).post(at(room.article, "correction/"), {"reason": reason})
    assert response.status_code in (409, 422)
