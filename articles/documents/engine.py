"""Where the document engine (``prosemirror`` 0.6.1) is mended here. docs/upstream.md has the reports.

It remembers the last twelve positions that were resolved in each document, in a dictionary of its module,
until the document goes. A resolved position holds its document, so none ever goes: a web process would keep
every document that it made. Resolving a position takes no longer here than looking it up.

It also takes an empty list for one that was not begun when it leaves out the marks that a block does not
allow, and so lets some of them through and drops others that are allowed.
"""

from __future__ import annotations

from prosemirror.model import Mark, Node, NodeType


def _allowed_marks(self: NodeType, marks: list[Mark]) -> list[Mark]:
    if self.mark_set is None:
        return marks
    return [mark for mark in marks if self.allows_mark_type(mark.type)]


Node.resolve = Node.resolve_no_cache  # type: ignore[method-assign]
NodeType.allowed_marks = _allowed_marks  # type: ignore[method-assign]
