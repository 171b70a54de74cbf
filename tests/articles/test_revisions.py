from __future__ import annotations

from articles import revisions
from newsroom import apart
from tests.factories import make_article, make_doc


def test_long_copies_are_compared_as_short_ones_are(room, monkeypatch):
    old = make_article(room.desk, author=room.writer, doc=make_doc("The road is closed.", "It stays so."))
    new = make_article(room.desk, author=room.writer, doc=make_doc("The road is open.", "It stays so."))
    here = revisions.difference(old, new)
    monkeypatch.setattr(revisions, "LONG", 10)
    assert revisions.difference(old, new) == here
    apart.stop()
