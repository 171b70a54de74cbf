"""How quick the entries of a stylebook are, and the checks of consistency."""

from __future__ import annotations

import random
from collections.abc import Sequence

from articles.documents.schema import Node, schema
from articles.documents.style.checking import check_consistency, check_entries
from articles.documents.style.model import Entry
from articles.documents.style.rules import Rules
from tests.benchmarks.measuring import Figure, timed

ENTRIES = 1_000


def entries(words: Sequence[str]) -> list[Entry]:
    """Entries of two words each that occur in the copy, though seldom beside each other."""
    chance = random.Random(7)
    return [
        Entry(name=str(number), pattern=" ".join(chance.sample(words, 2)), suggestion="other words")
        for number in range(ENTRIES)
    ]


def document(paragraphs: Sequence[str]) -> Node:
    blocks = [schema.node("paragraph", None, [schema.text(words)]) for words in paragraphs]
    return schema.node("doc", None, [schema.node("headline", None, []), *blocks])


def measure(paragraphs: Sequence[str]) -> list[Figure]:
    """One paragraph and the whole copy, both read anew each time."""
    words = sorted({word.strip(".,") for text in paragraphs for word in text.split()})
    rules = Rules(entries(words))
    count = sum(len(text.split()) for text in paragraphs)
    longest = max(paragraphs, key=len)
    return [
        timed(
            f"Check a paragraph of {len(longest.split())} words against {ENTRIES:,} entries",
            lambda: check_entries(document([longest]), rules),
            aim=5.0,
            runs=60,
        ),
        timed(
            f"Check {count:,} words against {ENTRIES:,} entries",
            lambda: check_entries(document(paragraphs), rules),
            aim=100.0,
            runs=30,
        ),
        timed(
            f"Check {count:,} words for consistency",
            lambda: check_consistency(document(paragraphs), language="en"),
            aim=100.0,
            runs=30,
        ),
    ]
