"""Suggestions: changes that somebody proposes, kept in the document until they are accepted or rejected.

Words are proposed with the marks ``insertion`` and ``deletion``; bold, italic and links with ``formatting``,
which remembers what the marks were. A block says with its attributes ``inserted`` and ``deleted`` that its
*opening* is proposed: of a paragraph or heading that is the break before it, so that without it the words
belong to the text block before; of a list item the border to the item before; of everything else, the rows
of tables too, the whole block. ``retyped`` of a paragraph or heading says what it was, ``rewrapped`` of any
block in which lists and quotations it stood. Lists, quotations and tables left empty vanish.

Each of these holds the id of its suggestion, ``<person id>.<random>``; person 0 is nobody known. One
suggestion may consist of many pieces, and pieces of several people may lie on one another.

``published`` is the text without anything proposed: what is counted, signed, exported and compared.
"""

from articles.documents.suggestions.elements import (
    author_of,
    has_suggestions,
    suggestion_ids,
)
from articles.documents.suggestions.pending import Suggestion, pending
from articles.documents.suggestions.projection import accepted, published, rejected
from articles.documents.suggestions.renaming import renamed
from articles.documents.suggestions.rules import Excess, only_suggests
from articles.documents.suggestions.settling import accept_steps, reject_steps

__all__ = [
    "Excess",
    "Suggestion",
    "accept_steps",
    "accepted",
    "author_of",
    "has_suggestions",
    "only_suggests",
    "pending",
    "published",
    "reject_steps",
    "rejected",
    "renamed",
    "suggestion_ids",
]
