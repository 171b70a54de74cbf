from __future__ import annotations

import json
import re

import pytest

from articles.models import Article
from reviews.queries import answering
from tests.acts import replace_words
from tests.factories import NOW, join, make_article, make_doc, make_query, make_user, place_of
from tests.pages import at, browse, words


def copy_data(response) -> dict:
    return json.loads(re.search(rb'<script id="copy-data"[^>]*>(.*?)</script>', response.content)[1])


def test_strangers_and_the_unsigned_see_nothing(room):
    assert browse(room.stranger).get(at(room.article)).status_code == 404
    assert browse().get(at(room.article)).status_code == 302
    assert browse(room.editor).get("/articles/nowhere/").status_code == 404


def test_a_stranger_is_told_as_much_of_this_article_as_of_none(room):
    there = words(browse(room.stranger).get(at(room.article))).replace(room.article.slug, "nowhere")
    assert there == words(browse(room.stranger).get("/articles/nowhere/"))


def test_the_copy_and_its_thread(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, question="From April on?")
    answering.reply(query=query, by=room.writer, body="It is 6.80 then.", now=NOW)
    response = browse(room.editor).get(at(room.article))
    shown = words(response)
    for part in (
        "A single ticket costs",
        "From April on?",
        "It is 6.80 then.",
        "Ruth Adeyemi",
        "answered",
        "blocking",
    ):
        assert part in shown
    assert (
        '<span class="passage passage-open passage-blocking" data-query="1" id="passage-1">6.50 euros</span>'
        in response.content.decode()
    )


def test_the_editor_gets_document_version_and_passages(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    data = copy_data(browse(room.writer).get(at(room.article)))
    assert data["doc"] == json.loads(room.article.document.content)
    assert data["version"] == room.article.document.version
    assert data["passages"] == [
        {
            "query": 1,
            "anchor": query.anchor_id,
            "start": query.anchor.start,
            "end": query.anchor.end,
            "state": "exact",
            "kind": "wording",
            "blocking": True,
            "open": True,
        }
    ]


@pytest.mark.parametrize(
    ("who", "editable", "asks"),
    [
        ("writer", "true", True),
        ("colleague", "false", False),
        ("reader", "suggest", True),
        ("editor", "true", True),
    ],
)
def test_what_each_may_do_with_the_copy(room, who, editable, asks):
    body = browse(getattr(room, who)).get(at(room.article)).content.decode()
    assert f'data-editable="{editable}"' in body
    assert ('data-command="bold"' in body) == (editable != "false")
    assert ('data-command="ask"' in body) == asks
    assert ('id="ask-dialog"' in body) == asks


@pytest.mark.parametrize("state", ["released", "spiked"])
def test_closed_copy_is_not_edited_or_asked_about(room, state):
    Article.objects.filter(pk=room.article.pk).update(state=state)
    body = browse(room.editor).get(at(room.article)).content.decode()
    assert 'data-editable="false"' in body
    assert "data-command" not in body


def test_only_who_may_resolve_sees_the_button(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    assert b"/resolve" in browse(room.reader).get(at(room.article)).content
    writers = browse(room.writer).get(at(room.article)).content
    assert b"/resolve" not in writers
    assert b'queries/1/reply"' in writers
    assert b'queries/1/reply"' not in browse(room.colleague).get(at(room.article)).content


def test_a_changed_passage_shows_the_words_it_was_asked_on(room):
    make_query(room.article, "costs 6.50 euros", by=room.editor)
    replace_words(room, "6.50", "6.80")
    shown = words(browse(room.editor).get(at(room.article)))
    assert "Text changed. Originally: costs 6.50 euros" in shown


def test_a_detached_query_stays_with_its_quote(room):
    make_query(room.article, "A single ticket costs 6.50 euros.", by=room.editor, question="Still?")
    replace_words(room, "A single ticket costs 6.50 euros.", "")
    response = browse(room.editor).get(at(room.article))
    assert "Text deleted" in words(response)
    assert "Text deleted: A single ticket costs 6.50 euros. Still?" in words(response)
    assert b'id="passage-1"' not in response.content


def test_resolved_queries_are_folded_away_and_can_be_reopened(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    answering.resolve(query=query, by=room.editor, now=NOW)
    response = browse(room.editor).get(at(room.article))
    body = response.content.decode()
    assert "1 resolved query" in words(response)
    assert body.index('id="query-1"') > body.index('<details id="resolved"')
    assert "queries/1/reopen" in body
    assert "Resolved by Ruth Adeyemi" in words(response)


def test_a_note_from_a_file_says_why_it_is_open_and_keeps_its_form_for_the_details(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    query.asked_by, query.convention, query.remark = (
        None,
        "angle",
        "“yes” does not say which of the two is meant.",
    )
    query.save()
    shown = words(browse(room.editor).get(at(room.article)))
    assert "From the draft" in shown
    assert "<…?>" not in shown
    assert "“yes” does not say which of the two is meant." in shown
    details = words(browse(room.editor).get(at(room.article, f"queries/{query.number}/")))
    assert "In the draft as <…?>" in details


def test_what_people_typed_is_never_markup(room):
    evil = "<img src=x onerror=alert(1)>\"'&"
    query = make_query(room.article, "6.50 euros", by=room.editor, question=evil)
    answering.reply(query=query, by=room.writer, body=evil, now=NOW)
    query.asked_by, query.asked_as, query.convention = None, evil, evil[:40]
    query.save()
    replace_words(room, "23.40", evil)
    body = browse(room.editor).get(at(room.article)).content.decode()
    assert "<img src" not in body
    assert body.count("&lt;img src=x onerror=alert(1)&gt;") >= 4
    assert copy_data(browse(room.editor).get(at(room.article)))["doc"]["content"][1]["content"][0][
        "text"
    ].count(evil)


def test_a_link_to_a_place_marks_it(room):
    start, end = place_of(room.article, "23.40")
    body = browse(room.editor).get(at(room.article, f"?from={start}&to={end}")).content.decode()
    assert '<span class="passage-found" id="place">23.40</span>' in body
    for nonsense in ("?from=x&to=y", "?from=9&to=2", "?from=5", "?from=99999&to=999999"):
        assert browse(room.editor).get(at(room.article, nonsense)).status_code == 200


def test_copy_in_arabic_reads_right_to_left_in_a_page_that_does_not(room):
    article = make_article(
        room.desk, doc=make_doc("سوق الميناء", headline="السوق"), language="ar", direction="rtl"
    )
    body = browse(room.editor).get(at(article)).content.decode()
    assert re.search(r'<html lang="en" dir="ltr"', body)
    assert re.search(r'<div\s+id="copy"\s+class="copy"\s+lang="ar"\s+dir="rtl"', body)


def test_what_stands_in_the_way_is_one_line_and_the_stages_come_with_it(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    response = browse(room.editor).get(at(room.article, "status"))
    assert words(response).startswith("5 items blocking release")
    assert 'id="track" hx-swap-oob="true"' in response.content.decode()
    assert browse(room.stranger).get(at(room.article, "status")).status_code == 404


def test_no_inline_script_or_style_on_the_page(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    response = browse(room.editor).get(at(room.article))
    body = response.content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:|hx-on|js:", body)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", body))
    assert "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("who", "statements"), [("editor", 13), ("colleague", 14)])
def test_more_queries_take_no_more_statements(room, who, statements, django_assert_num_queries):
    browser = browse(getattr(room, who))
    text = [" ".join(f"w{block}x{word}" for word in range(40)) for block in range(10)]
    article = make_article(room.desk, author=room.writer, doc=make_doc(*text))
    for number in range(50):
        query = make_query(article, f"w{number % 10}x{number // 10}", by=room.editor)
        for person in (room.writer, room.editor, room.writer):
            answering.reply(query=query, by=person, body="Well.", now=NOW)
        if number == 4:
            with django_assert_num_queries(statements):
                browser.get(at(article))
    with django_assert_num_queries(statements):
        response = browser.get(at(article))
    assert response.content.count(b'class="reply"') == 150


def test_what_is_kept_of_a_page_has_nothing_of_who_read_it_before(room):
    """Each reads the page after everybody else did, and once more."""
    viewer = join(make_user("Nils Holm"), room.desk, "viewer")
    people = (room.editor, room.reader, room.writer, room.admin, viewer)
    tokens: set[str] = set()
    for _again in range(2):
        for person in people:
            page = browse(person).get(at(room.article)).content.decode()
            others = {other.email for other in people} - {person.email}
            assert person.email in page
            assert not [email for email in others if email in page]
            assert ('data-mode="suggesting"' in page) == (person in (room.editor, room.writer, room.admin))
            assert ("data-ask-story" in page) == (person != viewer)
            assert ('id="toolbar"' in page) == (person != viewer)
            own = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
            assert own
            assert not own & tokens
            tokens |= own
