"""References and footnotes that have lost each other, as edits made at the same time can leave them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from prosemirror.model import Node

from articles.documents.footnotes import Footnotes, footnotes_in, id_of, is_reference, positions_of
from articles.documents.text import block_words
from newsroom.shortening import shortened

_SHOWN = 60  # characters


def astray(doc: Node) -> Iterator[tuple[str, int, int]]:
    """What is wrong with the footnotes of a copy: a sentence for each, and where it begins and ends."""
    notes = footnotes_in(doc)
    if not notes.references and not notes.surplus:
        return
    surplus = {id(note) for note in notes.surplus}
    for node, position in positions_of(doc):
        if sentence := _wrong(node, notes, is_surplus=id(node) in surplus):
            yield sentence, position, position + node.node_size


def _wrong(node: Node, notes: Footnotes, *, is_surplus: bool) -> str:
    if is_reference(node):
        return "" if id_of(node) in notes.notes else _("A footnote is missing: its number is in the copy.")
    words = shortened(block_words(node).strip(), _SHOWN)
    if is_surplus:
        return _("No number in the copy for the footnote “%(words)s”.") % {"words": words}
    return "" if words else _("Footnote %(number)s is empty.") % {"number": notes.label(id_of(node))}
