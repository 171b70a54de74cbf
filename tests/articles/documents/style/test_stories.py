"""Five stories of our own: what has to be found is listed by hand, and nothing else may be found."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from articles.documents.style.checking import check_consistency
from articles.documents.text import text_between

from .support import shown, story

STORIES = sorted((Path(__file__).parent / "stories").glob("*.toml"))


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_all_of_it_is_found_and_nothing_else(path):
    told = tomllib.loads(path.read_text("utf-8"))
    document = story(told["text"], told["headline"])
    found = check_consistency(document, language=told["language"], everything=True)
    assert [shown(one) for one in found] == told["found"]
    for one in found:
        assert one.reason.endswith(".")
        assert text_between(document, one.place.start, one.place.end) == one.place.words


def test_there_are_five_and_one_is_arabic():
    languages = [tomllib.loads(path.read_text("utf-8"))["language"] for path in STORIES]
    assert len(languages) == 5
    assert "ar" in languages
