"""Which stories are found, and for whom. Runs on each database, with the same answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from reviews.models import SearchEntry
from reviews.queries import answering
from reviews.search import finding, indexing
from reviews.search.finding import Search
from reviews.search.folding import words_in
from reviews.search.terms import read
from reviews.search.texts import folded
from reviews.workflow import releasing
from tests.acts import replace_words
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_guest, make_query
from tests.reviews.workflow.test_preflight import sign_all


def find(person, typed, **filters):
    return finding.find(person, Search(read(typed), **filters)).ids


def index():
    return sum(indexing.rebuild())


@pytest.fixture
def stories(room):
    """Three stories, oldest first: the ferry's, with a query and its answer; a bridge's; one in Arabic."""
    query = make_query(
        room.article, "single ticket", by=room.editor, question="Has the harbour office said so?"
    )
    answering.reply(query=query, by=room.writer, body="They wrote to us in März.", now=NOW)
    bridge = make_article(
        room.desk,
        author=room.colleague,
        doc=make_doc("Trains pass below; the last boat passed in 1911.", headline="Mill Bridge or ferry"),
        now=NOW + timedelta(days=2),
    )
    arabic = make_article(room.desk, doc=make_doc("قال أحمد إن المدرسة أُغلقت عام ٢٠٢٤", headline="مدرسة"))
    index()
    return [room.article.pk, bridge.pk, arabic.pk]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ferry ", [1, 0]),
        ("ferr", [1, 0]),
        ("FÉRRY ", [1, 0]),
        ("ferry night ", [0]),
        ("ferry mill ", [1]),
        ('"last boat"', [1, 0]),
        ('"boat last"', []),
        ('"the last boat"', [1, 0]),
        ("last-boat ", [1, 0]),
        ("boat -bridge ", [0]),
        ('ferry -"single ticket" ', [1]),
        ("harbour ", [0]),
        ("marz ", [0]),
        ("mara ", [0]),
        ("brandt tomas ", [1]),
        ("23.40 ", [0]),
        ("23.41 ", []),
        ("احمد ", [2]),
        ("المدرسه ", [2]),
        ("2024 ", [2]),
        ("۲۰۲۴", [2]),
        ("-ferry ", []),
        ("!!! ", []),
        ("", []),
        ("ferry\x00 ", [1, 0]),
        ("'); drop table--", []),
        ("a" * 10_000, []),
        ('"' * 300, []),
    ],
)
def test_words_find_stories_newest_first(room, stories, typed, found):
    assert find(room.editor, typed) == sorted((stories[at] for at in found), reverse=True)


@pytest.mark.parametrize(
    ("typed", "where", "is_found"),
    [
        ("harbour ", "query", True),
        ("harbour ", "reply", False),
        ("wrote ", "reply", True),
        ("wrote ", "copy", False),
        ('"has the harbour"', "query", True),
        ('"last boat"', "query", False),
        ("petrel ", "", False),
        ("boat ", "copy", True),
        ("boat ", "released", False),
    ],
)
def test_one_kind_can_be_looked_in(room, stories, typed, where, is_found):
    assert (stories[0] in find(room.editor, typed, where=where)) == is_found


def test_what_was_released_is_found_after_it_was_corrected(room):
    room.article.refresh_from_db()
    sign_all(room)
    releasing.release(article=room.article, by=room.slot, now=NOW)
    releasing.open_correction(article=room.article, by=room.editor, reason="The time.", now=NOW)
    replace_words(room, "23.40", "23.50")
    index()
    assert find(room.editor, "23.40 ", where="released") == [room.article.pk]
    assert find(room.editor, "23.40 ", where="copy") == []
    assert find(room.editor, "23.50 ", where="released") == []


def test_filters(room, stories):
    ferry, bridge, _arabic = stories
    Article.objects.filter(pk=bridge).update(state=Article.State.SPIKED)
    assert find(room.editor, "ferry ", state="open") == [ferry]
    assert find(room.editor, "ferry ", author=room.colleague.pk) == [bridge]
    assert find(room.editor, "ferry ", stage="Desk edit") == [bridge, ferry]
    assert find(room.editor, "ferry ", stage="Slot") == []
    assert find(room.editor, "ferry ", desk=room.desk.slug) == [bridge, ferry]
    assert find(room.editor, "ferry ", desk="nowhere") == []
    day = NOW.date()
    assert find(room.editor, "ferry ", filed_to=day) == [ferry]
    assert find(room.editor, "ferry ", filed_from=day + timedelta(days=1)) == [bridge]
    assert find(room.editor, "ferry ", filed_from=date(1, 1, 2), filed_to=date(9999, 12, 30)) == [
        bridge,
        ferry,
    ]


def test_the_best_match_has_the_words_in_its_headline(room):
    def story(headline, text):
        return make_article(room.desk, doc=make_doc(text, headline=headline)).pk

    in_headline = story("Petrel back in port", "Nothing else.")
    in_copy = story("Back in port", "The Petrel is back.")
    with_query = story("In port", "Nothing else.")
    make_query(Article.objects.get(pk=with_query), "Nothing", by=room.editor, question="Is it the Petrel?")
    index()
    assert find(room.editor, "petrel ") == [with_query, in_copy, in_headline]
    assert find(room.editor, "petrel ", best_first=True) == [in_headline, in_copy, with_query]


def test_stories_of_other_desks_are_not_found(room, stories):
    assert find(room.stranger, "ferry ") == []
    assert len(find(room.admin, "ferry ")) == 2
    assert len(find(None, "ferry ")) == 2, "the operator"
    there = make_desk()
    moved = join(room.stranger, there, "viewer")
    Article.objects.filter(pk=stories[1]).update(desk=there)
    assert find(moved, "ferry ") == [stories[1]], "at once, without the index"
    assert find(room.editor, "ferry ") == [stories[0]]


def test_guests_and_people_who_left_find_nothing(room, stories):
    guest = make_guest(room.article, by=room.editor).person
    index()
    assert find(guest, "ferry ") == []
    room.editor.is_active = False
    assert find(room.editor, "ferry ") == []


def test_no_more_are_counted_than_anybody_looks_through(room, stories):
    found = finding.find(room.editor, Search(read("ferry ")), most=1)
    assert (found.ids, found.is_capped) == ([stories[1]], True)


def test_a_story_that_is_deleted_is_not_found(room, stories):
    SearchEntry.objects.filter(pk=stories[1]).delete()
    assert find(room.editor, "ferry ") == [stories[0]]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM reviews_searchwords WHERE reviews_searchwords MATCH 'hferry'"
            )
            assert cursor.fetchone() == (1,)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_a_story_is_found_by_each_of_its_words(room, text):
    entry = SearchEntry(article=room.article, changed_at=NOW, texts=[["c", None, text]])
    entry.folded = folded("", [("c", None, text)])
    entry.save()
    for word in {word.folded for word in words_in(text)}:
        assert find(room.editor, f'"{word}"') == [room.article.pk], word
