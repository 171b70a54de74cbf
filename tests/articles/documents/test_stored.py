from __future__ import annotations

import pytest

from articles.documents.digest import canonical_json
from articles.documents.schema import DocumentError
from articles.documents.stored import ParsedCache, load, store
from tests.articles.documents.building import doc, p


def headed(headline="No words below"):
    return doc(p(), headline=headline)


def test_what_is_stored_is_read_back_as_it_was():
    doc = headed("Ferry runs at night")
    content = store(doc)
    assert content == canonical_json(doc)
    assert load(content) is doc
    assert load(store(headed("Another"))).eq(headed("Another"))


def test_a_text_that_is_no_document_is_refused_however_often_it_is_read():
    for _ in range(2):
        with pytest.raises(DocumentError):
            load('{"type":"doc","content":[]}')


def test_the_shelf_keeps_what_was_used_last():
    cache, doc = ParsedCache(characters=10), headed()
    for content in ("aaaa", "bbbb"):
        cache.put(content, doc)
    assert cache.get("aaaa") is doc
    cache.put("cccc", doc)
    assert cache.get("bbbb") is None
    assert cache.get("aaaa") is doc
    cache.put("x" * 11, doc)
    assert len(cache) == 0
