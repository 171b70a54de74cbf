"""Queries that are written now and sent later: nobody else sees them, and they are sent together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from articles.documents.spans import Span
from articles.models import Anchor, Article
from newsroom.errors import Conflict, NotAllowed, NotFound
from reviews.admin.articles import delete_article
from reviews.models import DraftQuery, Event, Notification, Query
from reviews.models.facts import Asked
from reviews.notifications.mail import phrases
from reviews.queries import drafts
from reviews.queries.threads import QueryRefused
from tests.acts import put_instead
from tests.factories import NOW
from tests.pages import HTMX, at, browse, words


def keep(room, by, *, passage="6.50 euros", question="Still?", **fields):
    on = Span.reading(passage) if passage else None
    return drafts.keep(article=room.article, by=by, on=on, question=question, now=NOW, **fields)


def test_a_draft_is_no_query_and_nobody_hears_of_it(room):
    keep(room, room.editor)
    assert not Query.objects.exists()
    assert not Event.objects.exists()
    assert "Still?" in words(browse(room.editor).get(at(room.article)))


@pytest.mark.parametrize("who", ["writer", "copy_editor", "slot", "reader", "admin"])
def test_nobody_else_sees_it(room, who):
    draft = keep(room, room.editor, question="Is this libel?")
    person = getattr(room, who)
    browser = browse(person)
    for path in ("", "threads", "preflight/", "history/"):
        response = browser.get(at(room.article, path))
        assert "libel" not in words(response), path
    with pytest.raises(NotFound):
        drafts.find(person, room.article, draft.pk)
    with pytest.raises(NotFound):
        drafts.discard(draft=draft, by=person)
    refused = browser.post(at(room.article, f"queries/drafts/{draft.pk}/discard"), headers=HTMX)
    assert refused.status_code == 404
    with pytest.raises(QueryRefused, match="no drafts"):
        drafts.file_all(article=room.article, by=person, now=NOW)
    assert DraftQuery.objects.get() == draft


def test_all_are_sent_in_one_act_and_each_who_is_asked_gets_one_mail(room):
    keep(room, room.editor, passage="", question="Who else was asked?", blocking=False)
    keep(room, room.editor, proposed="7 euros", kind="fact")
    keep(room, room.editor, passage="last boat", question="@Jonas Keller, is it?")
    put_instead(room.article, "The last boat", "Tonight the last boat", by=room.writer)
    queries = drafts.file_all(article=room.article, by=room.editor, now=NOW)
    assert [(query.number, query.quote, query.assigned_to) for query in queries] == [
        (1, "", room.writer),
        (2, "last boat", room.copy_editor),
        (3, "6.50 euros", room.writer),
    ]
    assert (queries[2].proposed, queries[2].kind, queries[0].blocking) == ("7 euros", "fact", False)
    assert not DraftQuery.objects.exists()
    assert Anchor.objects.count() == 2
    event = Event.objects.get()
    assert (event.kind, Asked.of(event).together) == ("asked", True)
    told = {row.recipient: row.message_id for row in Notification.objects.all()}
    assert told.keys() == {room.writer, room.copy_editor}
    assert Asked.of(event).notified[room.copy_editor.pk] == (queries[1].pk,)
    sentence = phrases.opening(event, (queries[0], queries[2]), reader=room.writer)
    assert sentence == f"{room.editor} has 2 queries for you about “{room.article}”."


def test_what_cannot_be_sent_leaves_all_of_them_drafts(room):
    keep(room, room.editor)
    keep(room, room.editor, passage="last boat", assigned_to=room.reader)
    room.reader.memberships.all().delete()
    with pytest.raises(QueryRefused, match="isn’t on this desk"):
        drafts.file_all(article=room.article, by=room.editor, now=NOW)
    assert DraftQuery.objects.count() == 2
    assert not Query.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_who_may_not_ask_drafts_nothing(room, who):
    with pytest.raises(NotAllowed):
        keep(room, getattr(room, who))


def test_what_has_left_is_past_asking(room):
    keep(room, room.editor)
    Article.objects.update(state="released")
    room.article.refresh_from_db()
    with pytest.raises(Conflict):
        keep(room, room.editor)
    with pytest.raises(Conflict):
        drafts.file_all(article=room.article, by=room.editor, now=NOW)


@pytest.mark.parametrize(
    "fields", [{"question": " "}, {"kind": "gossip"}, {"passage": "", "proposed": "7 euros"}]
)
def test_what_could_not_be_asked_is_not_kept_either(room, fields):
    with pytest.raises(QueryRefused):
        keep(room, room.editor, **fields)
    assert not DraftQuery.objects.exists()
    assert not Anchor.objects.exists()


def test_there_is_an_end_to_drafts(room, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    keep(room, room.editor)
    with pytest.raises(QueryRefused, match="Send them first"):
        keep(room, room.editor, passage="last boat")


def test_discarding_takes_its_passage_along(room):
    drafts.discard(draft=keep(room, room.editor), by=room.editor)
    drafts.discard(draft=keep(room, room.editor, passage=""), by=room.editor)
    assert not DraftQuery.objects.exists()
    assert not Anchor.objects.exists()


def test_they_are_kept_sent_and_discarded_on_the_page(room):
    browser = browse(room.editor)
    asked = {"question": "Who is Müller?", "kind": "fact", "about": "story", "assigned_to": ""}
    kept = browser.post(at(room.article, "queries/drafts"), asked, headers=HTMX)
    assert "1 draft, seen only by you" in words(kept)
    browser.post(at(room.article, "queries/drafts"), {**asked, "question": "And Maier?"}, headers=HTMX)
    first, _second = DraftQuery.objects.order_by("pk")
    browser.post(at(room.article, f"queries/drafts/{first.pk}/discard"))
    sent = browser.post(at(room.article, "queries/drafts/send"), headers=HTMX)
    assert "And Maier?" in words(sent)
    assert Query.objects.get().question == "And Maier?"


def test_words_that_went_meanwhile_are_asked_about_all_the_same(room):
    keep(room, room.editor, proposed="7 euros")
    put_instead(room.article, "A single ticket costs 6.50 euros.", "Tickets vary.", by=room.writer)
    (query,) = drafts.file_all(article=room.article, by=room.editor, now=NOW)
    assert query.quote == "6.50 euros"
    assert query.is_detached
    assert query.proposed == ""


def test_a_story_that_is_deleted_takes_its_drafts_along(room):
    keep(room, room.editor)
    keep(room, room.editor, passage="")
    delete_article(room.article)
    assert not DraftQuery.objects.exists()
    assert not Anchor.objects.exists()


def changed(draft, by, **says):
    drafts.change(draft=draft, by=by, to=replace(drafts.Draft.of(draft), **says), now=NOW)
    return DraftQuery.objects.get(pk=draft.pk)


def test_a_draft_may_say_something_else_about_the_same_words(room):
    draft = keep(room, room.editor, proposed="7 euros")
    later = NOW + timedelta(hours=2)
    now = changed(
        draft,
        room.editor,
        question="Since when?",
        kind="fact",
        blocking=False,
        assigned_to=room.reader,
        proposed="",
        due_at=later,
    )
    assert drafts.Draft.of(now) == drafts.Draft(
        question="Since when?", kind="fact", blocking=False, assigned_to=room.reader, due_at=later
    )
    assert now.quote == "6.50 euros"
    (query,) = drafts.file_all(article=room.article, by=room.editor, now=NOW)
    assert (query.question, query.kind, query.assigned_to) == ("Since when?", "fact", room.reader)


@pytest.mark.parametrize(
    "says",
    [
        {"question": " "},
        {"kind": "gossip"},
        {"due_at": NOW - timedelta(hours=1)},
        {"question": "x" * 4001},
    ],
)
def test_what_could_not_be_kept_changes_nothing(room, says):
    draft = keep(room, room.editor)
    with pytest.raises(QueryRefused):
        changed(draft, room.editor, **says)
    draft.refresh_from_db()
    assert (draft.question, draft.kind, draft.due_at) == ("Still?", "wording", None)


def test_wording_needs_words_that_it_would_replace(room):
    with pytest.raises(QueryRefused):
        changed(keep(room, room.editor, passage=""), room.editor, proposed="7 euros")


def test_a_time_that_passed_meanwhile_may_stay(room):
    draft = keep(room, room.editor, due_at=NOW + timedelta(minutes=5))
    to = replace(drafts.Draft.of(draft), question="Since when?")
    drafts.change(draft=draft, by=room.editor, to=to, now=NOW + timedelta(hours=1))
    assert DraftQuery.objects.get().question == "Since when?"


@pytest.mark.parametrize("who", ["writer", "copy_editor", "slot", "reader", "admin", "stranger"])
def test_nobody_else_changes_it(room, who):
    draft = keep(room, room.editor)
    with pytest.raises((NotFound, NotAllowed)):
        changed(draft, getattr(room, who), question="Mine?")
    for method in ("get", "post"):
        act = getattr(browse(getattr(room, who)), method)
        refused = act(at(room.article, f"queries/drafts/{draft.pk}/"), {"question": "Mine?", "kind": "fact"})
        assert refused.status_code == 404
    draft.refresh_from_db()
    assert draft.question == "Still?"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_is_changed_on_the_page(room, headers):
    draft = keep(room, room.editor, question="Who is <b>Müller</b>?", kind="fact")
    browser = browse(room.editor)
    address = at(room.article, f"queries/drafts/{draft.pk}/")
    shown = browser.get(address, headers=headers).content.decode()
    assert "Who is &lt;b&gt;Müller&lt;/b&gt;?" in shown
    assert '<option value="fact" selected>' in shown
    saved = browser.post(address, {"question": "And Maier?", "kind": "fact"}, headers=headers, follow=True)
    assert "And Maier?" in words(saved)
    assert "Draft saved." in words(saved)
