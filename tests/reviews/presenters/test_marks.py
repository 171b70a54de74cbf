"""What a page has already is not sent again: cards that say the same come without their words."""

from __future__ import annotations

import re

import pytest

from reviews.queries import answering
from tests.factories import NOW, make_query
from tests.pages import HTMX, at, browse, words

CARD = re.compile(r'id="([\w-]+)" data-mark="([\w-]{8})"')


@pytest.fixture
def query(room):
    return make_query(room.article, "6.50 euros", by=room.editor, question="Old or new price?")


def test_a_page_gets_the_words_of_those_cards_alone_that_say_something_else(room, query):
    other = make_query(room.article, "last boat", by=room.editor, question="Which boat?")
    browser, address = browse(room.reader), at(room.article, "threads")
    first = browser.get(address, headers=HTMX).content.decode()
    marks = " ".join(f"{name}:{mark}" for name, mark in CARD.findall(first))
    assert "Which boat?" in first and "Old or new price?" in first

    # The token of the forms is another in each answer, and says nothing.
    again = browser.get(address, headers={**HTMX, "X-Cards": marks}).content.decode()
    assert "Which boat?" not in again and "Old or new price?" not in again
    assert again.count("data-unchanged") == 2
    assert CARD.findall(again) == CARD.findall(first)

    answering.reply(query=other, by=room.writer, body="The last one.", now=NOW)
    later = browser.get(address, headers={**HTMX, "X-Cards": marks}).content.decode()
    assert "The last one." in later and "Old or new price?" not in later


def test_marks_that_nobody_gave_bring_whole_cards(room, query):
    for marks in ("query-1", "query-1:", ":", "query-1:AAAAAAAA query-1:BBBBBBBB", "é:é"):
        answer = browse(room.reader).get(at(room.article, "threads"), headers={**HTMX, "X-Cards": marks})
        assert "Old or new price?" in words(answer)


def test_the_page_itself_names_the_marks_that_it_is_asked_for(room, query):
    page = browse(room.reader).get(at(room.article)).content.decode()
    cards = browse(room.reader).get(at(room.article, "threads"), headers=HTMX).content.decode()
    assert CARD.findall(page) == CARD.findall(cards) != []
