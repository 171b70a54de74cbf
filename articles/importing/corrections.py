"""What a person corrects in an imported article: its headline, its standfirst, and what notes are about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, islice
from typing import Final

from prosemirror.model import Fragment, Node

from articles.documents.allowed import clean_text
from articles.documents.anchors import Passage, anchor_at, carry
from articles.documents.diff import diff_documents
from articles.documents.flat import flatten
from articles.documents.suggestions import published, suggestion_ids
from articles.documents.text import block_text, headline_text
from articles.importing.article import ImportedArticle
from newsroom.errors import DomainError

_MOST_PLACES: Final = 10_000
"""Places of the same words among which the nearest is looked for."""
_TOKEN: Final = re.compile(r"\S+")


class WordsNotFound(DomainError):
    """A note was to be about words that the copy does not have."""


def standfirst_of(article: ImportedArticle) -> str:
    """The words of the standfirst as they would be published; empty where there is none."""
    for block in published(article.doc).children:
        if block.type.name == "standfirst":
            return block_text(block)
    return ""


def with_top(article: ImportedArticle, *, headline: str, standfirst: str) -> ImportedArticle:
    """The article with this headline and standfirst. Notes on their words follow them.

    What reads as it did keeps its formatting and suggestions; an empty ``standfirst`` takes it out.
    """
    headline, standfirst = _one_line(headline), _one_line(standfirst)
    blocks = article.doc.children
    above = sum(block.type.name in ("headline", "standfirst") for block in blocks)
    top, rest = list(blocks[:above]), blocks[above:]
    if headline != headline_text(published(article.doc)):
        top[0] = _block(article.doc, "headline", headline)
    if standfirst != standfirst_of(article):
        top = [top[0], *([_block(article.doc, "standfirst", standfirst)] if standfirst else [])]
    doc = article.doc.copy(Fragment.from_([*top, *rest]))
    if doc.eq(article.doc):
        return article
    carried = carry([passage for _note, passage in article.notes], diff_documents(article.doc, doc))
    notes = [(note, passage) for (note, _was), passage in zip(article.notes, carried, strict=True)]
    kept = suggestion_ids(doc)
    return replace(
        article,
        doc=doc,
        headline=headline,
        notes=tuple(notes),
        changes={key: change for key, change in article.changes.items() if key in kept},
    )


def passage_on_words(article: ImportedArticle, passage: Passage, words: str | None) -> Passage:
    """The passage on these words of the copy, those nearest to where it is now; ``None`` leaves it there.

    White space may differ. Raises :class:`WordsNotFound`.
    """
    if words is None or words.split() == passage.quote.split():
        return passage
    flat = flatten(article.doc)
    here = flat.offset(passage.start)
    places = list(islice(_places(flat.text, words), _MOST_PLACES))
    if not places:
        raise WordsNotFound("These words are not in the copy. Copy them from it.")
    start, end = min(places, key=lambda place: abs(place[0] - here))
    return anchor_at(article.doc, flat.position(start), flat.position(end, end=True))


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where the words are in the text, as offsets. White space between them may differ."""
    wanted = " ".join(words.split())
    tokens = [found.span() for found in _TOKEN.finditer(text)]
    folded = " ".join(text[start:end] for start, end in tokens)
    firsts = list(accumulate((end - start + 1 for start, end in tokens), initial=0))

    def offset(at: int) -> int:
        token = bisect_right(firsts, at) - 1
        return tokens[token][0] + at - firsts[token]

    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        yield offset(at), offset(at + len(wanted) - 1) + 1
        at = folded.find(wanted, at + 1)


def _one_line(words: str) -> str:
    return " ".join(clean_text(words).split())


def _block(doc: Node, name: str, words: str) -> Node:
    schema = doc.type.schema
    return schema.node(name, None, [schema.text(words)] if words else None)
