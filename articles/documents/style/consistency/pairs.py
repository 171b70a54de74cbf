"""Quotation marks without a partner."""

from __future__ import annotations

from collections.abc import Iterator

from articles.documents.style.blocks import Block
from articles.documents.style.consistency.story import Story, Use, finding
from articles.documents.style.model import Finding, Kind
from articles.documents.style.quotations import read_quotations

_MOST = 3
"""So many marks of a block are said."""
_OPENERS = '"“„«»”'


def unpaired_marks(story: Story) -> Iterator[Finding]:
    """Marks that open or close nothing. A quotation may go on in the next paragraph, which opens it again."""
    continued = False
    for number, block in enumerate(story.blocks):
        found, text = read_quotations(block.words.text), block.words.text
        unopened = found.unopened[continued:]
        for at in unopened[:_MOST]:
            yield _finding(block, at, "This quotation mark closes a quotation that was never opened.")
        unclosed = [at for at in found.unclosed if not (continued and _may_close_at(text, at))]
        after = [one for one in story.blocks[number + 1 : number + 2] if one.field == block.field]
        is_last = len(unclosed) == 1
        opens_again = is_last and any(_begins_with_mark(one.words.text) for one in after)
        closed_later = is_last and any(_closes_earlier(one) for one in after)
        for at in unclosed[:_MOST]:
            if closed_later and not opens_again:
                yield _finding(block, at, "The quotation goes on in the next paragraph without a mark.")
            elif not opens_again:
                yield _finding(block, at, "This quotation is never closed.")
        continued = opens_again or closed_later


def _may_close_at(text: str, at: int) -> bool:
    """Whether a straight mark is behind a word, so that it may close what an earlier paragraph opened."""
    return at > 0 and text[at] == '"' and not text[at - 1].isspace()


def _closes_earlier(block: Block) -> bool:
    """Whether the first mark without a partner closes something."""
    found, text = read_quotations(block.words.text), block.words.text
    return bool(found.unopened) or any(_may_close_at(text, at) for at in found.unclosed[:1])


def _begins_with_mark(text: str) -> bool:
    return text.lstrip()[:1] in tuple(_OPENERS)


def _finding(block: Block, at: int, reason: str) -> Finding:
    return finding(Kind.QUOTATION_MARKS, "unpaired mark", [Use(block, at, at + 1)], reason)
