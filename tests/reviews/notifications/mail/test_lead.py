"""The first line of a mail, which mail programs show beside its subject: who wants what by when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import html as pages

from articles.models import Article
from reviews.models import Event, Notification, Query
from reviews.models.facts import SHAPES
from reviews.notifications import events, mail_data
from reviews.notifications.mail import rendering
from reviews.notifications.mail.reply_instructions import BEGINNING
from tests.reviews.notifications.foreign_desk import NOW, after
from tests.reviews.notifications.mail.test_rendering import Page, mail_to, tell

Kind = Event.Kind
DUE = NOW + timedelta(hours=3)


def lead_of(mail):
    """The one line, which both forms of the mail begin with, and of which the page shows nothing."""
    first = mail.text.partition("\n")[0]
    body = pages.document_fromstring(mail.html).body
    (hidden,) = body.xpath("./div[@class='lead']")
    assert body.getchildren()[0] is hidden
    assert hidden.text == first
    assert "display: none" in hidden.get("style")
    assert first.startswith(BEGINNING)
    return first.removeprefix(BEGINNING)


def at(moment):
    return f"{moment:%A} {moment.day} {moment:%B, %H:%M} UTC"


@pytest.mark.parametrize(
    ("kind", "reader", "expected"),
    [
        (Kind.ASKED, "wanda", "Dana Person needs your answer by {due}: All of them?"),
        (Kind.ASSIGNED, "wanda", "Dana Person needs your answer by {due}: All of them?"),
        (Kind.CHANGED, "wanda", "Dana Person needs your answer by {due}: All of them?"),
        (Kind.REOPENED, "wanda", "Dana Person needs your answer by {due}: All of them?"),
    ],
)
def test_an_answer_is_asked_for_by_its_time(foreign, kind, reader, expected):
    article = foreign.article(deadline=after(9 * 3600))
    query = foreign.query(article, asked_by="dana", assigned_to="wanda", question="All of\nthem?", due_at=DUE)
    event = tell(foreign, kind, article=article, query=query, facts=SHAPES[kind]())
    assert lead_of(mail_to(event, foreign.people[reader])) == expected.format(due=at(DUE))


def test_the_deadline_counts_where_a_query_has_no_time_and_nothing_does_once_that_is_past(foreign):
    article = foreign.article(deadline=DUE)
    query = foreign.query(article, asked_by="dana", question="All of them?")
    event = tell(foreign, Kind.ASKED, article=article, query=query)
    assert lead_of(mail_to(event, foreign.wanda)).startswith(f"Dana Person needs your answer by {at(DUE)}: ")
    Article.objects.update(deadline=after(-60))
    assert lead_of(mail_to(event, foreign.wanda)) == "Dana Person needs your answer: All of them?"


def test_who_asked_learns_what_was_replied(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", state=Query.State.ANSWERED)
    reply = foreign.reply(query, by="wanda", body="Only the Gulf ones.", at=NOW)
    event = tell(foreign, Kind.REPLIED, article=article, actor="wanda", query=query, reply=reply)
    mail = mail_to(event, foreign.dana)
    assert lead_of(mail) == "Wanda Person replied to your query: Only the Gulf ones."
    assert "Read the reply: " in mail.text


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.STAGE_DUE, "Your Copy 0 sign-off is needed by {due}."),
        (Kind.STALE, "The copy has changed: your Copy 0 sign-off is needed again by {due}."),
    ],
)
def test_a_signature_is_asked_for(foreign, kind, expected):
    article, stage = foreign.article(deadline=DUE), foreign.stage()
    facts = SHAPES[kind].from_json({"signers": [foreign.rita.pk]})
    event = tell(foreign, kind, article=article, stage=stage, round=None, facts=facts)
    assert lead_of(mail_to(event, foreign.rita)) == expected.format(due=at(DUE))


def test_notes_of_a_draft_are_wanted_by_nobody_in_particular(foreign):
    article = foreign.article(deadline=DUE)
    notes = [foreign.query(article, question=f"Note {n}?") for n in range(3)]
    event = events.record_filed(article=article, actor=foreign.dana, queries=notes, now=NOW)
    lead = lead_of(mail_to(event, foreign.wanda))
    assert lead == f"Your answers to 3 queries are needed by {at(DUE)}: Note 0?"


def test_where_nothing_is_asked_it_says_what_happened(foreign):
    article = foreign.article(author="rita")
    event = tell(foreign, Kind.RELEASED, article=article)
    assert lead_of(mail_to(event, foreign.rita)) == "Dana Person released the story."
    query = foreign.query(
        article, asked_by="rita", question="All of them?", state="resolved", resolved_at=NOW
    )
    resolved = tell(foreign, Kind.RESOLVED, article=article, query=query)
    assert lead_of(mail_to(resolved, foreign.rita)) == "Dana Person resolved: All of them?"


def test_of_several_things_the_first_that_asks_is_said_and_how_many_more_do(foreign):
    article, stage = foreign.article(deadline=DUE), foreign.stage()
    round = foreign.round(article, stage)
    closed = foreign.query(article, asked_by="rita", state="resolved", resolved_at=NOW)
    query = foreign.query(article, asked_by="dana", assigned_to="rita", question="All of them?")
    about = {"article": article}
    rows = [
        event.notifications.get(recipient=foreign.rita)
        for event in (
            tell(foreign, Kind.RESOLVED, query=closed, **about),
            tell(foreign, Kind.ASKED, query=query, **about),
            tell(foreign, Kind.STAGE_DUE, stage=stage, round=round, **about),
        )
    ]
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(message_id="<one@desk.example>")
    (together,) = mail_data.load(Notification.objects.filter(message_id="<one@desk.example>"))
    mail = rendering.render(together)
    assert lead_of(mail) == f"Dana Person needs your answer by {at(DUE)}: All of them? And 1 more."
    assert "Answer the query: " in mail.text
    assert Page(mail.html).links[0].endswith(f"#query-{query.number}")
    assert mail.text.index("Dana Person has a query") < mail.text.index("Dana Person resolved this query")


def test_what_somebody_typed_is_words_and_one_line(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", question="<b>All</b>\r\nof \u202ethem?" + " x" * 400)
    mail = mail_to(tell(foreign, Kind.ASKED, article=article, query=query), foreign.wanda)
    lead = lead_of(mail)
    assert "<b>All</b> of them?" in lead
    assert len(lead) < 220
    assert "&lt;b&gt;All" in mail.html and "<b>All" not in mail.html


def test_what_is_asked_stands_above_the_words_that_it_is_about(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", question="All of them?")
    page = Page(mail_to(tell(foreign, Kind.ASKED, article=article, query=query), foreign.wanda).html).text
    assert page.index("Please answer or reassign it.") < page.index("Arab governments")
