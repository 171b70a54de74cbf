from __future__ import annotations

import pytest

from articles.models import Article
from reviews.queries import answering
from tests.factories import NOW, make_article, make_doc, make_query
from tests.pages import HTMX, browse, words


def test_the_page_has_what_needs_me(room):
    make_query(room.article, "6.50 euros", by=room.reader, question="6.50?")
    browser = browse(room.writer)
    page = browser.get("/")
    shown = words(page)
    for part in ("Answer 1", "Ferry runs at night again", "Leila Haddad : 6.50?", "Assigned to you"):
        assert part in shown
    assert "<title>(1) Needs me · " in page.content.decode()
    assert '#query-1" lang=' in page.content.decode()
    assert browse().get("/")["Location"] == "/login/?next=/"


def test_it_says_so_when_nothing_does(room):
    shown = words(browse(room.stranger).get("/"))
    assert "Nothing needs you now" in shown
    assert "Ferry" not in shown


def test_what_is_typed_is_never_markup(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc(headline="<script>alert(1)</script>"))
    make_query(article, "6.50 euros", by=room.reader, question="<b>Sure?</b>")
    body = browse(room.writer).get("/").content.decode()
    assert "<script>alert" not in body
    assert "<b>Sure?" not in body


def test_a_longer_list_takes_no_more_statements(room, django_assert_num_queries):
    def ask(count):
        for number in range(count):
            article = make_article(room.desk, author=room.writer, doc=make_doc(headline=f"Story {number}"))
            query = make_query(article, "6.50 euros", by=room.editor)
            answering.reply(query=query, by=room.editor, body="Well?", now=NOW)

    browser = browse(room.editor)
    ask(1)
    browser.get("/")
    with django_assert_num_queries(9):
        browser.get("/")
    ask(10)
    with django_assert_num_queries(9):
        browser.get("/")


def test_open_pages_ask_for_the_counts_alone(room):
    make_query(room.article, "6.50 euros", by=room.reader)
    response = browse(room.writer).get("/counts/?section=needs_me", headers=HTMX)
    assert "Needs me 1" in words(response)
    assert 'aria-current="page"' in response.content.decode()
    Article.objects.update(state=Article.State.SPIKED)
    shown = browse(room.writer).get("/counts/", headers=HTMX).content.decode()
    assert '<span class="count">' not in shown.partition('id="bell-count"')[0]


@pytest.mark.parametrize("query", ["words=ferry&sort=-deadline", "mine=on", "view=", "state=&page=2"])
def test_an_address_with_filters_leads_to_the_stories_with_them(room, query):
    response = browse(room.writer).get(f"/?{query}")
    assert (response.status_code, response["Location"]) == (301, f"/stories/?{query}")
    assert browse().get(f"/?{query}")["Location"].startswith("/login/"), "first of all signing in"


@pytest.mark.parametrize("query", ["all", "page=2", "anything=else"])
def test_other_addresses_stay(room, query):
    assert browse(room.writer).get(f"/?{query}").status_code == 200


def test_who_signs_in_sees_it_first_and_the_brand_leads_back(room):
    page = browse(room.stranger).get("/stories/").content.decode()
    assert '<a class="brand" href="/">' in page
    empty = browse(room.stranger).get("/").content.decode()
    assert '<a class="button second" href="/stories/">' in empty
    assert '<a class="button second" href="/board/">' in empty
