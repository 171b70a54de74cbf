"""Tracked changes: accepting all gives the new words, rejecting all the old ones."""

import pytest

from tests.articles.importing.opendocument.making import (
    ANNA,
    BEN,
    begins,
    ends,
    footnote,
    gone,
    h,
    inserted_by,
    items,
    p,
    region,
    row,
    summary,
    table,
    tracked,
)


def ins(key="a", by=ANNA):
    return region(key, "insertion", by=by)


def dele(taken, key="d", by=ANNA, more=""):
    return region(key, "deletion", taken, by=by, more=more)


CASES = {
    "put in": (ins(), p("The ", begins("a"), "new ", ends("a"), "boat."), "The boat.", "The new boat."),
    "taken out": (dele(p("old ")), p("The ", gone("d"), "boat."), "The old boat.", "The boat."),
    "taken out with spans": (
        dele(p('<text:span text:style-name="B">old</text:span><text:s/>')),
        p("The ", gone("d"), "boat."),
        "The old boat.",
        "The boat.",
    ),
    "replaced": (
        ins() + dele(p("old")),
        p("The ", gone("d"), begins("a"), "new", ends("a"), " boat."),
        "The old boat.",
        "The new boat.",
    ),
    "a break put in": (
        ins(),
        p("One. ", begins("a")) + p(ends("a"), "Two."),
        "One. Two.",
        "One.\nTwo.",
    ),
    "a break taken out": (dele(p() + p()), p("One. ", gone("d"), "Two."), "One.\nTwo.", "One. Two."),
    "a paragraph put in": (
        ins(),
        p("One.", begins("a")) + p("Two.", ends("a")) + p("Three."),
        "One.\nThree.",
        "One.\nTwo.\nThree.",
    ),
    "a paragraph put in, marked from without": (
        ins(),
        p("One.") + begins("a") + p("Two.") + ends("a") + p("Three."),
        "One.\nThree.",
        "One.\nTwo.\nThree.",
    ),
    "a paragraph taken out": (
        dele(p("Two.") + p()),
        p("One.") + p(gone("d"), "Three."),
        "One.\nTwo.\nThree.",
        "One.\nThree.",
    ),
    "the end of one to the beginning of another": (
        dele(p("one. ") + p("Middle.") + p("Last ")),
        p("First ", gone("d"), "two."),
        "First one.\nMiddle.\nLast two.",
        "First two.",
    ),
    "paragraphs taken out between others": (
        dele(p("Two.") + p("Three.")),
        p("One.") + gone("d") + p("Four."),
        "One.\nTwo.\nThree.\nFour.",
        "One.\nFour.",
    ),
    "taken out by one what another put in": (
        dele(p("new "), by=BEN, more=inserted_by(ANNA)),
        p("The ", gone("d"), "boat."),
        "The boat.",
        "The boat.",
    ),
    "taken out within what was put in": (
        ins() + dele(p("very "), by=BEN),
        p("The ", begins("a"), gone("d"), "new ", ends("a"), "boat."),
        "The boat.",
        "The new boat.",
    ),
    "items put in": (
        ins(),
        p("A.") + items("B", p("C", begins("a")), p("D", ends("a")), style="Bullets"),
        "A.\nB\nC",
        "A.\nB\nC\nD",
    ),
    "items taken out": (
        dele(items("C", "D") + p()),
        p("A.") + items("B", style="Bullets") + p(gone("d"), "E."),
        "A.\nB\nC\nD\nE.",
        "A.\nB\nE.",
    ),
    "a heading taken out": (
        dele(h("Two") + p()),
        p("One.") + p(gone("d"), "Three."),
        "One.\nTwo\nThree.",
        "One.\nThree.",
    ),
    "a row of a table": (
        ins(),
        p("A.") + table(row("B", "C"), row(p(begins("a"), "D", ends("a")), "E")),
        "A.\nB\nC\nE",
        "A.\nB\nC\nD\nE",
    ),
    "a table put in": (
        ins(),
        p("A.") + begins("a") + table(row("B", "C")) + ends("a") + p("D."),
        "A.\nD.",
        "A.\nB\nC\nD.",
    ),
    "a table taken out": (
        dele(table(row("B", "C"))),
        p("A.") + gone("d") + p("D."),
        "A.\nB\nC\nD.",
        "A.\nD.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_accepting_and_rejecting(name):
    regions, body, old, new = CASES[name]
    found = summary(tracked(regions) + body)

    def lines(text):
        return [" ".join(line.split()) for line in text.split("\n") if line.strip()]

    assert (lines(found["text"]), lines(found["accepted_text"])) == (lines(old), lines(new))


def test_authors_and_neighbours():
    regions = ins("a") + ins("b") + ins("c", by=BEN) + dele(p("old"), "d")
    body = p(
        "A ",
        begins("a"),
        "b",
        ends("a"),
        begins("b"),
        "c ",
        ends("b"),
        gone("d"),
        begins("c"),
        "e",
        ends("c"),
    )
    assert summary(tracked(regions) + body)["suggestions"] == [
        {"kind": "replacement", "author": "Anna", "text": "old → bc "},
        {"kind": "insertion", "author": "Ben", "text": "e"},
    ]


def test_what_one_put_in_and_another_took_out_is_two_suggestions():
    found = summary(tracked(dele(p("new "), by=BEN, more=inserted_by(ANNA))) + p("The ", gone("d"), "boat."))
    assert {(one["kind"], one["author"]) for one in found["suggestions"]} == {
        ("insertion", "Anna"),
        ("deletion", "Ben"),
    }


def test_changes_of_looks_are_counted_once():
    regions = region("f", "format-change")
    found = summary(tracked(regions) + p("The ", begins("f"), "boat", ends("f"), begins("f"), ".", ends("f")))
    assert found["losses"] == [
        "Tracked changes that a story cannot hold were taken as accepted: 1 of fonts, sizes or colours."
    ]


def test_what_was_taken_out_is_read_once_and_of_no_place_told():
    found = summary(tracked(dele(p("old "))) + p("The ", gone("d"), gone("d"), "boat."))
    assert found["text"] == "The old boat."
    found = summary(tracked(dele(p("old "))) + p("The boat."))
    assert found["losses"] == ["Deleted text with no place in the copy was left out."]


def test_a_footnote_goes_with_its_reference():
    found = summary(
        tracked(ins()) + p("The ", begins("a"), "boat", footnote("A ship."), ends("a"), " is in.")
    )
    assert "ship" not in found["text"]
    assert "A ship." in found["accepted_text"]
    assert len(found["suggestions"]) == 1


def test_rows_within_many_insertions_go_with_the_one_that_began_last():
    """Each of them was looked at for each row before."""
    keys = [f"i{number}" for number in range(3_000)]
    marks = [begins(key) for key in keys]
    rows = [row("B")] * 300
    regions = [ins(key, by=(f"A{key}", ANNA[1])) for key in keys]
    found = summary(tracked(*regions) + p("A.", *marks) + table(*rows) + p("D."))
    assert found["tables"] == 1
    assert {one["author"] for one in found["suggestions"]} == {f"A{keys[-1]}"}
