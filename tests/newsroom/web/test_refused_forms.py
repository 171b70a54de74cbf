"""Without scripts a refused form comes back on its page, with the sentence beside it and what was typed."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from reviews.models import DraftQuery, Query
from tests.factories import make_query, newsroom
from tests.pages import at, browse, words


@pytest.fixture
def room(db):
    return newsroom()


def send(browser: Client, address: str, fields: dict[str, str], *, page: str):
    """As a browser without scripts sends the form of a page."""
    return browser.post(address, fields, headers={"Referer": f"http://testserver{page}"})


def form_of(response, action):
    root = html.document_fromstring(response.content.decode())
    return next(one for one in root.iter("form") if one.get("action") == action)


def test_a_reply_without_words_is_refused_beside_its_form(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    make_query(room.article, "23.40", by=room.editor)
    page, address = at(room.article), at(room.article, f"queries/{query.number}/reply")
    refused = send(browse(room.writer), address, {"body": " ", "proposed": ""}, page=page)
    assert refused.status_code == 422
    form = form_of(refused, address)
    said = form.getprevious()
    assert (said.get("id"), said.text) == ("refusal", "Write a reply.")
    assert form.get("aria-describedby") == "refusal"
    assert len(form.getroottree().xpath("//*[@autofocus]")) == 1


def test_what_was_typed_and_chosen_is_there_again(room):
    page, address = at(room.article), at(room.article, "queries/")
    typed = {
        "question": "Is <b>this</b> so?\nReally?",
        "words": "no such words",
        "kind": "fact",
        "assigned_to": str(room.reader.pk),
        "about": "passage",
    }
    refused = send(browse(room.editor), address, typed, page=page)
    assert refused.status_code in (409, 422)
    form = form_of(refused, address)
    assert form.xpath(".//textarea[@name='question']")[0].value.strip("\n") == typed["question"]
    assert form.xpath(".//input[@name='words']")[0].get("value") == "no such words"
    for name in ("kind", "assigned_to"):
        chosen = form.xpath(f".//select[@name='{name}']/option[@selected]")
        assert [option.get("value") for option in chosen] == [typed[name]]
    assert form.xpath(".//input[@name='blocking']")[0].get("checked") is None
    assert b"<b>this" not in refused.content
    assert not Query.objects.exists()


def test_a_button_of_a_form_that_leads_elsewhere(room):
    page, address = at(room.article), at(room.article, "queries/drafts")
    typed = {"question": "", "kind": "fact", "about": "story"}
    refused = send(browse(room.editor), address, typed, page=page)
    assert form_of(refused, at(room.article, "queries/")).getprevious().text == "Write a question."
    assert not DraftQuery.objects.exists()


def test_a_form_on_its_own_page(room):
    address = at(room.article, "details/")
    refused = send(browse(room.editor), address, {"byline": "x" * 5000, "language": "en"}, page=address)
    assert refused.status_code < 500


@pytest.mark.parametrize("page", ["/nowhere/", "/login/", "https://elsewhere.example/articles/"])
def test_without_its_page_it_is_a_page_of_its_own(room, page):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    address = at(room.article, f"queries/{query.number}/reply")
    refused = browse(room.writer).post(
        address,
        {"body": " "},
        headers={"Referer": page if page.startswith("https") else f"http://testserver{page}"},
    )
    assert refused.status_code == 422
    assert "That didn’t work" in words(refused)


def test_somebody_else_gets_no_page_that_they_may_not_see(room):
    address = at(room.article, "queries/")
    refused = send(browse(room.stranger), address, {"question": "Who?"}, page=at(room.article))
    assert refused.status_code == 404
    assert room.article.headline not in words(refused)


def test_the_whole_story_is_asked_about_without_scripts(room):
    typed = {"question": "Who else was asked?", "kind": "fact", "about": "passage", "whole": "on"}
    shown = browse(room.editor).get(at(room.article)).content.decode()
    assert 'type="checkbox" name="whole"' in shown
    asked = browse(room.editor).post(at(room.article, "queries/"), typed)
    assert asked.status_code == 302
    assert Query.objects.get().is_on_whole_story
