"""How many passages find their words again in a new version of a text, where that is known for certain."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from articles.documents.anchors import State, anchor_at, carry
from articles.documents.diff import diff_documents
from tests.articles.documents.sessions import draft, edited, render, unmoved


def session(seed, words):
    """For every passage of one edit session: what became of its words, and of the passage."""
    chance = random.Random(seed)
    before = draft(chance, words)
    old, old_ranges = render(before)
    after = edited(chance, before, edits=20, moves=1)
    new, new_ranges = render(after)
    spans = [
        block.words[at : at + chance.choice([1, 2, 3])]
        for block in before
        for at in range(0, len(block.words) - 2, 5)
    ]
    asked = [anchor_at(old, old_ranges[s[0].identity][0], old_ranges[s[-1].identity][1]) for s in spans]
    difference = diff_documents(old, new)
    assert difference.doc.eq(new)
    stayed = unmoved(before, after)
    for span, was, now in zip(spans, asked, carry(asked, difference), strict=True):
        ranges = [new_ranges.get(word.identity) for word in span]
        yield _fate(span, ranges, stayed, was), _verdict(ranges, now)


def _fate(span, ranges, stayed, was):
    if None in ranges:
        return "touched" if any(ranges) else "gone"
    if any(word.identity not in stayed for word in span):
        return "moved"
    return "untouched" if ranges[-1][1] - ranges[0][0] == was.end - was.start else "touched"


def _verdict(ranges, now):
    if now.state is State.DETACHED:
        return "detached"
    there = None not in ranges and (now.start, now.end) == (ranges[0][0], ranges[-1][1])
    return "right" if there else "elsewhere"


@pytest.fixture(scope="module")
def outcomes():
    counted: Counter[tuple[str, str]] = Counter()
    for seed in range(40):
        counted.update(session(seed, 700))
    return counted


def share(outcomes, fate, verdict):
    return outcomes[fate, verdict] / sum(count for (was, _), count in outcomes.items() if was == fate)


def test_passages_on_untouched_words_survive(outcomes):
    assert share(outcomes, "untouched", "right") >= 0.99


def test_none_of_them_ends_on_other_words(outcomes):
    assert share(outcomes, "untouched", "elsewhere") <= 0.001


def test_most_passages_follow_a_paragraph_that_moved(outcomes):
    assert share(outcomes, "moved", "right") >= 0.85
