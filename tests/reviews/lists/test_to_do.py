"""What is to do, in one list by when it is due."""

from __future__ import annotations

from datetime import timedelta

from articles.models import Article
from reviews.lists.to_do import to_do
from reviews.queries import answering
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, make_query


def found(person, most=20):
    return to_do(person, most=most, now=NOW)


def test_what_is_due_first_comes_first_and_what_has_no_deadline_last(room):
    Article.objects.filter(pk=room.article.pk).update(deadline=NOW + timedelta(hours=2))
    make_query(room.article, "6.50 euros", by=room.reader, question="6.50?")
    soon = make_article(
        room.desk, author=room.writer, doc=make_doc(headline="Soon"), deadline=NOW + timedelta(hours=1)
    )
    suggest(soon, "Soon", "Sooner", by=room.slot)
    free = make_article(room.desk, author=room.writer, doc=make_doc(headline="Free"), deadline=None)
    make_query(free, "Free", by=room.reader)
    rows = found(room.writer).rows
    assert [(row.what, row.article.pk) for row in rows] == [
        ("Judge", soon.pk),
        ("Answer", room.article.pk),
        ("Answer", free.pk),
    ]
    assert rows[0].words == "1 suggestion to accept or reject"
    assert rows[1].words == "Leila Haddad: 6.50?" and rows[1].link.endswith("#query-1")


def test_a_stage_leads_to_where_it_is_signed(room):
    row = found(room.editor).rows[0]
    assert (row.what, row.words) == ("Sign", "Desk edit")
    assert row.link == f"/articles/{room.article.slug}/preflight/"


def test_it_goes_when_it_is_done_and_others_have_none_of_it(room):
    query = make_query(room.article, "6.50 euros", by=room.reader)
    assert found(room.writer).count == 1
    assert found(room.stranger).count == 0
    answering.resolve(query=query, by=room.editor, now=NOW)
    assert found(room.writer).count == 0


def test_the_first_are_shown_and_all_counted(room):
    for words in ("6.50 euros", "last boat", "single ticket"):
        make_query(room.article, words, by=room.reader)
    part = found(room.writer, most=2)
    assert (len(part.rows), part.count, part.rest) == (2, 3, 1)
