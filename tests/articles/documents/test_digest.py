from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given

from articles.documents import schema
from articles.documents.digest import canonical_json, publication_digest
from articles.documents.schema import DocumentError
from tests.articles.documents import building
from tests.articles.documents.building import article, block, p, text

SIGNED = {"document": "{}", "byline": "Mona", "language": "en", "direction": "ltr"}


def test_a_document_is_written_in_one_way():
    written = canonical_json(schema.parse(article(block("heading", "Naïve", level=3), headline="")))
    assert written == (
        '{"content":[{"type":"headline"},'
        '{"attrs":{"level":3},"content":[{"text":"Naïve","type":"text"}],"type":"heading"}],"type":"doc"}'
    )


def test_attributes_with_their_default_are_not_written():
    spelled_out = article(
        block("heading", "a", level=2), block("figure", block("image", alt="", src="", credit=""))
    )
    assert canonical_json(spelled_out) == canonical_json(
        article(block("heading", "a"), block("figure", block("image")))
    )
    title = {"type": "link", "attrs": {"href": "https://example.org", "title": None}}
    assert "title" not in canonical_json(article(p(text("a", title))))


def test_the_order_of_keys_and_the_cutting_of_text_do_not_matter():
    assert canonical_json(article(p("one ", "two"))) == canonical_json(article(p("one two")))
    turned = json.loads(json.dumps(article("a")), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert canonical_json(turned) == canonical_json(article("a"))


def test_only_documents_are_written():
    with pytest.raises(DocumentError):
        canonical_json({"type": "doc"})


@building.examples(40)
@given(building.articles())
def test_writing_and_reading_lead_to_each_other(data):
    written = canonical_json(data)
    document = schema.parse(json.loads(written))
    assert document.eq(schema.parse(data))
    assert canonical_json(document) == written
    assert document.eq(schema.parse(document.to_json()))


def test_the_digest_can_be_recomputed_with_any_tool():
    signed = '{"byline":"Mona","direction":"ltr","document":"{}","language":"en"}'
    assert publication_digest(**SIGNED) == "sha256:" + hashlib.sha256(signed.encode()).hexdigest()


@pytest.mark.parametrize("field", SIGNED)
def test_everything_printed_is_in_the_digest(field):
    assert publication_digest(**SIGNED | {field: "other"}) != publication_digest(**SIGNED)


def test_the_digest_of_a_known_article_never_changes():
    said = p("The minister said ", text("no", "em"), ".")
    known = article(said, block("heading", "Why", level=3), headline="No", standfirst="So")
    digest = publication_digest(**SIGNED | {"document": canonical_json(known)})
    assert digest == "sha256:eccf44bb6fe5e8f0bb3c2c2007bdde325bb4f8032a4578b096aea00647a75b1d"
