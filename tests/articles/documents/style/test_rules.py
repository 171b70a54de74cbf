"""Entries of a stylebook: what they find, where, and what they suggest."""

from __future__ import annotations

from datetime import date

import pytest
from prosemirror.transform import Transform

from articles.documents.style.checking import check_entries
from articles.documents.style.model import EntryRefused, Form, Level, Settled
from articles.documents.style.rules import Rules
from articles.documents.text import text_between
from tests.articles.documents.building import LINK, block, doc, footnote, note, p, text

from .support import case_params, entry, load, shown


@pytest.mark.parametrize("case", case_params("entries"))
def test_an_entry_finds_its_words_and_no_others(case):
    rules = Rules([entry(**case["entry"])])
    document = doc(case["text"])
    found = check_entries(document, rules)
    assert [shown(one) for one in found] == case["found"]
    for one in found:
        assert text_between(document, one.place.start, one.place.end) == one.place.words


def test_each_language_has_cases_with_near_misses():
    languages = {case["entry"].get("language", "en") for case in load("entries")}
    assert languages == {"en", "ar", "fr", "es", "de"}


ARAB = entry(name="Arab governments", pattern="Arab governments", suggestion="governments in the Gulf")


def found_in(document, *entries):
    return [(shown(one), one.place.start) for one in check_entries(document, Rules(entries))]


def test_words_are_found_wherever_words_are():
    document = doc(
        p("Arab ", text("governments", "em"), note()),
        block("blockquote", p("Arab governments")),
        block("bullet_list", block("list_item", p("Arab governments"))),
        block("table", block("table_row", block("table_cell", p("Arab governments")))),
        footnote("Arab governments", id="1"),
        headline="Arab governments",
    )
    found = check_entries(document, Rules([ARAB]))
    assert [one.place.block for one in found] == [0, 1, 2, 3, 4, 5]
    assert all(text_between(document, one.place.start, one.place.end) == "Arab governments" for one in found)


def test_code_is_code():
    document = doc(p(text("Arab governments", "code"), " and Arab ", text("governments", "code")))
    assert found_in(document, ARAB) == []


def test_a_link_and_a_footnote_within_the_words_do_not_hide_them():
    document = doc(p("😀 Arab", note(), " ", text("govern", LINK), "ments met."), footnote("Which?", id="1"))
    (one,) = check_entries(document, Rules([ARAB]))
    assert one.place.words == "Arab governments"
    assert text_between(document, one.place.start, one.place.end) == "Arab governments"


def test_a_break_of_the_line_is_a_space():
    document = doc(p("Arab", {"type": "hard_break"}, "governments"))
    assert len(found_in(document, ARAB)) == 1


def test_proposed_words_are_not_checked_and_do_not_hide_others():
    proposed = {"type": "insertion", "attrs": {"suggestion": "7.abcdefgh"}}
    document = doc(
        p("Arab ", text("League ", proposed), "governments"), p(text("Arab governments", proposed))
    )
    (one,) = check_entries(document, Rules([ARAB]))
    assert text_between(document, one.place.start, one.place.end, published=True) == "Arab governments"


def test_a_quotation_is_somebody_elses_wording():
    loud = entry(pattern="Arab governments", level=Level.BLOCKS)
    document = doc(
        "“Arab governments,” he said of Arab governments.", block("pull_quote", "Arab governments")
    )
    found = check_entries(document, Rules([loud]))
    assert [(one.quoted, one.level) for one in found] == [
        (True, Level.HINT),
        (False, Level.BLOCKS),
        (True, Level.HINT),
    ]


def test_only_active_entries_of_the_language_are_used():
    german = entry(name="de", pattern="Arab", language="de")
    off = entry(name="off", pattern="Arab", active=False)
    everywhere = entry(name="any", pattern="Arab")
    rules = Rules([german, off, everywhere], language="en")
    assert [one.name for one in rules.entries] == ["any"]
    assert [one.rule for one in rules.in_text("Arab")] == ["any"]


def test_a_query_that_was_answered_speaks_on_the_next_text():
    """The note of the first story: answered, made an entry; the next draft gets both."""
    settled = Settled(query=3, story="gulf-talks", on=date(2026, 5, 4))
    made = entry(
        name="Arab governments",
        pattern="Arab governments",
        suggestion="governments in the Gulf",
        reason="All of them, or only the Gulf ones? Only those of the Gulf.",
        settled=settled,
    )
    (one,) = check_entries(doc("Most Arab governments have said nothing."), Rules([made]))
    assert one.place.words == "Arab governments"
    assert one.suggestion == "governments in the Gulf"
    assert one.reason == (
        "All of them, or only the Gulf ones? Only those of the Gulf. "
        "(asked and settled in gulf-talks, query 3, 2026-05-04)"
    )


def test_an_answer_without_a_reason_still_says_where_it_was_given():
    settled = Settled(query=3, story="gulf-talks", on=date(2026, 5, 4))
    made = entry(pattern="Arab governments", reason="", settled=settled)
    assert made.explanation == "(asked and settled in gulf-talks, query 3, 2026-05-04)"


def test_a_set_says_which_of_its_entries_cannot_be_used():
    with pytest.raises(EntryRefused, match="“broken”"):
        Rules([entry(name="fine", pattern="a"), entry(name="broken", pattern="(a", form=Form.RE2)])


def test_a_thousand_entries_find_what_each_would_find_alone():
    entries = [entry(name=str(number), pattern=f"word{number} next") for number in range(1_000)]
    text = "word7 next to word700 next, word70 nextto word999 next"
    assert sorted(one.rule for one in Rules(entries).in_text(text)) == ["7", "700", "999"]


def test_a_set_that_runs_out_of_memory_searches_each_of_its_patterns():
    entries = [
        entry(name=str(number), pattern=f"[ab]*a[ab]{{{number}}}c", form=Form.RE2) for number in range(14, 24)
    ]
    text = "ab" * 5_000 + "a" + "b" * 15 + "c"
    assert "15" in {one.rule for one in Rules(entries).in_text(text)}


def test_a_block_that_did_not_change_is_not_searched_again():
    rules = Rules([ARAB])
    before = doc("Arab governments met.", "Something else.")
    check_entries(before, rules)
    end = before.content.size - 1
    after = Transform(before).insert(end, before.type.schema.text(" More.")).doc
    assert rules.seen(after.child(1)) and not rules.seen(after.child(2))
    (one,) = check_entries(after, rules)
    assert one.place.words == "Arab governments"
