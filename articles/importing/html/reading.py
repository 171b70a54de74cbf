"""A page → its document, with the comments, changes and notes that stand in it."""

from __future__ import annotations

import re
from typing import Final

from articles.importing.annotated.amounts import within_limits
from articles.importing.annotated.copy import AnnotatedCopy, copy_of, token_of
from articles.importing.annotated.model import Paragraph, Story
from articles.importing.annotated.pictures import Pictures
from articles.importing.annotated.report import Report
from articles.importing.annotated.tracking import Tracker
from articles.importing.decoding import decode, shown
from articles.importing.html.body import BodyReader
from articles.importing.html.looks import Sheets
from articles.importing.html.margins import take_margins
from articles.importing.html.office import take_blanks, take_list_markers
from articles.importing.html.parsing import tree_of
from articles.importing.losses import Losses
from articles.importing.packages import too_heavy, too_long
from articles.importing.text.parsing import DRAFT_NOTICE

_HEAD: Final = 4_096
_CHARSET: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?\s*+([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*+=\s*+["']([A-Za-z0-9._-]{1,40})""")


def read_page(data: bytes, *, filename: str, losses: Losses) -> AnnotatedCopy:
    """Everything on a page. Raises ImportFailed, with one sentence, for what cannot be read."""
    source = decode(data, filename=filename, declared=_charset(data)).text
    return read_source(source, label=shown(filename), losses=losses)


def read_source(source: str, *, label: str, losses: Losses) -> AnnotatedCopy:
    """As :func:`read_page`, of a page that is decoded."""
    report = Report(losses)
    if too_heavy(source.count("<"), source.count("=")):
        raise too_long(label)
    with within_limits(label):
        root = tree_of(source)
        take_blanks(root)
        items = take_list_markers(root)
        margins = take_margins(root)
        tracker = Tracker(token_of(source.encode("utf-8", "replace")))
        pictures = Pictures(report)
        story = BodyReader(Sheets(root), margins, tracker, pictures, report, items).read(root)
        _leave_out_notice(story, report)
        copy = copy_of(story, margins.threads(story.comments), pictures, report)
    report.finish()
    return copy


def _charset(data: bytes) -> str:
    """The encoding that a page says it is in."""
    found = _CHARSET.search(data[:_HEAD]) or _DECLARED.search(data[:_HEAD])
    return found[1].decode("ascii") if found else ""


def _leave_out_notice(story: Story, report: Report) -> None:
    """Leave out the line that marks an exported draft."""
    first = story.blocks[0] if story.blocks else None
    if isinstance(first, Paragraph) and first.text.strip().startswith(DRAFT_NOTICE):
        story.blocks.pop(0)
        report.tell("The draft notice of an export was left out")
