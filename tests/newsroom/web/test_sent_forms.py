"""Plain forms that a script sends: it is told where to go, or why nothing was done."""

from __future__ import annotations

import pytest

from articles.models import Article
from newsroom.web.pages import PERSON, SENT_BY
from newsroom.web.sent_forms import LOCATION
from tests.factories import make_query, newsroom
from tests.pages import HTMX, at, browse, words

BY_SCRIPT = {SENT_BY: "script"}


@pytest.fixture
def room(db):
    return newsroom()


def of(person, **headers):
    return {PERSON: str(person.pk), **BY_SCRIPT, **headers}


def test_a_script_is_told_where_a_browser_would_go(room):
    browser = browse(room.editor)
    sent = browser.post(at(room.article, "spike"), headers=of(room.editor))
    assert (sent.status_code, sent[LOCATION]) == (204, "/stories/")
    assert "has been spiked" in words(browser.get("/stories/")), "the sentence waits for the page"


def test_a_refusal_is_its_sentence_alone(room):
    Article.objects.filter(pk=room.article.pk).update(state="spiked")
    refused = browse(room.editor).post(at(room.article, "spike"), headers=of(room.editor))
    assert refused.status_code in (409, 410)
    assert "<main" not in refused.content.decode()
    assert b'class="flash error"' in refused.content


def test_a_story_with_another_slug_is_followed(room):
    browser = browse(room.editor)
    former = at(room.article, "spike")
    browser.post(at(room.article, "slug"), {"slug": "another-slug"})
    assert browser.post(former, headers=of(room.editor)).status_code == 307


@pytest.mark.parametrize("headers", [BY_SCRIPT, HTMX])
def test_who_is_signed_out_is_told_so_and_nothing_is_done(room, headers):
    answer = browse().post(at(room.article, "spike"), headers=headers)
    assert answer.status_code == 401
    assert words(answer) == "You’re signed out. Sign in to send this."
    assert Article.objects.get(pk=room.article.pk).is_open


@pytest.mark.parametrize("headers", [BY_SCRIPT, HTMX])
def test_nothing_is_taken_in_the_name_of_somebody_who_signed_in_since(room, headers):
    make_query(room.article, "6.50 euros", by=room.editor)
    answer = browse(room.slot).post(
        at(room.article, "queries/1/reply"),
        {"body": "Mine."},
        headers={PERSON: str(room.writer.pk), **headers},
    )
    assert answer.status_code == 401
    assert "Peter Lund is signed in here now" in words(answer)
    assert answer["X-Signed-In"] == "Peter%20Lund"
    assert not room.article.queries.get().replies.exists()


def test_the_interface_takes_nothing_either(room):
    body = {"version": room.article.document.version, "client_id": "tab", "steps": []}
    address = f"/api/articles/{room.article.slug}/steps"
    for person, status in ((room.writer, 401), (room.editor, 200)):
        headers = {PERSON: str(person.pk)}
        assert browse(room.editor).get(f"{address}?since=0", headers=headers).status_code == status
    refused = browse(room.editor).post(
        address, body, content_type="application/json", headers={PERSON: str(room.writer.pk)}
    )
    assert refused.status_code == 401


def test_the_window_of_a_sign_in_says_who_is_signed_in(room):
    assert "You’re signed in as Ruth Adeyemi." in words(browse(room.editor).get("/login/done/"))
    assert browse().get("/login/done/")["Location"].startswith("/login/?next=")
