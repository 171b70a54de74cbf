from __future__ import annotations

import pytest

from articles.importing import import_copy, unpack
from articles.importing.packing import pack
from tests.articles.importing.word.making import comment, docx, end, ins, p, part, start

DRAFT = """# Night market

By Ana Lima

The market <only on Fridays? yes> moves in May (source?), or TK (TK in the budget).
"""

COMMENTED = docx(
    p("The ", start(1), "ferry", end(1), " is ", ins("not "), "here."),
    parts={"word/comments.xml": part("w:comments", comment(1, "Which ferry?"))},
)


def same(one, other):
    assert one.doc.to_json() == other.doc.to_json()
    for name in ("suspicions", "losses", "headline", "byline", "language", "direction", "typed", "changes"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.notes == other.notes
    assert [note.key for note, _passage in one.notes] == [note.key for note, _passage in other.notes]


def test_a_text_is_the_same_after_packing():
    imported = import_copy(DRAFT.encode(), filename="a.md")
    assert len(imported.notes) > 1 and imported.typed
    same(unpack(pack(imported)), imported)


def test_comments_and_changes_keep_their_dates_and_authors():
    imported = import_copy(COMMENTED, filename="a.docx")
    assert imported.notes[0][0].asked_at and imported.changes
    same(unpack(pack(imported)), imported)


@pytest.mark.parametrize("text", ["", "{}", "[]", "no json", '{"doc": {"type": "doc"}}'])
def test_anything_else_is_no_article(text):
    with pytest.raises((ValueError, KeyError, TypeError)):
        unpack(text)
