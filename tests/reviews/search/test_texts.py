"""What is read of a story for search."""

from __future__ import annotations

from articles.documents import schema
from reviews.models import SearchEntry
from reviews.queries import answering
from reviews.search import texts
from reviews.search.texts import Stories, folded
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_query

Kind = SearchEntry.Kind


def read(article):
    (story,) = Stories([article.pk]).articles
    return [tuple(text) for text in Stories([article.pk]).texts(story)]


def of(article, kind):
    return [text for found, _number, text in read(article) if found == kind]


def test_copy_is_read_with_its_captions_and_notes_but_without_what_is_only_suggested(room):
    doc = schema.parse(
        {
            "type": "doc",
            "content": [
                {"type": "headline", "content": [{"type": "text", "text": "Ferry"}]},
                {"type": "standfirst", "content": [{"type": "text", "text": "Every night."}]},
                {"type": "heading", "content": [{"type": "text", "text": "Tickets"}]},
                {"type": "paragraph", "content": [{"type": "text", "text": "A ticket costs 6.50."}]},
            ],
        }
    )
    article = make_article(room.desk, author=room.writer, doc=doc)
    suggest(article, "ticket", "voucher", by=room.reader)
    assert of(article, "s") == ["Every night."]
    assert of(article, "c") == ["Tickets\nA ticket costs 6.50."]


def test_threads_are_read_with_the_number_of_their_query(room):
    first = make_query(room.article, "euros", by=room.editor, question="Sure?", proposed="pounds")
    second = make_query(room.article, "boat", by=room.reader, question="Which?")
    answering.reply(query=second, by=room.writer, body="The Petrel.", now=NOW)
    answering.reply(query=first, by=room.writer, body="Yes.", now=NOW)
    threads = [text for text in read(room.article) if text[0] in "qr"]
    assert threads == [
        ("q", first.number, "Sure?\npounds"),
        ("r", first.number, "Yes."),
        ("q", second.number, "Which?"),
        ("r", second.number, "The Petrel."),
    ]
    assert of(room.article, "p") == ["Mara Velde\nRuth Adeyemi\nLeila Haddad"]


def test_each_kind_has_an_end(room, monkeypatch):
    monkeypatch.setattr(texts, "LONGEST", 12)
    make_query(room.article, "euros", by=room.editor, question="Sure of that?")
    make_query(room.article, "boat", by=room.editor, question="Which?")
    assert of(room.article, "c") == ["The last boa"]
    assert of(room.article, "q") == ["Sure of that"]


def test_words_stand_behind_the_letter_of_their_kind_and_lines_apart():
    assert folded("Ferry runs", [("c", None, "One line.\n\nAnother"), ("q", 1, "…")]) == (
        " hferry hruns | cone cline | canother | "
    )


def test_no_more_words_are_kept_than_a_database_takes(monkeypatch):
    monkeypatch.setattr(texts, "MOST_FOLDED", 40)
    assert folded("Ferry", [("c", None, "Наводнение в городе\nagain")]) == " hferry | "
