"""What a browser fetches before somebody can type stays small."""

from __future__ import annotations

import gzip

import pytest

from newsroom.running.frontend import BUILT

MOST = {
    "editor": 112_640,
    "tools": 24_000,
    "clipboard": 8_000,
    "page": 8_500,
    "confirm": 1_500,
    "story": 2_000,
    "lists": 6_000,
    "board": 4_000,
    "palette": 2_000,
}
"""Bytes of scripts as they go over the wire; what reads the clipboard and the tools come
behind the editor."""


@pytest.mark.parametrize("script", MOST)
def test_scripts_are_small_on_the_wire(script):
    assert len(gzip.compress((BUILT / f"{script}.js").read_bytes(), 9)) <= MOST[script]
