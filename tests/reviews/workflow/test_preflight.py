from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.errors import NotAllowed
from reviews.queries import answering
from reviews.workflow.preflight import Code, clear, preflight, unclear
from tests.factories import NOW, make_article, make_doc, make_query
from tests.reviews.workflow.test_signoff import edit, sign

IN_DOUBT = (Code.SUSPECTED_NOTE, Code.PLACEHOLDER)


def codes(article, now=NOW):
    return [finding.code for finding in preflight(article, now=now)]


def sign_all(room):
    for name, who in (
        ("Desk edit", room.editor),
        ("Copy", room.copy_editor),
        ("Standards", room.reader),
        ("Slot", room.slot),
    ):
        sign(room, name, who)


def test_nothing_stands_in_the_way_of_signed_clean_copy(room):
    sign_all(room)
    assert codes(room.article) == []


def test_every_required_stage_is_missed(room):
    assert codes(room.article) == [Code.MISSING_SIGNOFF] * 4


def test_a_stage_that_is_not_required_is_not_missed(room):
    room.desk.stages.filter(name="Standards").update(required=False)
    assert len(codes(room.article)) == 3


def test_a_blocking_query_stands_in_the_way_until_it_is_resolved(room):
    sign_all(room)
    query = make_query(room.article, "euros", by=room.editor)
    (finding,) = preflight(room.article, now=NOW)
    assert (finding.code, finding.place.query, finding.words) == (Code.OPEN_QUERY, 1, "euros")
    answering.reply(query=query, by=room.writer, body="It is.", now=NOW)
    assert codes(room.article) == [Code.OPEN_QUERY]
    answering.resolve(query=query, by=room.editor, now=NOW)
    assert codes(room.article) == []


def test_a_query_that_does_not_block_does_not_stand_in_the_way(room):
    sign_all(room)
    make_query(room.article, "euros", by=room.editor, blocking=False)
    assert codes(room.article) == []


def test_an_edit_after_signing_is_found(room):
    sign_all(room)
    edit(room)
    room.article.refresh_from_db()
    assert codes(room.article) == [Code.STALE_SIGNOFF] * 4


def suspicious(room, doc, **fields):
    return [
        f
        for f in preflight(make_article(room.desk, doc=doc, **fields), now=NOW)
        if f.code != Code.MISSING_SIGNOFF
    ]


def block(kind, text, **attrs):
    return {"type": kind, **({"attrs": attrs} if attrs else {}), "content": [{"type": "text", "text": text}]}


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("headline", [block("headline", "Ferry <which one?> runs"), block("paragraph", "Text.")]),
        (
            "standfirst",
            [
                block("headline", "H"),
                block("standfirst", "It runs [AU: when?] again"),
                block("paragraph", "T"),
            ],
        ),
        ("body", [block("headline", "H"), block("paragraph", "It runs <when?> again.")]),
    ],
)
def test_a_note_typed_into_any_field_is_found_where_it_is(room, field, content):
    from articles.documents import schema

    (finding,) = suspicious(room, schema.parse({"type": "doc", "content": content}))
    assert (finding.code, finding.place.field) == (Code.SUSPECTED_NOTE, field)
    assert finding.words in ("<which one?>", "[AU: when?]", "<when?>")
    assert finding.place.end - finding.place.start == len(finding.words)


def test_notes_in_captions_alt_texts_and_credits_are_found(room):
    from articles.documents import schema

    image = {
        "type": "image",
        "attrs": {"src": "https://x.example/1.jpg", "alt": "Boat <which?>", "credit": "TK"},
    }
    figure = {"type": "figure", "content": [image, block("caption", "The boat [ED: name?]")]}
    doc = schema.parse(
        {"type": "doc", "content": [block("headline", "H"), block("paragraph", "Text."), figure]}
    )
    assert {f.place.field for f in suspicious(room, doc)} == {"caption", "alt text", "credit"}


def test_code_is_not_read_and_what_stands_around_it_is(room):
    from articles.documents import schema

    def piece(words, *marks):
        return {"type": "text", "text": words, "marks": [{"type": mark} for mark in marks]}

    words = [piece("Type "), piece("[[ -z TK ]] <Is it?>", "code"), piece(" or [AU: "), piece("TK", "code")]
    body = {"type": "paragraph", "content": [*words, piece(" here?] twice.")]}
    (finding,) = suspicious(
        room, schema.parse({"type": "doc", "content": [block("headline", "Ferry"), body]})
    )
    assert (finding.code, finding.words) == (Code.SUSPECTED_NOTE, "[AU: TK here?]")


def test_a_note_in_the_byline_is_found(room):
    (finding,) = suspicious(room, make_doc(), byline="Mara Velde [AU: middle initial?]")
    assert finding.place.field == "byline"


def test_placeholders_and_empty_fields_are_found(room):
    (finding,) = suspicious(room, make_doc("It costs TK euros."))
    assert (finding.code, finding.words) == (Code.PLACEHOLDER, "TK")
    assert Code.EMPTY_HEADLINE in [f.code for f in suspicious(room, make_doc("Text", headline=""))]


def test_an_embargo_holds_until_its_moment(room):
    sign_all(room)
    room.article.embargo_until = NOW + timedelta(hours=1)
    assert codes(room.article) == [Code.EMBARGO]
    assert codes(room.article, NOW + timedelta(hours=1)) == []


def test_somebody_says_that_words_are_meant_for_readers_and_takes_it_back(room):
    article = make_article(room.desk, doc=make_doc("He wrote <who knows?> on the wall."))
    found = [f for f in preflight(article, now=NOW) if f.code == Code.SUSPECTED_NOTE]
    with pytest.raises(NotAllowed):
        clear(article=article, words=found[0].words, by=room.writer, now=NOW)
    clearance = clear(article=article, words=found[0].words, by=room.reader, now=NOW)
    assert Code.SUSPECTED_NOTE not in codes(article)
    unclear(clearance=clearance, by=room.editor)
    assert Code.SUSPECTED_NOTE in codes(article)


def test_more_queries_and_signatures_take_no_more_statements(room):
    def statements():
        room.article.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            preflight(room.article, now=NOW)
        return len(captured)

    make_query(room.article, "euros", by=room.editor)
    few = statements()
    for _ in range(20):
        make_query(room.article, "euros", by=room.editor)
    sign_all(room)
    assert statements() == few


def test_findings_as_json_name_code_severity_sentence_and_place(room):
    make_query(room.article, "euros", by=room.editor, question="Really?")
    first = preflight(room.article, now=NOW)[0].as_json()
    assert first["code"] == "open_query"
    assert first["severity"] == "error"
    assert "Really?" in first["sentence"]
    assert first["place"]["query"] == 1


def test_of_very_many_doubts_some_are_listed_and_the_others_counted(room, monkeypatch):
    monkeypatch.setattr("reviews.workflow.preflight.MOST_DOUBTS", 3)
    words = ["It took TK days.", "They paid TKTK euros (check!)."]
    article = make_article(room.desk, author=room.writer, doc=make_doc(*words, *words))
    doubts = [one for one in preflight(article, now=NOW) if one.code in IN_DOUBT]
    assert [bool(one.words) for one in doubts] == [True, True, True, False]
    assert doubts[-1].sentence.startswith("3 more possible notes")
    for cleared in ("TK", "TKTK"):
        clear(article=article, words=cleared, by=room.editor, now=NOW)
    left = [one.words for one in preflight(article, now=NOW) if one.code in IN_DOUBT]
    assert left and all(left)
