"""Exports against NewsML-G2: what stands where, and IPTC's own schema file where there is one."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from lxml import etree
from lxml.html import fragment_fromstring

from articles.exporting import export, html
from tests.articles.documents.building import cell, doc, examples, footnote, note, p, row, table
from tests.articles.exporting.documents import documents, ferry, publication

G2 = "{http://iptc.org/std/nar/2006-10-01/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def item(document, **changes):
    written = export(publication(document, **changes), "newsml")
    return etree.fromstring(written.encode())


def outline(element):
    """Names, attributes and texts of an element and those in it, by their order."""
    name = element.tag.removeprefix(G2)
    said = (element.text or "").strip()
    return [name, *([dict(element.attrib)] if element.attrib else []), *([said] if said else [])] + [
        outline(child) for child in element
    ]


def test_a_whole_article():
    found = item(ferry())
    assert dict(found.attrib) == {
        "standard": "NewsML-G2",
        "standardversion": "2.35",
        "conformance": "power",
        "guid": "urn:copydesk:article:ferry-returns",
        "version": "1",
        LANG: "en",
        "dir": "ltr",
    }
    assert [child.tag for child in found] == [
        f"{G2}{name}" for name in ("catalog", "itemMeta", "contentMeta", "contentSet")
    ]
    assert outline(found[0]) == [
        "catalog",
        ["scheme", {"alias": "ninat", "uri": "http://cv.iptc.org/newscodes/ninature/"}],
        ["scheme", {"alias": "stat", "uri": "http://cv.iptc.org/newscodes/pubstatusg2/"}],
    ]
    assert outline(found[1]) == [
        "itemMeta",
        ["itemClass", {"qcode": "ninat:text"}],
        ["provider", ["name", "City"]],
        ["versionCreated", "2025-03-03T06:30:00Z"],
        ["pubStatus", {"qcode": "stat:usable"}],
        ["title", "Ferry returns to Harbour Island"],
        ["edNote", "Released copy, sha256:" + "0" * 64 + "."],
    ]
    assert outline(found[2]) == [
        "contentMeta",
        ["language", {"tag": "en"}],
        ["slugline", "ferry-returns"],
        ["headline", "Ferry returns to Harbour Island"],
        ["by", "Ana Lima and Rui Sol"],
        ["description", "Crossings resume on Monday after six weeks"],
    ]
    (content,) = found[3]
    assert (content.tag, dict(content.attrib)) == (
        f"{G2}inlineXML",
        {"contenttype": "application/xhtml+xml"},
    )
    (page,) = content
    body = page.find(f"{XHTML}body")
    assert [child.tag.removeprefix(XHTML) for child in body] == [
        *("p", "h3", "ol", "blockquote", "blockquote", "figure", "hr", "p")
    ]
    assert "".join(body[-1].itertext()) == "A <b> & a “quote” – done."
    assert body[0].find(f"{XHTML}br").tail == "Bicycles travel free."


def test_a_correction_is_the_next_version_of_the_same_item():
    first, second = item(ferry()), item(ferry(), version=2)
    assert first.get("guid") == second.get("guid")
    assert (first.get("version"), second.get("version")) == ("1", "2")
    assert item(ferry(), uri="https://news.example/a").get("guid") == "https://news.example/a"


def test_a_draft_is_withheld_and_says_so():
    found = item(ferry(), draft=True, released_at=None)
    assert found.find(f".//{G2}pubStatus").get("qcode") == "stat:withheld"
    assert found.findtext(f".//{G2}edNote").startswith("DRAFT — NOT FOR PUBLICATION")
    assert found.findtext(f".//{G2}versionCreated") == "2025-03-03T06:00:00Z"


def test_an_embargo_is_named_and_rights_are_not_made_up():
    found = item(ferry(), embargo_until=datetime(2025, 3, 4, 6, tzinfo=UTC))
    assert found.findtext(f".//{G2}embargoed") == "2025-03-04T06:00:00Z"
    assert found.find(f"{G2}rightsInfo") is None
    assert item(ferry()).find(f".//{G2}embargoed") is None


def test_it_carries_what_the_desk_filed_it_under():
    filed = {"slugline": "FERRY-NIGHT", "section": "Harbour", "keywords": ("boats", "night"), "urgency": 3}
    meta = item(ferry(), **filed).find(f"{G2}contentMeta")
    assert outline(meta)[1:8] == [
        ["urgency", "3"],
        ["language", {"tag": "en"}],
        ["keyword", "boats"],
        ["keyword", "night"],
        ["subject", ["name", "Harbour"]],
        ["slugline", "FERRY-NIGHT"],
        ["headline", "Ferry returns to Harbour Island"],
    ]


def test_right_to_left_copy_says_so_and_a_language_that_is_none_is_left_out():
    found = item(doc(p("مكتبة")), language="ar", direction="rtl", slug="مكتبة")
    page = found.find(f".//{XHTML}html")
    assert (found.get("dir"), found.get(LANG)) == ("rtl", "ar")
    assert (page.get("dir"), page.get("lang")) == ("rtl", "ar")
    assert found.get("guid").isascii()
    odd = item(ferry(), language="no language")
    assert odd.get(LANG) is None
    assert odd.find(f".//{G2}language") is None


DOCUMENTS = {
    "an article": ferry(),
    "tables and footnotes": doc(
        p("Seven", note()), table(row(cell("a", header=True), "b"), ["c"]), footnote("Of seven.")
    ),
    "nothing": doc(headline=""),
}


@pytest.mark.skipif(
    "NEWSML_SCHEMA" not in os.environ, reason="NEWSML_SCHEMA names no copy of IPTC's schema file"
)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("draft", [True, False])
def test_the_schema_file_of_the_standard_agrees(document, draft):
    schema = etree.XMLSchema(etree.parse(os.environ["NEWSML_SCHEMA"]))
    embargo = datetime(2025, 3, 4, 6, tzinfo=UTC)
    schema.assertValid(item(document, draft=draft, embargo_until=embargo, language="pt-BR"))
    schema.assertValid(item(document, draft=draft, language="", byline="", desk=" "))


@given(documents())
@examples(60)
def test_every_document_makes_an_item_with_the_words_of_its_html(document):
    shown = fragment_fromstring(html.body(publication(document)), create_parent="div").text_content()
    body = item(document).find(f".//{XHTML}body")
    assert "".join("".join(body.itertext()).split()) == "".join(shown.split())
