"""Comments: their ranges, threads, states and times."""

import pytest

from tests.articles.importing.word.making import (
    box,
    cell,
    comment,
    commented,
    dele,
    end,
    ins,
    p,
    part,
    r,
    raw,
    reference,
    row,
    start,
    summary,
    table,
)

FIRST = p("Harbour", style="Title")


def passage(body, **more):
    (query,) = commented(FIRST + body, comment(1, "Is it?"), **more)
    return query["passage"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (p("The ", start(1), "ferry boat", end(1), " is back."), "ferry boat"),
        (p("The ", start(1), "ferry") + p("is back", end(1), "."), "ferry\nis back"),
        (p("The boat.") + start(1) + p("It runs.") + end(1) + p("Well."), "It runs."),
        (table(row("A", cell(p(start(1), "B and C", end(1))))), "B and C"),
        (table(row("A", p("B", start(1), "C"))) + p("Dee", end(1), "."), "C\nDee"),
        (table(f"{start(1)}{row('A', 'B')}{end(1)}", row("C")), "A\nB"),
        (p("The ", ins("ferry ", r(""), start(1) + r("boat")), " is", end(1), " back."), " is"),
        (p("The ", ins(start(1), "ferry", end(1)), " is back."), "ferry"),
        (p("The ", dele("ferry", start(1) + r(" boat")), " is", end(1), " back."), " boat is"),
        (
            p("The ", f"<w:sdt><w:sdtContent>{start(1)}{r('ferry')}</w:sdtContent></w:sdt>", end(1), "."),
            "ferry",
        ),
        (p("The ", f'<w:hyperlink w:anchor="x">{start(1)}{r("ferry")}{end(1)}</w:hyperlink>', "."), "ferry"),
        (p("The ferry", reference(1), " is back."), "ferry"),
        (p("The “ferry” ", start(1), end(1), "is back."), "ferry"),
        (p(reference(1), "Ferries are back."), "Ferries"),
        (p("Back.") + p(reference(1)), "Back"),
        (p("The ", start(1), "ferry is back."), "ferry is back."),
        (p("The \U0001f6a2 ", start(1), "\U0001f6a2 boat", end(1), "."), "\U0001f6a2 boat"),
        (p("The ", start(1), "boat") + p() + p(end(1), "is back."), "boat"),
        (p("One", raw(box(p(start(1), "Two", end(1))))), "Two"),
        (
            p(
                "The ",
                f'<mc:AlternateContent><mc:Choice Requires="w14">{start(1)}{r("boat")}{end(1)}</mc:Choice>'
                f"<mc:Fallback>{start(1)}{r('boat')}{end(1)}</mc:Fallback></mc:AlternateContent>",
            ),
            "boat",
        ),
    ],
)
def test_what_a_comment_is_about(body, words):
    assert passage(body) == words


def test_a_comment_in_a_footnote_is_on_the_words_there():
    notes = part(
        "w:footnotes", f'<w:footnote w:id="2">{p("As of ", start(1), "May", end(1), ".")}</w:footnote>'
    )
    body = p("The boat", raw('<w:footnoteReference w:id="2"/>'), " is back.")
    parts = {
        "word/footnotes.xml": notes,
        "word/comments.xml": part("w:comments", comment(1, "Is it?")),
    }
    assert summary(FIRST + body, parts=parts)["queries"][0]["passage"] == "May"


def test_a_comment_that_stands_nowhere_is_kept_and_told():
    parts = {"word/comments.xml": part("w:comments", comment(1, "Is it?"))}
    found = summary(p("The boat is back."), parts=parts)
    assert found["queries"][0]["passage"] == "The"
    assert found["losses"] == ["Comments with no place in the text were moved to its first words."]


def test_a_comment_keeps_its_words_when_notes_are_taken_out_around_it():
    body = p("The [AU: which?] ", start(1), "old (sp?) ferry", end(1), " <is it?> is back.")
    queries = commented(FIRST + body, comment(1, "Whose?"))
    assert {query["question"]: query["passage"] for query in queries}["Whose?"] == "old ferry"


def test_a_comment_of_several_paragraphs_with_changes_and_links_in_it():
    inside = p("First ", f'<w:hyperlink w:anchor="x">{r("line")}</w:hyperlink>', dele("gone")) + p(
        ins("Second"), raw("<w:annotationRef/>")
    )
    found = commented(
        p("The ", start(1), "boat", end(1)), f'<w:comment w:id="1" w:author="Anna">{inside}</w:comment>'
    )
    assert found[0]["question"] == "First line\nSecond"


def test_who_and_when_as_the_file_says():
    body = p(start(1), "The ", end(1), start(2), "boat", end(2), start(3), " is", end(3), " back.")
    found = commented(
        body,
        comment(1, "A?", by="Anna Ek <anna@x.example>"),
        comment(2, "B?", by="", at=""),
        comment(3, "C?", at="2026-03-01T10:00:00"),
    )
    assert [(query["author"], query["asked_at"]) for query in found] == [
        ("Anna Ek <anna@x.example>", "2026-03-01T10:00:00Z"),
        ("", None),
        ("Anna", "2026-03-01T10:00:00"),
    ]


@pytest.mark.parametrize("date", ["0000-00-00T00:00:00Z", "soon", "", "9" * 60])
def test_a_date_that_is_none_is_none(date):
    (found,) = commented(p(start(1), "The boat", end(1)), comment(1, "A?", at=date))
    assert found["asked_at"] is None


def extended(*entries, space="w15"):
    return part(f"{space}:commentsEx", "".join(entries))


def entry(mark, parent="", done="", space="w15"):
    more = f' {space}:paraIdParent="{parent}"' if parent else ""
    more += f' {space}:done="{done}"' if done else ""
    return f'<{space}:commentEx {space}:paraId="{mark}"{more}/>'


def thread(*comments, body="", **parts):
    files = {f"word/{name}.xml": text for name, text in parts.items()}
    return commented(body or p(start(1), "The boat", end(1), " is back."), *comments, parts=files)


BOTH = (start(1) + start(2), r("The boat"), end(1) + end(2), " is back.")


@pytest.mark.parametrize("space", ["w15", "w14"])
def test_replies_and_states_stand_in_a_part_of_their_own(space):
    """Previews of Word wrote that part in another namespace."""
    found = thread(
        comment(1, "Which", "boat?", mark="0A"),
        comment(2, "The Petrel.", by="Ben", mark="0b"),
        comment(3, "Sure?", mark="0C"),
        commentsExtended=extended(
            entry("0A", done="1", space=space),
            entry("0B", "0A", space=space),
            entry("0C", "0B", space=space),
            space=space,
        ),
    )
    assert [(query["question"], query["resolved"]) for query in found] == [("Which\nboat?", True)]
    assert found[0]["replies"] == [
        {"author": "Ben", "body": "The Petrel."},
        {"author": "Anna", "body": "Sure?"},
    ]


def test_a_thread_whose_first_comment_stands_nowhere_is_where_a_reply_is():
    (found,) = thread(
        comment(1, "A?", mark="0A"),
        comment(2, "B.", mark="0B"),
        body=p("The ", start(2), "boat", end(2), " is back."),
        commentsExtended=extended(entry("0A"), entry("0B", "0A")),
    )
    assert (found["question"], found["passage"], len(found["replies"])) == ("A?", "boat", 1)


def test_comments_on_the_same_words_are_not_one_where_the_file_knows_threads():
    found = thread(
        comment(1, "A?", mark="0A"),
        comment(2, "B?", mark="0B"),
        body=p(*BOTH),
        commentsExtended=extended(entry("0A"), entry("0B", done="0")),
    )
    assert [(query["question"], query["replies"], query["resolved"]) for query in found] == [
        ("A?", [], False),
        ("B?", [], False),
    ]


def test_without_that_part_comments_on_exactly_the_same_words_are_a_thread_by_their_dates():
    parts = {
        "word/comments.xml": part(
            "w:comments",
            comment(2, "The Petrel.", by="Ben", at="2026-03-01T12:00:00Z")
            + comment(1, "Which boat?", at="2026-03-01T10:00:00Z")
            + comment(3, "Another?"),
        )
    }
    found = summary(p(*BOTH) + p(start(3), "It runs.", end(3)), parts=parts)
    assert [(query["question"], query["replies"]) for query in found["queries"]] == [
        ("Which boat?", [{"author": "Ben", "body": "The Petrel."}]),
        ("Another?", []),
    ]
    assert found["losses"] == ["Comments on the same words were read as one thread, oldest first."]


def test_comments_without_a_range_are_never_put_together():
    found = commented(p("The boat", reference(1), reference(2), "."), comment(1, "A?"), comment(2, "B?"))
    assert [query["question"] for query in found] == ["A?", "B?"]


def test_a_circle_of_replies_loses_nobody():
    found = thread(
        comment(1, "A?", mark="0A"),
        comment(2, "B?", mark="0B"),
        comment(3, "C?", mark="0C"),
        commentsExtended=extended(entry("0A", "0B"), entry("0B", "0A"), entry("0C", "0C")),
    )
    said = [query["question"] for query in found] + [
        reply["body"] for query in found for reply in query["replies"]
    ]
    assert sorted(said) == ["A?", "B?", "C?"]


def test_universal_time_where_the_file_knows_it():
    ids = part("w16cid:commentsIds", '<w16cid:commentId w16cid:paraId="0A" w16cid:durableId="77"/>')
    times = part(
        "w16cex:commentsExtensible",
        '<w16cex:commentExtensible w16cex:durableId="77" w16cex:dateUtc="2026-03-01T08:30:00Z"/>',
    )
    (found,) = thread(comment(1, "A?", mark="0A"), commentsIds=ids, commentsExtensible=times)
    assert found["asked_at"] == "2026-03-01T08:30:00Z"


def test_a_comment_without_words_and_a_story_without_words():
    found = commented(p(start(1), "The boat", end(1)), comment(1, ""))
    assert found[0]["question"] == "(a comment without words)"
    found = commented(p(start(1), end(1)), comment(1, "Where is it?"))
    assert (found[0]["question"], found[0]["passage"]) == ("Where is it?", "")


def test_a_comment_is_a_question_of_the_kind_its_words_say():
    (found,) = commented(p(start(1), "The boat", end(1)), comment(1, "Hyphen in co-op?"))
    assert (found["kind"], found["blocking"], found["convention"]) == ("style", False, "comment")


LOOKS = {
    "hidden": ("<w:vanish/>", "Ask Ruth about this."),
    "struck": ("<w:strike/>", "Ask Ruth about this."),
    "struck twice": ("<w:dstrike/>", "Ask Ruth about this."),
    "in a style for notes": ('<w:rStyle w:val="Notesmode"/>', "Ask Ruth about this."),
    "highlighted": ('<w:highlight w:val="yellow"/>', "Check with Ruth."),
}


@pytest.mark.parametrize("name", LOOKS)
def test_words_that_look_like_a_note_are_one(name):
    looks, note = LOOKS[name]
    found = summary(FIRST + p("The boat is back. ", r(note, looks), " It runs."))
    assert found["text"] == "Harbour\n\nThe boat is back. It runs."
    assert [query["convention"] for query in found["queries"]] == ["look"]
    assert note.rstrip(".") in found["queries"][0]["question"]


def test_struck_words_are_out_of_the_copy_with_a_question_on_their_place():
    found = summary(
        FIRST + p("The ", r("old", "<w:strike/>"), " mayor ", r("un", "<w:strike/>"), "happily spoke.")
    )
    assert found["text"] == "Harbour\n\nThe mayor happily spoke."
    assert [query["question"] for query in found["queries"]] == [
        "Struck through: “old”",
        "Struck through: “un”",
    ]


def test_highlighted_words_that_ask_nothing_are_suspected_and_stay():
    found = summary(FIRST + p("One.") + p("The ", r("old mayor", '<w:highlight w:val="yellow"/>'), " spoke."))
    assert "The old mayor spoke." in found["text"]
    assert [(one["text"], one["line"], one["reason"]) for one in found["suspicions"]] == [
        ("old mayor", 3, "These words are highlighted.")
    ]


def test_typed_notes_are_notes_here_too_with_marks_around_them():
    body = p(
        "The ",
        r("ferry ", "<w:b/>"),
        r("<which "),
        r("ferry?>", "<w:i/>"),
        " is back, ",
        ins("[AU: date?] "),
        "he said.",
    )
    found = summary(FIRST + body)
    assert found["text"] == "Harbour\n\nThe ferry is back, he said."
    assert [query["question"] for query in found["queries"]] == ["which ferry?", "date?"]


def test_many_ranges_may_begin_between_two_paragraphs():
    starts = "".join(map(start, range(1, 20_001)))
    found = summary(FIRST + starts + p("The boat."), parts={"word/comments.xml": part("w:comments", "")})
    assert found["text"] == "Harbour\n\nThe boat."
    assert passage(starts + p("The ferry", end(1), " is back.")) == "The ferry"
