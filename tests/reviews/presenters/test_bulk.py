from __future__ import annotations

import pytest

from articles.models import Article
from reviews.lists.bulk import Outcome, Refusal
from reviews.presenters.bulk import NothingDone, sentence_of


def story(headline):
    return Article(headline=headline)


def test_what_was_done_and_what_was_not():
    outcome = Outcome(
        done=[story("A"), story("B")],
        refused=[Refusal(story("Ferry runs"), "This story is spiked.")],
    )
    assert sentence_of("moved", outcome, to="Copy") == (
        "2 moved to Copy. 1 was not: “Ferry runs”: This story is spiked."
    )


def test_stories_with_the_same_reason_are_named_together():
    refused = [Refusal(story(name), "No.") for name in "ABCDE"]
    assert sentence_of("spiked", Outcome(done=[story("F")], refused=refused, gone=1)) == (
        "1 spiked. 5 were not: “A”, “B”, “C” and 2 more: No. 1 is not on your desks."
    )


def test_where_nothing_was_done_that_is_a_refusal():
    with pytest.raises(NothingDone, match=r"^Nothing was changed\. “A”: No\. 2 are not on your desks\.$"):
        sentence_of("spiked", Outcome(refused=[Refusal(story("A"), "No.")], gone=2))


def test_the_sentence_stays_short():
    refused = [Refusal(story("x" * 900), f"Reason {number}.") for number in range(100)]
    assert len(sentence_of("deadline", Outcome(done=[story("F")], refused=refused))) < 600
