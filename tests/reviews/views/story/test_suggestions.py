"""Cards in the margin, deciding with htmx and without, and who may."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Suggestion
from reviews.models import Query
from tests.articles.suggesting import new_key, published, suggest, whole
from tests.factories import place_of
from tests.filing import file, preview
from tests.pages import HTMX, at, browse, words


def body_of(person, article) -> str:
    return browse(person).get(at(article)).content.decode()


def decide(who, article, act, htmx=False, **fields):
    headers = HTMX if htmx else {}
    return browse(who).post(at(article, "suggestions/decide"), {"act": act, **fields}, headers=headers)


def test_the_copy_shows_what_is_proposed_and_by_whom(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    body = body_of(room.editor, room.article)
    colour = room.reader.pk % 8 + 1
    assert f'<del class="proposed by-{colour}" data-suggestion="{key}">6.50</del>' in body
    assert f'<ins class="proposed by-{colour}" data-suggestion="{key}">7.00</ins>' in body
    shown = words(browse(room.editor).get(at(room.article)))
    assert "1 suggestion" in shown
    assert "Suggestion: Leila Haddad" in shown
    assert "Replace 6.50 with 7.00" in shown


def test_cards_stand_among_the_threads_in_the_order_of_the_copy(room):
    from tests.factories import make_query

    suggest(room.article, "6.50", "7.00", by=room.reader)
    make_query(room.article, "last boat", by=room.editor)
    suggest(room.article, "Ferry", "A ferry", by=room.reader)
    ids = re.findall(r'<section class="thread[^>]* id="([a-z]+)', body_of(room.editor, room.article))
    assert ids == ["suggestion", "query", "suggestion"]


@pytest.mark.parametrize(
    ("who", "accepts", "rejects", "editable"),
    [
        ("writer", True, True, "true"),
        ("editor", True, True, "true"),
        ("reader", False, False, "suggest"),
        ("colleague", False, False, "false"),
    ],
)
def test_what_each_may_do(room, who, accepts, rejects, editable):
    suggest(room.article, "6.50", "7.00", by=room.slot)
    body = body_of(getattr(room, who), room.article)
    card = body[body.index('id="suggestion-') :]
    assert ('value="accept"' in card) == accepts
    assert ('value="reject"' in card) == rejects
    assert f'data-editable="{editable}"' in body
    assert ("Accept all" in body) == accepts


def test_who_suggested_sees_the_way_to_withdraw(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    card = body_of(room.reader, room.article)
    assert "Withdraw" in card
    assert 'value="accept"' not in card


def test_decide_without_scripts(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    response = decide(room.editor, room.article, "accept", suggestion=key)
    assert response.status_code == 302
    assert response["Location"].endswith("#suggested")
    assert published(room.article) == whole(room.article)
    shown = words(browse(room.editor).get(at(room.article)))
    assert "Accepted: Replace “6.50” with “7.00”" in shown
    undone = browse(room.editor).post(
        at(room.article, "suggestions/undo"), {"undo": Suggestion.objects.get().decided_at_version}
    )
    assert undone.status_code == 302
    assert Suggestion.objects.get().is_pending


def test_decide_with_htmx_renews_threads_and_says_what_was_done(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    suggest(room.article, "23.40", "23.50", by=room.slot)
    response = decide(room.editor, room.article, "reject", htmx=True, person=room.reader.pk)
    shown = words(response)
    assert "Rejected." in shown
    assert "1 suggestion" in shown
    assert "passages-changed" in response["HX-Trigger-After-Settle"]
    assert "Accepted" not in shown
    accepted = decide(room.editor, room.article, "accept", htmx=True)
    assert "Accepted." in words(accepted)


def test_the_selected_words_are_decided_on(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    suggest(room.article, "23.40", "23.50", by=room.reader)
    start, end = place_of(room.article, "costs 6.507.00")
    version = room.article.document.version
    decide(room.editor, room.article, "accept", start=start, end=end, version=version)
    assert Suggestion.objects.pending().count() == 1
    missing = decide(room.editor, room.article, "accept", start="", end="", version="")
    assert missing.status_code == 422
    assert "Select text in the copy" in words(missing)
    assert Suggestion.objects.pending().count() == 1, "a form without a selection must not mean all"


@pytest.mark.parametrize(
    ("who", "act", "status"),
    [
        ("reader", "accept", 403),
        ("colleague", "reject", 403),
        ("stranger", "accept", 404),
        ("editor", "", 422),
    ],
)
def test_refusals(room, who, act, status):
    suggest(room.article, "6.50", "7.00", by=room.slot)
    response = decide(getattr(room, who), room.article, act)
    assert response.status_code == status
    assert Suggestion.objects.get().is_pending


def test_keys_that_are_none(room):
    assert decide(room.editor, room.article, "accept", suggestion=new_key(room.reader)).status_code == 404
    assert decide(room.editor, room.article, "accept", suggestion="\x00<b>").status_code == 404
    assert decide(room.editor, room.article, "accept").status_code == 409


def test_discuss_begins_a_thread_beside_the_card(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    address = at(room.article, f"suggestions/{key}/discuss")
    response = browse(room.editor).post(address, {"remark": "Since when?"}, headers=HTMX)
    assert Query.objects.get().suggestion.key == key
    shown = words(response)
    assert "Since when?" in shown
    assert "Discussed in query 1" in shown
    assert browse(room.editor).post(address, {"remark": "Again?"}).status_code == 409
    assert browse(room.stranger).post(address, {"remark": "Me?"}).status_code == 404
    thread = words(browse(room.reader).get(at(room.article, "queries/1/")))
    assert "About a suggestion by Leila Haddad" in thread


def test_nothing_typed_reaches_the_page_as_markup(room):
    room.reader.name = "<b>Leila</b>"
    room.reader.save()
    suggest(room.article, "6.50", "<script>alert(1)</script>", by=room.reader)
    body = body_of(room.editor, room.article)
    assert "<script>alert" not in body
    assert "<b>Leila" not in body
    decide(room.editor, room.article, "accept")
    assert "<script>alert" not in body_of(room.editor, room.article)


def test_the_page_costs_the_same_for_any_number_of_suggestions(room):
    def cost():
        client = browse(room.editor)
        with CaptureQueriesContext(connection) as queries:
            client.get(at(room.article))
        return len(queries)

    suggest(room.article, "6.50", "7.00", by=room.reader)
    one = cost()
    for word in ("Ferry", "23.40", "single", "boat"):
        suggest(room.article, word, "another", by=room.slot)
    decide(room.editor, room.article, "reject", person=room.reader.pk)
    assert cost() == one


def test_old_revisions_and_clean_copy_say_what_was_pending(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    browse(room.editor).post(at(room.article, "history/keep"))
    number = room.article.revisions.order_by("-number").first().number
    revision = browse(room.editor).get(at(room.article, f"history/{number}/"))
    assert "1 suggestion was pending" in words(revision)
    assert '<ins class="proposed' in revision.content.decode()
    clean = browse(room.editor).get(at(room.article, "clean/"))
    assert "1 pending suggestion" in words(clean)
    assert "7.00" not in words(clean)
    signed = words(browse(room.editor).get(at(room.article, "preflight/"))).split(
        "You are signing this text."
    )[1]
    assert "7.00" not in signed


def test_a_page_that_would_replace_the_text_says_what_is_in_the_way(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    response = browse(room.editor).post(at(room.article, "history/1/restore"))
    assert response.status_code == 409
    assert "1 suggestion is pending. Accept or reject it first" in words(response)


@pytest.mark.parametrize("act", ["accept", "reject"])
@pytest.mark.parametrize("page", ["history/1/restore", "new-version/"])
def test_a_page_that_replaces_the_text_has_the_way_there_in_one_click(room, page, act):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    address = at(room.article, page)
    shown = browse(room.editor).get(address)
    assert "1 suggestion is pending. Accept or reject it first" in words(shown)
    for way in ('value="accept"', 'value="reject"', "#suggested"):
        assert way in shown.content.decode()
    assert 'name="act" value="accept"' not in browse(room.colleague).get(address).content.decode()
    decided = browse(room.editor).post(at(room.article, "suggestions/decide"), {"act": act, "back": address})
    assert decided.status_code == 302 and decided["Location"] == address
    assert "is pending" not in words(browse(room.editor).get(address))
    assert not Suggestion.objects.pending().exists()


def test_deciding_leads_back_to_pages_of_the_article_only(room):
    for back in ("https://elsewhere.example/", "//elsewhere.example/", "/admin/"):
        suggest(room.article, "6.50", "7.00", by=room.reader)
        decided = browse(room.editor).post(
            at(room.article, "suggestions/decide"), {"act": "reject", "back": back}
        )
        assert decided["Location"] == at(room.article, "#suggested")


def test_suggestions_are_decided_on_while_a_file_waits_to_be_the_copy(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    text = "# Two ferries\n\nThey run at night."
    looked_at = preview(room.editor, text=text, address=at(room.article, "new-version/"))
    waiting = file(room.editor, looked_at)
    assert waiting.status_code == 409
    assert "Replace copy" not in words(waiting)
    decided = file(room.editor, looked_at, act="accept")
    assert "Accepted." in words(decided)
    file(room.editor, looked_at)
    assert published(room.article) == "Two ferries\n\nThey run at night."
