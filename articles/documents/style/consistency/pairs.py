"""Quotation marks without a partner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
        for at in found.unopened[:_MOST]:
            if not (continued and at == found.unopened[0]):
                yield _finding(block, at, "This quotation mark closes a quotation that was never opened.")
        is_last = len(found.unclosed) == 1
        goes_on = is_last and _goes_on(block, story.blocks[number + 1 : number + 2])
        for at in found.unclosed[:_MOST]:
            closes = at > 0 and text[at] == '"' and not text[at - 1].isspace()
            if not goes_on and not (continued and is_last and closes):
                yield _finding(block, at, "This quotation is never closed.")
        continued = goes_on


def _goes_on(block: Block, after: Sequence[Block]) -> bool:
    """Whether the next paragraph opens the quotation again."""
    return any(one.field == block.field and _begins_with_mark(one.words.text) for one in after)


def _begins_with_mark(text: str) -> bool:
    return text.lstrip()[:1] in tuple(_OPENERS)


def _finding(block: Block, at: int, reason: str) -> Finding:
    return finding(Kind.QUOTATION_MARKS, "unpaired mark", [Use(block, at, at + 1)], reason)
