"""Comments become queries on their words, with their threads."""

import pytest

from tests.articles.importing.opendocument.making import (
    begins,
    ends,
    footnote,
    gone,
    note,
    note_end,
    p,
    region,
    row,
    summary,
    table,
    tracked,
)


def queries(body):
    return summary(body)["queries"]


def said(query):
    return query["question"], query["author"], query["passage"], [r["body"] for r in query["replies"]]


def test_a_comment_on_words():
    (query,) = queries(p("The ", note("Which?", "Say it.", key="1"), "old boat", note_end("1"), " is back."))
    assert said(query) == ("Which?\nSay it.", "Anna", "old boat", [])
    assert query["asked_at"] == "2026-03-01T10:00:00"
    assert not query["resolved"]


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-03-01T10:00:00.060000000", "2026-03-01T10:00:00.060000"),
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_moment_of_a_comment(at, moment):
    assert queries(p("The boat", note("Which?", at=at), "."))[0]["asked_at"] == moment


def test_a_comment_without_words_of_its_own_is_on_the_word_before():
    (query,) = queries(p("The old boat", note("Which?"), " is back."))
    assert query["passage"] == "boat"


def test_a_comment_across_paragraphs_and_in_a_table():
    (first, second) = queries(
        p("The ", note("One?", key="1"), "old boat.")
        + p("It is", note_end("1"), " back.")
        + table(row(p(note("Two?", key="2"), "Mary", note_end("2")), "12"))
    )
    assert first["passage"].split() == ["old", "boat.", "It", "is"]
    assert second["passage"] == "Mary"


def test_a_resolved_comment_and_one_without_author():
    resolved = note("Which?", key="1", by="", more=' loext:resolved="true"')
    (query,) = queries(p("The ", resolved, "boat", note_end("1"), "."))
    assert (query["resolved"], query["author"]) == (True, "")


def test_replies_that_name_what_they_answer():
    body = p(
        "The ",
        note("Which?", key="1"),
        note("Mary.", key="2", by="Ben", at="2026-03-03T10:00:00", parent="1"),
        note("Sure?", key="3", at="2026-03-04T10:00:00", parent="2"),
        note("Other.", key="4", by="Cleo"),
        "boat",
        note_end("1"),
        note_end("2"),
        note_end("3"),
        note_end("4"),
        " is back.",
    )
    first, second = queries(body)
    assert said(first) == ("Which?", "Anna", "boat", ["Mary.", "Sure?"])
    assert first["replies"][0] == {"author": "Ben", "body": "Mary."}
    assert said(second) == ("Other.", "Cleo", "boat", [])


def test_comments_on_the_same_words_are_a_thread_in_order_of_date_where_none_names_another():
    later = note("Mary.", key="2", by="Ben", at="2026-03-03T10:00:00")
    body = p("The ", later, note("Which?", key="1"), "boat", note_end("2"), note_end("1"), " is back.")
    found = summary(body)
    assert [said(query) for query in found["queries"]] == [("Which?", "Anna", "boat", ["Mary."])]
    assert found["losses"] == ["Comments on the same words were read as one thread, oldest first."]


def test_a_reply_behind_the_words_of_the_comment_it_answers():
    reply = note("Mary.", by="Ben", at="2026-03-03T10:00:00")
    body = p("The ", note("Which?", key="1"), "boat", note_end("1"), reply, " is back", note("When?"), ".")
    assert [said(query) for query in queries(body)] == [
        ("Which?", "Anna", "boat", ["Mary."]),
        ("When?", "Anna", "back", []),
    ]


def test_comments_on_other_words_are_none():
    body = p(
        "The ", note("A?", key="1"), "old ", note("B?", key="2"), "boat", note_end("1"), note_end("2"), "."
    )
    assert [said(query)[0] for query in queries(body)] == ["A?", "B?"]


def test_replies_in_a_circle_are_one_thread():
    body = p(
        "A",
        note("X?", key="1", parent="2"),
        note("Y?", key="2", parent="1"),
        note("Z?", key="3", parent="3"),
        ".",
    )
    assert sum(1 + len(query["replies"]) for query in queries(body)) == 3


def test_two_comments_of_one_name_are_both_there():
    body = p("A", note("X?", key="1"), " boat", note_end("1"), " and a ferry", note("Y?", key="1"), ".")
    assert sorted(query["question"] for query in queries(body)) == ["X?", "Y?"]


def test_comments_in_changes_and_footnotes():
    regions = region("a", "insertion") + region("d", "deletion", p("old", note("Why?")))
    body = p(
        "The ",
        begins("a"),
        "new ",
        note("How?"),
        ends("a"),
        gone("d"),
        " boat",
        footnote(p("A ship", note("Who?"))),
    )
    found = summary(tracked(regions) + body)
    assert sorted(query["question"] for query in found["queries"]) == ["How?", "Who?", "Why?"]
