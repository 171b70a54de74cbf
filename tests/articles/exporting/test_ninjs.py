"""Exports against ninjs 3.1: the part of it that they use, and IPTC's own schema file where there is one."""

import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from articles.exporting import export
from tests.articles.documents.building import block, doc, examples, p
from tests.articles.exporting.documents import documents, ferry, publication

USED = json.loads((Path(__file__).parent / "schemas" / "ninjs-3.1-as-used.json").read_text("utf-8"))


def _object(document, **changes):
    item = json.loads(export(publication(document, **changes), "ninjs"))
    Draft202012Validator(USED).validate(item)
    return item


def test_a_whole_article():
    item = _object(ferry())
    bodies = item.pop("bodies")
    assert item == {
        "uri": "urn:copydesk:article:ferry-returns",
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        },
        "type": "text",
        "representationType": "full",
        "version": "1",
        "versionCreated": "2025-03-03T06:30:00Z",
        "pubStatus": "usable",
        "language": "en",
        "slugline": "ferry-returns",
        "title": "Ferry returns to Harbour Island",
        "headlines": [
            {"role": "main", "contentType": "text/plain", "value": "Ferry returns to Harbour Island"}
        ],
        "descriptions": [
            {
                "role": "standfirst",
                "contentType": "text/plain",
                "value": "Crossings resume on Monday after six weeks",
            }
        ],
        "by": "Ana Lima and Rui Sol",
        "infoSources": [{"name": "City"}],
        "edNote": "Released copy, sha256:" + "0" * 64 + ".",
        "altIds": [
            {"role": "digest", "value": "sha256:" + "0" * 64},
            {"role": "revision", "value": "4"},
        ],
        "associations": [
            {
                "name": "1",
                "uri": "urn:copydesk:article:ferry-returns:image:1",
                "rel": "embedded",
                "type": "picture",
                "by": "Rui Sol",
                "descriptions": [
                    {"role": "caption", "contentType": "text/plain", "value": "The Aurora on Friday"},
                    {"role": "alt", "contentType": "text/plain", "value": "A white ferry at a quay"},
                ],
                "renditions": [{"name": "main", "href": "https://img.example/aurora.jpg"}],
            }
        ],
    }
    assert [body["role"] for body in bodies] == ["main", "richtext"]
    assert bodies[0]["value"].endswith("We missed her\n\nA <b> & a “quote” – done.")
    assert bodies[1]["value"].startswith('<div lang="en" dir="ltr">\n<p>The <em>Aurora</em>')


def test_body_counts_leave_captions_out():
    body = _object(doc(p("Five words, and – two numbers: 7, 8"), headline="Not counted"))["bodies"][0]
    assert (body["charCount"], body["wordCount"]) == (35, 7)
    figure = block("figure", {"type": "image"}, block("caption", "Not counted either"))
    assert _object(doc(p("One."), figure))["bodies"][0]["wordCount"] == 1


def test_a_draft_is_withheld_and_says_so_to_the_people_who_receive_it():
    item = _object(ferry(), draft=True, released_at=None)
    assert item["pubStatus"] == "withheld"
    assert item["edNote"].startswith("DRAFT — NOT FOR PUBLICATION")
    assert "versionCreated" not in item


def test_a_correction_is_the_next_version_of_the_same_object():
    first, second = _object(ferry()), _object(ferry(), version=2)
    assert first["uri"] == second["uri"]
    assert (first["version"], second["version"]) == ("1", "2")


def test_an_embargo_is_named_in_universal_time():
    hour = timezone(timedelta(hours=1))
    item = _object(ferry(), embargo_until=datetime(2025, 3, 4, 7, tzinfo=hour))
    assert item["embargoedUntil"] == "2025-03-04T06:00:00Z"


def test_it_carries_what_the_desk_filed_it_under():
    filed = {"slugline": "FERRY-NIGHT", "section": "Harbour", "keywords": ("boats", "night"), "urgency": 3}
    item = _object(ferry(), **filed)
    assert (item["slugline"], item["urgency"]) == ("FERRY-NIGHT", 3)
    assert item["subjects"] == [{"name": "Harbour"}, {"name": "boats"}, {"name": "night"}]


def test_right_to_left_copy_carries_its_direction_and_a_slug_of_any_script_makes_an_address():
    item = _object(doc(p("مكتبة")), language="ar", direction="rtl", slug="مكتبة")
    assert item["bodies"][1]["value"].startswith('<div lang="ar" dir="rtl">')
    assert item["uri"].isascii()
    assert _object(ferry(), uri="https://news.example/a")["uri"] == "https://news.example/a"


@given(documents())
@examples(60)
def test_every_document_makes_a_valid_object(document):
    item = json.loads(export(publication(document), "ninjs"))
    for association in item.get("associations", []):
        association.pop("renditions", None)  # an address may hold what only this project's own rule allows
    Draft202012Validator(USED).validate(item)


@pytest.mark.skipif(
    "NINJS_SCHEMA" not in os.environ, reason="NINJS_SCHEMA names no copy of IPTC's schema file"
)
@pytest.mark.parametrize("draft", [True, False])
def test_the_schema_file_of_the_standard_agrees(draft):
    schema = json.loads(Path(os.environ["NINJS_SCHEMA"]).read_text("utf-8"))
    item = json.loads(export(publication(ferry(), draft=draft), "ninjs"))
    Draft202012Validator(schema).validate(item)
