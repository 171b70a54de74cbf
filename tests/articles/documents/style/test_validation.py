"""What is wrong with an entry is said in one sentence, which names the part or the example."""

from __future__ import annotations

import pytest

from articles.documents.style.model import EntryRefused, Form
from articles.documents.style.validation import check_entry

from .support import case_params, entry

EXPRESSIONS = {
    "(?=x)a": "look-around",
    "(?<!x)a": "look-around",
    r"(a)\1": "refers back",
    "(?P<a>x)(?P=a)": "refers back",
    "(?>a)": "possessive",
    "a++": "possessive",
    "(a": "never closed",
    "a)": "never opened",
    "[a": "never closed",
    "*a": "repeats nothing",
    "a**": "repeats a repetition",
    "a{1001}": "more than 1,000 times",
    "(?:a{1000}){1000}": "more than 1,000 times",
    "[z-a]": "range",
    "a\\": "ends with",
    r"\q": "means nothing",
    "a*": "finds nothing at all",
    "": "Enter the words",
    " | ": "Enter the words",
    r"(?:\pL{1,100}x){9}": "too large",
    "a" * 301: "at most 300 characters",
}


@pytest.mark.parametrize(("pattern", "sentence"), EXPRESSIONS.items(), ids=range(len(EXPRESSIONS)))
def test_a_pattern_that_cannot_be_used_is_named(pattern, sentence):
    with pytest.raises(EntryRefused, match=sentence):
        check_entry(entry(pattern=pattern, form=Form.RE2))


@pytest.mark.parametrize("case", case_params("entries"))
def test_the_entries_of_the_cases_are_good_ones(case):
    check_entry(entry(**case["entry"]))


def test_the_example_that_broke_is_named():
    with pytest.raises(EntryRefused, match=r"find something in “She died\.”, and finds nothing"):
        check_entry(entry(pattern="passed away", suggestion="died", wrong=["He passed away.", "She died."]))
    with pytest.raises(
        EntryRefused, match=r"leave “He passed away the time\.” alone, and finds “passed away”"
    ):
        check_entry(entry(pattern="passed away", suggestion="died", right=["He passed away the time."]))
    check_entry(
        entry(
            pattern="passed away",
            suggestion="died",
            exceptions=["passed away the time"],
            wrong=["He passed away."],
            right=["He passed away the time."],
        )
    )


def test_examples_of_an_entry_that_is_switched_off_or_of_another_language_are_tried_too():
    with pytest.raises(EntryRefused, match="finds nothing"):
        check_entry(entry(pattern="a", active=False, language="de", wrong=["b"]))


REFUSED = [
    ({"name": " ", "pattern": "a"}, "name"),
    ({"name": "n" * 101, "pattern": "a"}, "name"),
    ({"pattern": "a", "language": "xx"}, "language"),
    ({"pattern": "a", "suggestion": "a"}, "very words"),
    ({"pattern": "a", "reason": ""}, "what to write instead"),
    ({"pattern": "a", "wrong": [" "]}, "empty"),
    ({"pattern": "a", "wrong": ["a"] * 51}, "at most 50"),
    ({"pattern": "a", "reason": "x" * 1_001}, "1,000 characters"),
    ({"pattern": "a", "reason": "x\x00"}, "control character"),
    ({"pattern": "a", "reason": "x\ud800"}, "control character"),
    ({"pattern": "(a)", "form": "re2", "suggestion": "$2"}, "it has 1"),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_other_parts_are_looked_at_too(fields, sentence):
    with pytest.raises(EntryRefused, match=sentence):
        check_entry(entry(**fields))
