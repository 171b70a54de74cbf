"""A copy for review goes out as a Word file, and everything that is in it is read back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles.documents.suggestions import accepted, published
from articles.documents.text import plain_text
from articles.importing import import_copy
from articles.models import Article
from newsroom.errors import NotAllowed
from reviews.queries import answering
from reviews.queries.review_copies import review_copy
from tests.acts import put_instead
from tests.articles.exporting.reading import parts, readable
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_guest, make_query
from tests.pages import at, browse

LATER = NOW + timedelta(hours=2)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def story(room):
    price = make_query(room.article, "6.50 euros", by=room.editor, question="Still 6.50?\nSee the board.")
    answering.reply(query=price, by=room.writer, body="Yes, since May.", now=NOW + timedelta(minutes=4))
    answering.reply(query=price, by=room.editor, body="Thanks.", proposed="6.60 euros", now=NOW)
    boat = make_query(room.article, "last boat", by=room.reader, question="Which harbour?")
    answering.resolve(query=boat, by=room.reader, now=LATER)
    suggest(room.article, "23.40", "midnight", by=room.reader)
    return room


def taken(room, by):
    return review_copy(article=Article.objects.get(pk=room.article.pk), by=by, now=LATER)


def read(data):
    return import_copy(data, filename="review.docx")


def test_every_thread_comes_back_with_its_words_people_and_state(story):
    queries = read(taken(story, story.editor)).summary()["queries"]
    assert [
        (one["question"], one["author"], one["passage"], one["resolved"], one["replies"]) for one in queries
    ] == [
        ("Which harbour?", "Leila Haddad", "last boat", True, []),
        (
            "Still 6.50?\nSee the board.",
            "Ruth Adeyemi",
            "6.50 euros",
            False,
            [
                {"author": "Ruth Adeyemi", "body": "Thanks.\n[Suggested wording: “6.60 euros”]"},
                {"author": "Mara Velde", "body": "Yes, since May."},
            ],
        ),
    ]


def test_times_come_back_in_universal_time_each_its_own_second(story):
    notes = [note for note, _passage in read(taken(story, None)).notes]
    moments = [
        moment for note in notes for moment in (note.asked_at, *(one.written_at for one in note.thread))
    ]
    assert len(set(moments)) == len(moments) == 4
    assert all(NOW.replace(microsecond=0) <= moment < NOW + timedelta(minutes=5) for moment in moments)


def test_suggestions_come_back_as_theirs(story):
    found = read(taken(story, story.writer))
    assert found.summary()["suggestions"] == [
        {"kind": "replacement", "author": "Leila Haddad", "text": "23.40 → midnight"}
    ]
    document = Article.objects.get(pk=story.article.pk).document
    for side in (published, accepted):
        assert plain_text(side(found.doc)) == plain_text(side(document.parsed()))


def test_a_query_whose_words_are_gone_is_on_the_paragraph_and_says_so(story):
    put_instead(story.article, "A single ticket costs 6.50 euros.", "It is dear.", by=story.editor)
    queries = read(taken(story, story.editor)).summary()["queries"]
    (gone,) = [one for one in queries if one["question"].startswith("Still")]
    assert gone["question"] == "Still 6.50?\nSee the board.\n[Text deleted: “6.50 euros”]"
    assert gone["passage"]


def test_it_names_its_version_and_its_queries(story):
    found = parts(taken(story, story.editor))
    article = Article.objects.get(pk=story.article.pk)
    assert f"{article.slug}:{article.document.version}:{article.digest}" in found["docProps/custom.xml"]
    body = etree.fromstring(found["word/document.xml"].encode())
    assert {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")} == {
        "_copydesk_q1",
        "_copydesk_q2",
    }
    assert "trackRevisions" in found["word/settings.xml"]


def test_addresses_of_people_are_not_in_it(story):
    text = readable(taken(story, story.editor))
    assert story.editor.name in text
    for person in (story.editor, story.writer, story.reader):
        assert person.email not in text


def test_a_guest_gets_the_copy_and_their_own_queries_alone(story):
    invitation = make_guest(story.article, by=story.editor, purpose="answer", numbers=[1], now=NOW)
    data = taken(story, invitation.person)
    (query,) = read(data).summary()["queries"]
    assert (query["question"], query["passage"]) == ("Still 6.50?\nSee the board.", "6.50 euros")
    text = readable(data)
    for hidden in ("Which harbour?", "midnight", "Leila Haddad"):
        assert hidden not in text
    assert "23.40" in text


def test_who_has_no_part_in_the_desk_gets_nothing(story):
    with pytest.raises(NotAllowed):
        taken(story, story.stranger)
    revoked = make_guest(story.article, by=story.editor, purpose="comment", now=NOW - timedelta(days=900))
    with pytest.raises(NotAllowed):
        taken(story, revoked.person)


def test_a_hundred_queries_cost_no_more_statements_than_two(story):
    def statements():
        article = Article.objects.select_related("document").get(pk=story.article.pk)
        with CaptureQueriesContext(connection) as captured:
            review_copy(article=article, by=None, now=LATER)
        return len(captured)

    before = statements()
    for number in range(20):
        query = make_query(story.article, "single ticket", by=story.editor, question=f"Number {number}?")
        answering.reply(query=query, by=story.writer, body="Yes.", now=NOW)
        suggest(story.article, "boat", "ship", by=story.reader)
    assert statements() == before


def test_the_page_the_interface_and_the_command_give_it(story, tmp_path):
    from django.core.management import call_command

    for address in (at(story.article, "review-copy"), f"/api/articles/{story.article.slug}/review-copy"):
        response = browse(story.colleague).get(address)
        assert response.status_code == 200
        assert response["Content-Type"].endswith("wordprocessingml.document")
        assert len(read(response.content).notes) == 2
        assert browse(story.stranger).get(address).status_code == 404
    call_command(
        "export_article", story.article.slug, "--to", "docx", "--review", "--out", str(tmp_path / "a.docx")
    )
    assert len(read((tmp_path / "a.docx").read_bytes()).notes) == 2
    for page in ("", "clean/"):
        assert (
            at(story.article, "review-copy")
            in browse(story.editor).get(at(story.article, page)).content.decode()
        )


@pytest.mark.parametrize(
    "hostile",
    ["\x00\x01\x1b[31m", "\ud800 half", "<w:p/>&amp;]]>", "\ufffe\uffff", "\u202e rtl", "a\rb\r\nc\td", " "],
)
def test_whatever_somebody_wrote_the_file_is_valid(story, hostile):
    from articles.exporting.word import About, Change, Comment, Thread, review_docx
    from tests.articles.documents.building import doc, p

    data = review_docx(
        doc(p("The boat")),
        About(title=hostile, byline=hostile, round=hostile),
        changes={"1.aaaaaaaa": Change(hostile, NOW)},
        threads=[Thread(11, 15, [Comment(hostile, NOW, hostile), Comment("", NOW, hostile)], bookmark="_q1")],
    )
    for text in parts(data).values():
        etree.fromstring(text.encode())
    assert len(read(data).notes) == 1
