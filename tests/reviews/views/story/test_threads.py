from __future__ import annotations

import pytest

from articles.history import revisions
from articles.models import Article
from reviews.models import Query
from reviews.queries import answering, proposals
from tests.acts import replace_words
from tests.factories import NOW, join, make_query, make_user, place_of
from tests.pages import HTMX, at, browse, words


@pytest.fixture
def query(room):
    return make_query(room.article, "6.50 euros", by=room.editor, question="Old or new price?")


def question(room, **changed) -> dict:
    start, end = place_of(room.article, "last boat")
    asked = {
        "start": start,
        "end": end,
        "version": 0,
        "question": "Which boat?",
        "kind": "fact",
        "blocking": "on",
    }
    return {**asked, "assigned_to": "", **changed}


def test_asking_shows_all_threads_and_tells_the_editor(room):
    response = browse(room.reader).post(at(room.article, "queries/"), question(room), headers=HTMX)
    asked = Query.objects.get()
    assert (asked.question, asked.kind, asked.blocking) == ("Which boat?", "fact", True)
    assert (asked.asked_by, asked.assigned_to, asked.anchor.quote) == (room.reader, room.writer, "last boat")
    assert response.content.lstrip().startswith(b'<aside id="threads"')
    assert "Which boat?" in words(response)
    assert "passages-changed" in response["HX-Trigger-After-Settle"]


def test_asking_somebody_else_without_blocking(room):
    sent = question(room, assigned_to=room.slot.pk)
    del sent["blocking"]
    response = browse(room.editor).post(at(room.article, "queries/"), sent)
    asked = Query.objects.get()
    assert (asked.assigned_to, asked.blocking) == (room.slot, False)
    assert response["Location"] == at(room.article, "#query-1")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"question": "  "}, "Write a question."),
        ({"question": "x" * 4001}, "Too long (4000 characters maximum)."),
        ({"start": ""}, "Select the text you want to ask about, then ask again."),
        ({"start": "5", "end": "5"}, ""),
        ({"end": "999999"}, ""),
        ({"version": "77"}, "The editor is out of step with the saved copy. Reload the page."),
        ({"kind": "gossip"}, "Choose a kind and someone on the desk from the lists."),
        ({"assigned_to": "12345"}, "Choose a kind and someone on the desk from the lists."),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(room, wrong, sentence):
    response = browse(room.editor).post(at(room.article, "queries/"), question(room, **wrong), headers=HTMX)
    assert response.status_code == 422
    assert b'class="flash error"' in response.content
    assert sentence in words(response)
    assert not Query.objects.exists()


def test_who_has_no_editor_names_the_words(room):
    sent = {"words": "last  boat", "question": "Which?", "kind": "fact", "assigned_to": "", "proposed": ""}
    assert browse(room.reader).post(at(room.article, "queries/"), sent).status_code == 302
    assert Query.objects.get().anchor.quote == "last boat"
    nowhere = browse(room.reader).post(at(room.article, "queries/"), {**sent, "words": "no such words"})
    assert (nowhere.status_code, Query.objects.count()) == (422, 1)
    assert "no such words" in words(nowhere), "what was typed is given back"


def test_who_may_not_ask(room):
    address, sent = at(room.article, "queries/"), question(room)
    assert browse(room.colleague).post(address, sent).status_code == 403
    assert browse(room.stranger).post(address, sent).status_code == 404
    assert browse().post(address, sent)["Location"].startswith("/login/")
    assert not Query.objects.exists()


def test_a_reply_over_htmx_brings_the_thread_as_it_is_now(room, query):
    response = browse(room.writer).post(
        at(room.article, "queries/1/reply"), {"body": "The new one."}, headers=HTMX
    )
    assert response.content.lstrip().startswith(b'<section class="thread thread-answered')
    assert "The new one." in words(response)
    assert "passages-changed" in response["HX-Trigger-After-Settle"]
    query.refresh_from_db()
    assert query.state == "answered"


def test_a_reply_without_scripts_comes_back_to_the_thread(room, query):
    response = browse(room.writer).post(
        at(room.article, "queries/1/reply"), {"body": "The new one."}, follow=True
    )
    assert response.redirect_chain == [(at(room.article, "#query-1"), 302)]
    assert "Replied." in words(response)
    assert "The new one." in words(response)


def test_yes_to_one_or_the_other_leaves_it_open_and_says_why(room, query):
    response = browse(room.writer).post(at(room.article, "queries/1/reply"), {"body": "yes"}, headers=HTMX)
    query.refresh_from_db()
    assert query.state == "open"
    assert query.remark
    assert query.remark in words(response)


def test_an_empty_reply_says_what_is_missing(room, query):
    plain = browse(room.writer).post(at(room.article, "queries/1/reply"), {"body": " "})
    assert plain.status_code == 422
    assert "Write a reply." in words(plain)
    assert not query.replies.exists()


def test_a_refused_reply_gives_the_words_back(room, query):
    response = browse(room.colleague).post(
        at(room.article, "queries/1/reply"),
        {"body": "I know: <b>old</b>."},
        headers={"Referer": f"http://testserver{at(room.article)}"},
    )
    assert response.status_code == 403
    body = response.content.decode()
    assert "I know: &lt;b&gt;old&lt;/b&gt;." in body
    assert f'href="{at(room.article)}"' in body
    assert not query.replies.exists()


def test_the_way_back_never_leads_elsewhere(room, query):
    response = browse(room.colleague).post(
        at(room.article, "queries/1/reply"), {"body": "x"}, headers={"Referer": "http://evil.example/here"}
    )
    assert b"evil.example" not in response.content


def test_resolving_and_reopening(room, query):
    response = browse(room.reader).post(at(room.article, "queries/1/resolve"), headers=HTMX)
    query.refresh_from_db()
    assert (query.state, query.resolved_by) == ("resolved", room.reader)
    assert 'data-open="false"' in response.content.decode()
    assert "Query 1 resolved." in words(response)
    browse(room.writer).post(at(room.article, "queries/1/reopen"))
    query.refresh_from_db()
    assert query.state == "open"


def test_words_in_the_box_are_posted_before_resolving(room, query):
    browse(room.editor).post(at(room.article, "queries/1/resolve"), {"body": "Thanks, new."})
    query.refresh_from_db()
    assert query.state == "resolved"
    assert query.replies.get().body == "Thanks, new."


def test_neither_is_done_when_the_second_is_refused(room, query):
    response = browse(room.writer).post(
        at(room.article, "queries/1/resolve"), {"body": "Done."}, headers=HTMX
    )
    assert response.status_code == 403
    assert not query.replies.exists()


def test_answering_and_resolving_go_on_after_release(room, query):
    query.blocking = False
    query.save()
    Article.objects.filter(pk=room.article.pk).update(state="released")
    assert browse(room.writer).post(at(room.article, "queries/1/reply"), {"body": "New."}).status_code == 302
    assert browse(room.editor).post(at(room.article, "queries/1/resolve")).status_code == 302
    refused = browse(room.editor).post(at(room.article, "queries/1/reopen"), headers=HTMX)
    assert refused.status_code == 409
    assert "Start a correction" in words(refused)


def test_handing_on(room, query):
    shown = browse(room.editor).get(at(room.article, "queries/1/"), headers=HTMX)
    assert b"<html" not in shown.content
    assert b"/queries/1/assign" in shown.content
    response = browse(room.editor).post(
        at(room.article, "queries/1/assign"), {"assigned_to": room.slot.pk}, headers=HTMX
    )
    query.refresh_from_db()
    assert query.assigned_to == room.slot
    assert "to Peter Lund" in words(response)
    browse(room.editor).post(at(room.article, "queries/1/assign"), {"assigned_to": ""})
    query.refresh_from_db()
    assert query.assigned_to is None


def test_handing_on_to_a_stranger_or_by_the_wrong_person(room, query):
    address = at(room.article, "queries/1/assign")
    refused = browse(room.editor).post(address, {"assigned_to": make_user().pk}, headers=HTMX)
    assert refused.status_code == 422
    assert browse(room.reader).post(address, {"assigned_to": room.slot.pk}).status_code == 403
    assert browse(room.stranger).post(address, {"assigned_to": room.slot.pk}).status_code == 404


def test_whether_it_blocks(room, query):
    browse(room.editor).post(at(room.article, "queries/1/block"), {"blocking": "no"})
    query.refresh_from_db()
    assert not query.blocking
    browse(room.editor).post(at(room.article, "queries/1/block"), {"blocking": "yes"}, headers=HTMX)
    query.refresh_from_db()
    assert query.blocking
    assert (
        browse(room.writer).post(at(room.article, "queries/1/block"), {"blocking": "no"}).status_code == 403
    )


def test_a_query_has_a_page_that_names_its_revision(room, query):
    response = browse(room.writer).get(at(room.article, "queries/1/"))
    assert "Old or new price?" in words(response)
    assert "revision 1" in words(response)
    assert b"/assign" not in response.content
    assert browse(room.writer).get(at(room.article, "queries/9/")).status_code == 404
    assert browse(room.stranger).get(at(room.article, "queries/1/")).status_code == 404


@pytest.mark.parametrize(
    "act", ["reply", "resolve", "reopen", "assign", "block", "accept", "take-back", "confirm", "passage"]
)
def test_acts_are_posted_by_people_of_the_desk(room, query, act):
    address = at(room.article, f"queries/1/{act}")
    assert browse(room.editor).get(address).status_code == 405
    assert browse(room.stranger).post(address, {"body": "x"}).status_code == 404
    assert browse().post(address, {"body": "x"}, headers=HTMX).status_code == 401


def test_a_longer_thread_takes_no_more_statements(room, query, django_assert_num_queries):
    browser, address = browse(room.writer), at(room.article, "queries/1/")
    browser.get(address)
    with django_assert_num_queries(12):
        browser.get(address)
    for person in (room.editor, room.reader, room.writer) * 3:
        answering.reply(query=query, by=person, body="And?", now=NOW)
    with django_assert_num_queries(12):
        browser.get(address)


@pytest.mark.parametrize(("act", "statements"), [("reply", 16), ("resolve", 17), ("", 25)])
def test_an_act_takes_as_many_statements_whoever_is_notified(
    room, query, act, statements, django_assert_num_queries
):
    sent = {"reply": {"body": "Since April."}, "resolve": {}, "": question(room)}[act]
    browser = browse(room.editor)
    for words_asked_about in ("single", "ticket"):
        make_query(room.article, words_asked_about, by=room.editor)
    browser.get(at(room.article))
    for number in (2, 3):
        address = at(room.article, f"queries/{number}/{act}" if act else "queries/")
        with django_assert_num_queries(statements):
            assert browser.post(address, sent, headers=HTMX).status_code == 200
        for _ in range(5):
            join(make_user(), room.desk, "editor")


def test_a_page_that_heard_of_a_change_gets_all_threads(room):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    done = make_query(room.article, "last boat", by=room.editor, question="The last?")
    answering.resolve(query=done, by=room.editor, now=NOW)
    body = browse(room.reader).get(at(room.article, "threads")).content.decode()
    assert 'id="threads"' in body
    assert 'id="resolved"' in body
    assert "Still?" in body
    assert "The last?" in body
    assert "<html" not in body


def test_threads_are_for_people_of_the_desk(room):
    address = at(room.article, "threads")
    assert browse(room.stranger).get(address).status_code == 404
    assert browse(None).get(address).status_code == 302
    assert browse(room.editor).post(address).status_code == 405


def test_proposed_words_are_shown_and_accepted(room):
    asked = question(room, proposed="last ferry")
    browse(room.reader).post(at(room.article, "queries/"), asked)
    shown = browse(room.editor).get(at(room.article)).content.decode()
    assert "<del>last boat</del>" in shown
    assert "<ins>last ferry</ins>" in shown
    response = browse(room.editor).post(at(room.article, "queries/1/accept"), headers=HTMX)
    assert "Wording accepted, query 1 resolved." in words(response)
    assert "Suggested wording ✓ Accepted" in words(response)
    room.article.document.refresh_from_db()
    assert "The last ferry leaves" in room.article.document.content
    assert browse(room.reader).post(at(room.article, "queries/1/accept")).status_code == 403


def test_what_was_accepted_is_undone_where_the_thread_says_so(room):
    make_query(room.article, "last boat", by=room.reader, proposed="last <ferry>")
    undo = "Undo: restore the old text and reopen query 1"
    address = at(room.article, "queries/1/take-back")
    assert undo not in words(browse(room.editor).get(at(room.article)))
    accepted = browse(room.editor).post(at(room.article, "queries/1/accept"), headers=HTMX)
    assert "Wording accepted, query 1 resolved. Undo" in words(accepted)
    assert f'aria-label="{undo}"' in accepted.content.decode()
    assert undo not in browse(room.reader).get(at(room.article)).content.decode()
    assert browse(room.reader).post(address, headers=HTMX).status_code == 403
    response = browse(room.writer).post(address, headers=HTMX)
    assert "Old text restored, query 1 reopened." in words(response)
    assert "passages-changed" in response["HX-Trigger-After-Settle"]
    assert undo not in response.content.decode()
    refused = browse(room.writer).post(address, headers=HTMX)
    assert (refused.status_code, "has already been reopened" in words(refused)) == (409, True)


def test_who_may_not_edit_is_not_offered_to_accept(room):
    make_query(room.article, "last boat", by=room.editor, proposed="last ferry")
    assert b"/accept" not in browse(room.reader).get(at(room.article)).content
    assert b"/accept" in browse(room.writer).get(at(room.article)).content


def test_proposed_words_of_a_reply_are_accepted_and_refused_in_a_sentence(room, query):
    sent = {"body": "", "proposed": "7 <euros>"}
    browse(room.writer).post(at(room.article, "queries/1/reply"), sent)
    reply = query.replies.get()
    assert "<ins>7 &lt;euros&gt;</ins>" in browse(room.editor).get(at(room.article)).content.decode()
    address = at(room.article, "queries/1/accept")
    assert browse(room.editor).post(address, {"reply": "999999"}, headers=HTMX).status_code == 404
    replace_words(room, "6.50", "8")
    refused = browse(room.editor).post(address, {"reply": reply.pk}, headers=HTMX)
    assert refused.status_code == 409
    assert "now reads “8 euros”, not “6.50 euros”" in words(refused)


def test_mentions_stand_out_and_are_no_markup(room):
    make_query(room.article, "last boat", by=room.editor, question="<b>@Jonas Keller</b>?")
    shown = browse(room.writer).get(at(room.article)).content.decode()
    assert '&lt;b&gt;<b class="mention">@Jonas Keller</b>&lt;/b&gt;?' in shown


def test_a_changed_passage_is_confirmed_and_a_gone_one_put_on_other_words(room, query):
    replace_words(room, "6.50", "8")
    assert "Keep on this text" in words(browse(room.reader).get(at(room.article)))
    response = browse(room.reader).post(at(room.article, "queries/1/confirm"), headers=HTMX)
    assert "Query 1 is now on “8 euros”." in words(response)
    replace_words(room, "8 euros", "")
    page = browse(room.reader).get(at(room.article))
    assert "Move to this text" in words(page)
    address = at(room.article, "queries/1/passage")
    empty = {"start": "", "end": "", "version": ""}
    response = browse(room.reader).post(address, {**empty, "words": "last boat"}, follow=True)
    assert "Query 1 is now on “last boat”." in words(response)
    start, end = place_of(room.article, "ticket")
    place = {"start": start, "end": end, "version": 2, "words": ""}
    assert "is now on “ticket”" in words(browse(room.reader).post(address, place, headers=HTMX))
    wrong = browse(room.reader).post(address, {**empty, "words": "not there"})
    assert (wrong.status_code, "not there" in words(wrong)) == (422, True)
    assert browse(room.reader).post(address, {"start": "x"}, headers=HTMX).status_code == 422
    assert browse(room.colleague).post(address, place).status_code == 403


def test_a_query_asked_on_an_old_revision_says_so_and_links_there(room, query):
    assert "asked on revision" not in words(browse(room.writer).get(at(room.article)))
    replace_words(room, "The last", "Our last")
    revisions.keep(article=room.article, by=room.writer, now=NOW)
    shown = browse(room.writer).get(at(room.article)).content.decode()
    assert f'<a href="{at(room.article, "history/1/")}">asked on revision 1</a>' in shown


def test_a_reply_hands_the_query_to_a_colleague_or_says_why_not(room, query):
    reply = {"body": "Do you know?", "assign": "Jonas Keller"}
    refused = browse(room.writer).post(at(room.article, "queries/1/reply"), reply, headers=HTMX)
    assert refused.status_code == 403
    assert not query.replies.exists()
    unknown = browse(room.editor).post(
        at(room.article, "queries/1/reply"), {**reply, "assign": "Olga Fremd"}, headers=HTMX
    )
    assert unknown.status_code == 422
    assert not query.replies.exists()
    page = words(browse(room.editor).post(at(room.article, "queries/1/reply"), reply, headers=HTMX))
    assert "waiting on Jonas Keller" in page
    query.refresh_from_db()
    assert (query.assigned_to, query.replies.get().body) == (room.copy_editor, "Do you know?")


def test_a_card_says_whose_turn_it_is_and_who_is_here_that_it_is_theirs(room, query):
    assert "waiting on Mara Velde" in words(browse(room.editor).get(at(room.article)))
    assert "waiting on you" in words(browse(room.writer).get(at(room.article)))
    answering.reply(query=query, by=room.writer, body="New.", now=NOW)
    assert "waiting on Ruth Adeyemi" in words(browse(room.writer).get(at(room.article)))
    answering.assign(query=query, to=None, by=room.editor, now=NOW)
    Query.objects.update(asked_by=None)
    assert "waiting on the desk editors" in words(browse(room.writer).get(at(room.article)))


def test_more_about_a_query_has_a_link_to_it_and_what_can_be_changed(room, query):
    page = browse(room.editor).get(at(room.article, "queries/1/"), headers=HTMX)
    assert f"http://testserver{at(room.article, '#query-1')}" in page.content.decode()
    assert 'name="question"' in page.content.decode()
    others = browse(room.slot).get(at(room.article, "queries/1/"), headers=HTMX).content.decode()
    assert 'name="question"' not in others
    assert 'name="due_at"' in others
    assert 'name="due_at"' not in browse(room.writer).get(at(room.article, "queries/1/")).content.decode()


def test_a_query_is_changed_on_the_page(room, query):
    sent = {"kind": "legal", "due_at": "2099-01-02T18:00", "question": "Old, or new?"}
    page = browse(room.editor).post(at(room.article, "queries/1/change"), sent, headers=HTMX)
    assert "Query 1 changed." in words(page)
    query.refresh_from_db()
    assert (query.kind, query.question, query.due_at.year) == ("legal", "Old, or new?", 2099)
    wrong = browse(room.editor).post(
        at(room.article, "queries/1/change"), {**sent, "due_at": "soon"}, headers=HTMX
    )
    assert "Choose a date and a time by which it is due." in words(wrong)


def test_who_asks_is_told_whom_a_query_goes_to(room):
    sent = browse(room.reader).post(at(room.article, "queries/"), question(room), headers=HTMX)
    assert "Query 1 sent to Mara Velde." in words(sent)
    named = question(room, question="@Jonas Keller, which boat?")
    assert "Query 2 sent to Jonas Keller." in words(
        browse(room.reader).post(at(room.article, "queries/"), named, headers=HTMX)
    )
    own = browse(room.writer).post(at(room.article, "queries/"), question(room), headers=HTMX)
    assert "Query 3 sent." in words(own)
    assert "Anyone on the desk" in words(browse(room.writer).get(at(room.article)))
    assert "the author" not in words(browse(room.writer).get(at(room.article)))


@pytest.mark.parametrize(
    ("who", "offered"), [("editor", "Resolve"), ("writer", "Yes, filled in")], ids=["resolves", "answers"]
)
def test_a_placeholder_that_was_filled_in_asks_one_question(room, query, who, offered):
    Query.objects.update(convention="placeholder")
    replace_words(room, "6.50", "7")
    page = words(browse(getattr(room, who)).get(at(room.article)))
    assert "Is the placeholder filled in?" in page
    assert offered in page
    assert "Keep on this text" not in page


def test_words_that_were_accepted_are_no_warning(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, proposed="7 euros")
    proposals.accept(query=query, by=room.editor, now=NOW)
    assert "Text changed" not in words(browse(room.editor).get(at(room.article)))


def test_what_a_note_looked_like_stands_behind_the_menu_of_its_card(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    Query.objects.update(convention="bracket", asked_by=None)
    browser = browse(room.editor)
    card = words(browser.get(at(room.article, "threads")))
    assert "From the draft" in card
    assert "[AU: …]" not in card
    behind = browser.get(at(room.article, f"queries/{query.number}/"), headers=HTMX)
    assert "In the draft as [AU: …]" in words(behind)
