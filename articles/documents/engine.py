"""What the document engine does that a process which runs for months must not do.

The engine (``prosemirror`` 0.6.1) remembers the last twelve positions that were resolved in each document, in
a dictionary of its module, until the document goes. A resolved position holds its document, so none ever
goes: a web process would keep every document that it made. Resolving a position takes no longer here than
looking it up. docs/upstream.md has the report.
"""

from __future__ import annotations

from prosemirror.model import Node

Node.resolve = Node.resolve_no_cache  # type: ignore[method-assign]
