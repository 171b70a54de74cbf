"""Quotation marks without a partner."""

from __future__ import annotations

from collections.abc import Iterator

from articles.documents.style.blocks import Block
from articles.documents.style.consistency.story import Story, Use, finding
from articles.documents.style.model import Finding, Kind
from articles.documents.style.quotations import read_quotations

_OPENERS = '"“„«»”'


def unpaired_marks(story: Story) -> Iterator[Finding]:
    """Marks that open or close nothing. A quotation may go on in the next paragraph, which opens it again."""
    continued = False
    for block, after in zip(story.blocks, [*story.blocks[1:], None], strict=True):
        found = read_quotations(block.words.text)
        text = block.words.text
        for at in found.unopened:
            if not (continued and at == found.unopened[0]):
                yield _finding(block, at, "This quotation mark closes a quotation that was never opened.")
        goes_on = after is not None and after.field == block.field and _begins_with_mark(after.words.text)
        is_last = len(found.unclosed) == 1
        for at in found.unclosed:
            may_close = at == len(text.rstrip()) - 1 or (
                at > 0 and not text[at - 1].isspace() and text[at] == '"'
            )
            if continued and may_close and is_last:
                continue  # a straight mark that closes what the paragraph before opened
            if not (goes_on and is_last):
                yield _finding(block, at, "This quotation is never closed.")
        continued = goes_on and is_last and bool(found.unclosed)


def _begins_with_mark(text: str) -> bool:
    return text.lstrip()[:1] in tuple(_OPENERS)


def _finding(block: Block, at: int, reason: str) -> Finding:
    return finding(Kind.QUOTATION_MARKS, "unpaired mark", [Use(block, at, at + 1)], reason)
