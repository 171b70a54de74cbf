"""Everything that style says of a document: the entries of a stylebook, and consistency within the story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from prosemirror.model import Node

from articles.documents.style.blocks import Block, blocks
from articles.documents.style.consistency.abbreviations import abbreviations
from articles.documents.style.consistency.arabic import arabic_spellings
from articles.documents.style.consistency.doubled import doubled_words
from articles.documents.style.consistency.figures import two_forms
from articles.documents.style.consistency.mentions import mentions
from articles.documents.style.consistency.names import spelled_differently
from articles.documents.style.consistency.pairs import unpaired_marks
from articles.documents.style.consistency.people import people
from articles.documents.style.consistency.story import Story, read_story
from articles.documents.style.model import Finding, Level
from articles.documents.style.rules import Rules

Check = Callable[[Story], Iterable[Finding]]


def _names_and_people(story: Story) -> Iterator[Finding]:
    found = list(mentions(story))
    yield from spelled_differently(story, found)
    yield from people(story, found)


CHECKS: Final[tuple[Check, ...]] = (
    doubled_words,
    unpaired_marks,
    two_forms,
    abbreviations,
    _names_and_people,
    arabic_spellings,
)
QUIET: Final = frozenset({"never used again", "percentages", "dollars", "dates", "times", "not introduced"})
"""Rules that say much about copy in which nothing is wrong: only where a desk asks for them."""


def check_consistency(doc: Node, *, language: str = "", everything: bool = False) -> list[Finding]:
    """What a story writes in two ways, in the order of the document.

    ``language`` is a code of ``LANGUAGES``; without it the script decides. ``everything`` adds the rules that
    are :data:`QUIET`.
    """
    story = read_story(doc, language)
    found = [one for check in CHECKS for one in check(story) if everything or one.rule not in QUIET]
    return sorted(found, key=_order)


def check_entries(doc: Node, rules: Rules) -> list[Finding]:
    """What the entries of a stylebook find in a document, in its order.

    Only blocks that these rules have not seen are searched.
    """
    return [found for block in blocks(doc) for found in in_block(block, rules)]


def in_block(block: Block, rules: Rules) -> Iterator[Finding]:
    """What the entries find in one block, where it is in its document."""
    for one in rules.in_block(block):
        found = replace(one, level=Level.HINT, quoted=True) if block.quoted else one
        yield found.moved(block.number, block.position)


def _order(found: Finding) -> tuple[int, int, str]:
    return found.place.start, found.place.end, found.rule
