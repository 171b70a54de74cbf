"""What somebody who may only suggest is allowed to do to a document."""

from __future__ import annotations

from enum import Enum

from prosemirror.model import Node

from articles.documents.suggestions.elements import author_of, suggestion_ids
from articles.documents.suggestions.projection import rejected


class Excess(Enum):
    """In which way something is more than a suggestion."""

    ANOTHERS = "anothers"
    """It suggests something under another person's name."""
    EDITED = "edited"
    """It changes the text itself, or somebody else's suggestion."""


def only_suggests(old: Node, new: Node, author: int) -> Excess | None:
    """In which way ``new`` is more than suggestions of this person made on ``old``; None when it is not.

    It is not when both are the same once everything this person suggests is rejected: then neither the text
    nor anybody else's suggestions changed. Suggestions that are new must be this person's.
    """

    def mine(suggestion: str) -> bool:
        return author_of(suggestion) == author

    if not all(map(mine, suggestion_ids(new) - suggestion_ids(old))):
        return Excess.ANOTHERS
    return None if rejected(old, mine).eq(rejected(new, mine)) else Excess.EDITED
