from __future__ import annotations

import pytest

from articles.documents.digest import canonical_json
from articles.documents.schema import DocumentError, empty_document
from articles.documents.stored import Shelf, load, store


def test_what_is_stored_is_read_back_as_it_was():
    doc = empty_document("Ferry runs at night")
    content = store(doc)
    assert content == canonical_json(doc)
    assert load(content) is doc
    assert load(store(empty_document("Another"))).eq(empty_document("Another"))


def test_a_text_that_is_no_document_is_refused_however_often_it_is_read():
    for _ in range(2):
        with pytest.raises(DocumentError):
            load('{"type":"doc","content":[]}')


def test_the_shelf_keeps_what_was_used_last():
    shelf, doc = Shelf(characters=10), empty_document()
    for content in ("aaaa", "bbbb"):
        shelf.put(content, doc)
    assert shelf.get("aaaa") is doc
    shelf.put("cccc", doc)
    assert shelf.get("bbbb") is None
    assert shelf.get("aaaa") is doc
    shelf.put("x" * 11, doc)
    assert len(shelf) == 0
