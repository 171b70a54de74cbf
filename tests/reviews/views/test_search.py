"""The page that searches."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.queries import answering
from reviews.search import indexing
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_guest, make_query, make_user
from tests.pages import HTMX, browse, words


def search(person, query="", **options):
    return browse(person).get(f"/search/{query}", **options)


@pytest.fixture
def asked(room):
    query = make_query(room.article, "euros", by=room.editor, question="Has the harbour office said so?")
    answering.reply(query=query, by=room.writer, body="They <b>wrote</b> to us.", now=NOW)
    list(indexing.rebuild())
    return query


def test_nobody_searches_without_signing_in(room, asked):
    assert search(None, "?q=ferry")["Location"] == "/login/?next=/search/%3Fq%3Dferry"


def test_a_result_shows_where_the_words_are(room, asked):
    shown = words(search(room.editor, "?q=harbour"))
    for part in ("Ferry runs at night again", f"Query {asked.number}", "Has the harbour office said so?"):
        assert part in shown
    for part in ("Desk edit", "Mara Velde", room.desk.name, "1 story"):
        assert part in shown


def test_hits_are_marked_and_what_people_typed_stays_text(room, asked):
    page = search(room.editor, "?q=wrote").content.decode()
    assert "They &lt;b&gt;<mark>wrote</mark>&lt;/b&gt; to us." in page
    assert "&lt;script&gt;" in search(room.editor, "?q=%3Cscript%3E").content.decode()


def test_people_of_other_desks_and_guests_find_nothing(room, asked):
    elsewhere = join(make_user("Nils Ek"), make_desk(), "editor")
    guest = make_guest(room.article, by=room.editor).person
    for person in (room.stranger, elsewhere, guest):
        assert "Ferry runs" not in search(person, "?q=ferry", follow=True).content.decode()


def test_filters_offer_no_more_than_the_desks_of_the_person(room, asked):
    hidden = make_desk("secret", name="Secret desk", workflow=[("Secret stage", "Secret group")])
    join(room.stranger, hidden, "writer")
    page = search(room.editor).content.decode()
    assert "Secret" not in page and room.stranger.name not in page
    assert "Secret desk" in search(room.stranger).content.decode()


def test_the_page_says_what_to_do_next(room, asked):
    assert "Search headlines, copy, queries" in words(search(room.editor))
    assert "Enter a word to search for." in words(search(room.editor, "?q=%21%21"))
    assert "No matching stories" in words(search(room.editor, "?q=zeppelin"))
    assert "Clear filters" in words(search(room.editor, "?q=ferry&state=spiked"))


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=ferry%00&desk=%00",
        "q=" + "%22" * 3_000,
        "q=" + "a" * 4_000,
        "q=a&page=-1",
        "page=x&q=a%27",
    ],
)
def test_no_address_is_an_error(room, asked, query):
    assert search(room.editor, f"?{query}").status_code == 200


def test_htmx_gets_the_results_alone(room, asked):
    answer = search(room.editor, "?q=ferry", headers=HTMX)
    assert answer.content.decode().strip().startswith('<section id="results"')
    assert "HX-Request" in answer["Vary"]


def test_a_page_takes_at_most_twelve_statements(room, asked):
    for number in range(25):
        make_article(room.desk, doc=make_doc(headline=f"Ferry {number}"))
    list(indexing.rebuild())
    browser = browse(room.editor)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert browser.get("/search/?q=ferry&order=best&desk=" + room.desk.slug).status_code == 200
    assert len(statements) <= 12, "\n".join(one["sql"][:150] for one in statements)


def test_every_page_has_the_field_but_the_page_of_search_its_own(room):
    assert browse(room.editor).get("/inbox/").content.decode().count('name="q"') == 1
    assert search(room.editor).content.decode().count('name="q"') == 1


def test_more_results_take_no_more_statements(room, asked, django_assert_num_queries):
    browser = browse(room.editor)
    browser.get("/search/?q=ferry")
    with django_assert_num_queries(9):
        browser.get("/search/?q=ferry")
    for _number in range(30):
        make_article(room.desk, author=room.writer)
    list(indexing.rebuild())
    with django_assert_num_queries(9):
        browser.get("/search/?q=ferry")
