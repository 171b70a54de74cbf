"""Consistency within a story, on newsroom sentences: what is found, and what only looks like it."""

from __future__ import annotations

import pytest

from articles.documents.style.checking import check_consistency
from articles.documents.text import text_between

from .support import CASES, case_params, load, shown, story

KINDS = sorted(path.stem for path in CASES.glob("*.toml") if path.stem != "entries")


@pytest.mark.parametrize("case", case_params(*KINDS))
def test_what_is_written_in_two_ways_is_found_and_nothing_else(case):
    document = story(case["text"], case.get("headline", "A story"))
    found = check_consistency(
        document, language=case.get("language", ""), everything=case.get("everything", True)
    )
    assert [shown(one) for one in found] == case["found"]
    for one in found:
        for place in (one.place, *one.others):
            assert text_between(document, place.start, place.end) == place.words
        if "others" in case:
            assert [place.words for place in one.others] == case["others"]


def test_there_are_enough_cases_to_speak_of():
    assert sum(len(load(name)) for name in (*KINDS, "entries")) >= 300
