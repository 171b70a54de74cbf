"""What a browser fetches before somebody can type stays small."""

from __future__ import annotations

import gzip

import pytest

from newsroom.running.frontend import BUILT

MOST = {"editor": 114_500, "clipboard": 8_000, "page": 6_000}
"""Bytes of scripts as they go over the wire, of the editor's 2,000 for tables and 2,000 for footnotes; what
reads the clipboard comes behind it."""


@pytest.mark.parametrize("script", MOST)
def test_scripts_are_small_on_the_wire(script):
    assert len(gzip.compress((BUILT / f"{script}.js").read_bytes(), 9)) <= MOST[script]
