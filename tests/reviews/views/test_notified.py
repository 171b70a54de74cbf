"""Who was notified of a query, and that a sign-off went stale."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.models import Article
from reviews.models import Notification
from reviews.notifications import events
from reviews.preferences import subscriptions
from reviews.queries import answering
from reviews.schedule import reminders
from reviews.workflow import signoff
from tests.factories import NOW, make_query
from tests.pages import HTMX, at, browse, words


@pytest.fixture
def query(room):
    return make_query(room.article, "6.50 euros", by=room.editor)


@pytest.mark.parametrize(
    ("state", "shown"),
    [("pending", "waiting"), ("sent", "sent"), ("dead", "failed"), ("inbox", "inbox only")],
)
def test_a_query_says_who_was_told_and_how_it_stands(room, query, state, shown):
    Notification.objects.update(state=state)
    for headers in ({}, HTMX):
        page = browse(room.reader).get(at(room.article, "queries/1/"), headers=headers)
        assert f"Mara Velde : query asked · {shown} ·" in words(page)


def test_only_of_this_query(room, query):
    other = make_query(room.article, "last boat", by=room.editor)
    subscriptions.set_kinds(room.editor, ["replied"], wanted=False)
    answering.reply(query=other, by=room.writer, body="Yes, it is the last.", now=NOW)
    page = words(browse(room.reader).get(at(room.article, "queries/1/")))
    assert "Ruth Adeyemi : reply to a query" not in page
    page = words(browse(room.reader).get(at(room.article, "queries/2/")))
    assert "Ruth Adeyemi : reply to a query · inbox only ·" in page


def test_of_copy_that_came_in_with_many_only_whose_it_is(room, query):
    other = make_query(room.article, "last boat", by=room.editor, assigned_to=room.reader)
    Notification.objects.all().delete()
    events.record_filed(article=room.article, actor=None, queries=[query, other], now=NOW)
    page = words(browse(room.editor).get(at(room.article, "queries/2/")))
    assert "Leila Haddad : query asked · waiting" in page
    assert "Mara Velde : query asked" not in page


def test_strangers_are_told_nothing(room, query):
    assert browse(room.stranger).get(at(room.article, "queries/1/")).status_code == 404
    assert browse().get(at(room.article, "queries/1/")).status_code == 302


def test_a_sign_off_says_who_heard_that_it_is_stale(room):
    given = signoff.sign(
        article=room.article,
        stage=signoff.current_round(room.article).stage,
        by=room.editor,
        digest=room.article.digest,
        now=NOW,
    )
    address = at(room.article, f"signoffs/{given.pk}/")
    shown = words(browse(room.reader).get(address))
    assert (
        "Jonas Keller : stage due for sign-off · waiting ·" in shown
    )  # the copy went on with this signature
    assert "sign-off out of date" not in shown
    Article.objects.update(digest="sha256:other")
    signoff.announce_stale(now=NOW)
    shown = words(browse(room.reader).get(address))
    assert "Ruth Adeyemi : sign-off out of date · waiting ·" in shown


def test_every_sign_off_leads_there(room):
    given = signoff.sign(
        article=room.article,
        stage=signoff.current_round(room.article).stage,
        by=room.editor,
        digest=room.article.digest,
        now=NOW,
    )
    page = browse(room.reader).get(at(room.article, "preflight/")).content.decode()
    assert at(room.article, f"signoffs/{given.pk}/") in page


def test_a_reminder_is_among_what_a_query_was_told_of(room):
    Article.objects.update(deadline=NOW + timedelta(hours=8))
    room.article.refresh_from_db()
    make_query(room.article, "6.50 euros", by=room.editor)
    reminders.remind(now=NOW + timedelta(hours=4))
    page = words(browse(room.reader).get(at(room.article, "queries/1/")))
    assert "Mara Velde : query open near deadline · waiting ·" in page
