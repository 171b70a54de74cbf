"""Every regular expression is fed its own openers and closers: four times the text is four times the work."""

from __future__ import annotations

import re
from functools import partial

import pytest

from tests.hostile.measuring import MOST, TIMES, cost, growth
from tests.hostile.openers import hostile
from tests.hostile.patterns import Used, all_patterns, with_variables

SIZE = 600
BOUNDED = {
    "articles.documents.style.consistency.story._ENDS": "twelve characters before a word",
    "articles.documents.style.letters._SENTENCE": "eight characters before what an entry found",
    "articles.documents.style.quotations._INCHES": "eight characters before a quotation mark",
    "reviews.inbound.commands.PAIR": "an answer of more than a thousand characters proposes nothing",
    "reviews.inbound.commands.INSTEAD": "an answer of more than a thousand characters proposes nothing",
    "reviews.inbound.parsing.reading.QUOTED": "a header is cut at two thousand characters",
}
"""Patterns that are only ever tried on something short, and why."""

MADE_AT_USE = {
    "articles.documents.notes.closing",
    "articles.documents.notes.kinds",
    "articles.documents.notes.residue",
    "articles.documents.notes.verified",
    "articles.documents.schema",
    "articles.documents.style.consistency.abbreviations",
    "articles.documents.style.consistency.figures",
    "articles.importing.text.engine",
    "articles.importing.text.parsing",
    "articles.editing.passages",
    "reviews.inbound.parsing.introductions",
    "reviews.inbound.parsing.quotes",
    "reviews.people.mentions",
}
"""Modules with patterns that are made of what is known at use; what uses them is fed as a whole."""

PATTERNS = all_patterns()


def use(used: Used, text: str) -> None:
    pattern = used.pattern
    given = text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text
    if used.searches:
        for _ in pattern.finditer(given):
            pass
    else:
        for method in used.methods & {"match", "fullmatch"}:
            getattr(pattern, method)(given)


@pytest.mark.parametrize("used", PATTERNS, ids=[used.name for used in PATTERNS])
def test_four_times_the_text_is_no_more_than_linear_work(used):
    if used.name in BOUNDED:
        return
    for small, large in zip(hostile(used.pattern, SIZE), hostile(used.pattern, TIMES * SIZE), strict=True):
        if cost(partial(use, used, large)) > 0.001:
            ratio = growth(partial(use, used, small), partial(use, used, large))
            assert ratio <= MOST, f"{ratio:.0f} times the work for {large[:40]!r}…{large[-4:]!r}"


@pytest.mark.parametrize(
    "source", [r"\s+$", r"(?:TK)+x", r"[.!]+\s", r"\w+@", r"<a[^>]*b>", r'"(?:[^"\\]|\\.)*"']
)
def test_what_is_quadratic_is_found_out(source):
    used = Used(source, re.compile(source), frozenset({"finditer"}))
    pairs = zip(hostile(used.pattern, 2_000), hostile(used.pattern, TIMES * 2_000), strict=True)
    ratios = (growth(partial(use, used, small), partial(use, used, large)) for small, large in pairs)
    assert any(ratio > MOST for ratio in ratios)


def test_patterns_made_at_use_are_known():
    assert {name.partition(":")[0] for name in with_variables()} <= MADE_AT_USE


def test_what_is_bounded_is_still_there():
    assert BOUNDED.keys() <= {used.name for used in PATTERNS}
