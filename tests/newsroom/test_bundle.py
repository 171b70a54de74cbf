"""What a browser fetches before somebody can type stays small."""

from __future__ import annotations

import gzip

from newsroom.running.frontend import BUILT

MOST = 114_500
"""Bytes of the editor's script as it goes over the wire, 2,000 of them for tables and 2,000 for footnotes."""


def test_the_editor_is_small_on_the_wire():
    assert len(gzip.compress((BUILT / "editor.js").read_bytes(), 9)) <= MOST
