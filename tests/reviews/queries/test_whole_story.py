"""A query about the whole story has no passage, and is sound wherever queries are."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.management import call_command

from articles.documents.spans import Span
from articles.models import Article
from newsroom.errors import Conflict
from reviews.models import Event, Notification, Placing, Query
from reviews.notifications import mail_data
from reviews.notifications.mail import rendering
from reviews.queries import answering, asking, placement, proposals
from reviews.queries.proofs import proof
from reviews.queries.review_copies import review_copy
from reviews.queries.threads import QueryRefused
from reviews.webhooks import payload
from reviews.workflow.preflight import Code, preflight
from tests.factories import NOW, make_guest, make_query
from tests.pages import HTMX, at, browse, words
from tests.reviews.answering import answered, desk  # noqa: F401 - fixtures


@pytest.fixture
def query(room):
    return asking.ask(article=room.article, by=room.editor, on=None, question="Who else was asked?", now=NOW)


def test_it_has_a_number_a_turn_and_no_place(room, query):
    assert (query.number, query.quote, query.assigned_to) == (1, "", room.writer)
    assert not Placing.objects.exists()
    assert Notification.objects.get().recipient == room.writer
    answering.reply(query=query, by=room.writer, body="The union.", now=NOW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    assert Query.objects.get().state == "resolved"


def test_what_needs_a_passage_is_refused_in_one_sentence(room, query):
    with pytest.raises(QueryRefused, match="not for the whole story"):
        asking.ask(
            article=room.article, by=room.editor, on=None, question="?", proposed="Other words", now=NOW
        )
    with pytest.raises(Conflict, match="about the whole story"):
        answering.reply(query=query, by=room.writer, body="", proposed="Other words", now=NOW)
    with pytest.raises(Conflict, match="about the whole story"):
        placement.confirm(query=query, by=room.editor, now=NOW)
    with pytest.raises(Conflict, match="about the whole story"):
        placement.put(query=query, by=room.editor, on=Span.reading("last boat"), now=NOW)
    with pytest.raises(QueryRefused):
        proposals.accept(query=query, by=room.editor, now=NOW)
    assert Query.objects.get().is_on_whole_story


def test_it_stands_above_the_others_on_the_page(room, query):
    make_query(room.article, "last boat", by=room.editor, question="Which boat?")
    for path in ("", "threads"):
        shown = words(browse(room.writer).get(at(room.article, path)))
        assert shown.index("Who else was asked?") < shown.index("Which boat?")
        assert "About the whole story" in shown
    for path in ("queries/1/", "preflight/", "history/1/"):
        assert "Who else was asked?" in words(browse(room.writer).get(at(room.article, path))), path


def test_it_is_asked_and_answered_on_the_page(room):
    asked = {"question": "Who else?", "kind": "fact", "blocking": "on", "about": "story", "assigned_to": ""}
    response = browse(room.reader).post(at(room.article, "queries/"), asked, headers=HTMX)
    assert "Who else?" in words(response)
    assert Query.objects.get().is_on_whole_story
    replied = browse(room.writer).post(
        at(room.article, "queries/1/reply"), {"body": "The union."}, headers=HTMX
    )
    assert "The union." in words(replied)


def test_it_blocks_release_without_a_place(room, query):
    (finding,) = [one for one in preflight(room.article, now=NOW) if one.code == Code.OPEN_QUERY]
    assert (finding.place.query, finding.place.start, finding.words) == (1, None, "")
    assert finding.as_json()["place"] == {"query": 1}


def test_a_mail_says_what_it_is_about(room, query):
    (loaded,) = mail_data.load(Notification.objects.all())
    mail = rendering.render(loaded)
    assert "About the whole story" in mail.text
    assert "“”" not in mail.text
    assert "About the whole story" in mail.html


def test_the_inbox_the_webhook_and_the_interface_bear_it(room, query):
    assert "About the whole story" in words(browse(room.writer).get("/inbox/"))
    browser = browse(room.editor)
    (listed,) = browser.get(f"/api/articles/{room.article.slug}/queries").json()
    assert (listed["passage"], listed["anchor"]) == ("", "")
    made = browser.post(
        f"/api/articles/{room.article.slug}/queries",
        {"question": "And now?"},
        content_type="application/json",
    )
    assert (made.status_code, made.json()["passage"]) == (201, "")
    half = browser.post(
        f"/api/articles/{room.article.slug}/queries",
        {"question": "And now?", "start": 3},
        content_type="application/json",
    )
    assert half.json()["error"] == "Send start, end and version together, or none of them."
    steps = browser.get(f"/api/articles/{room.article.slug}/steps?since=0").json()
    assert steps["passages"] == []
    event = Event.objects.select_related("query", "article__desk").first()
    delivery = type("Delivery", (), {"event": event})()
    assert json.loads(payload.body_of(delivery))["data"]["query"]["passage"] == ""


def test_the_command_the_word_file_and_the_proof_say_so(room, query, capsys):
    call_command("list_queries", room.article.slug)
    assert "on the whole story" in capsys.readouterr().out
    data = review_copy(article=Article.objects.get(), by=room.editor, now=NOW)
    comments = zipfile.ZipFile(io.BytesIO(data)).read("word/comments.xml").decode()
    assert "Who else was asked?" in comments
    assert "[About the whole story]" in comments
    assert proof(article=Article.objects.get(), by=room.editor, now=NOW).startswith(b"%PDF")


def test_the_administration_shows_it(room, query):
    room.editor.is_staff = room.editor.is_superuser = True
    room.editor.save()
    browser = browse(room.editor)
    assert "the whole story" in words(browser.get(f"/admin/reviews/query/{query.pk}/change/"))
    assert browser.get("/admin/reviews/query/").status_code == 200


def test_a_guest_answers_it(room, query):
    invitation = make_guest(room.article, by=room.editor, numbers=[1])
    answering.reply(query=Query.objects.get(), by=invitation.person, body="I was.", now=NOW)
    assert Query.objects.get().state == "answered"


def test_an_answer_by_mail_reaches_it(desk):  # noqa: F811 - the fixture
    desk.query.anchor = None
    desk.query.save()
    desk.post("It was the union.", person=desk.writer)
    assert desk.query.state == "answered"
    row = desk.post("“Who” → “Whom”", person=desk.writer)
    assert "about the whole story, so your email was added as a reply" in desk.said(row)[1]
    assert desk.query.replies.count() == 2
