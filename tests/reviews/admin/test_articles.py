"""An article's page shows what stands in the way, and all that people asked, signed and released."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from reviews.models import Round
from reviews.queries import answering
from reviews.workflow import preflight, signoff
from tests.factories import NOW, make_article, make_doc, make_query, newsroom
from tests.newsroom.admin.filling import fill_one
from tests.reviews.workflow.test_preflight import sign_all

pytestmark = pytest.mark.django_db


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def panels(client, article):
    return {panel.title.split(":")[0]: panel for panel in client.get(change(article)).context["panels"]}


@pytest.fixture
def people(client):
    people = newsroom()
    client.force_login(people.admin)
    return people


def test_preflight_is_the_list_everybody_sees(client, people):
    article = make_article(people.desk, doc=make_doc("The TK ferry [CHECK: which one?] leaves.", headline=""))
    make_query(article, "leaves", by=people.editor)
    article = Article.objects.get(pk=article.pk)
    found = preflight.preflight(article, now=timezone.now())
    shown = panels(client, article)["Preflight"]
    assert [row[1] for row in shown.rows] == [finding.sentence for finding in found]
    assert shown.total == len(found) >= 6
    text = client.get(change(article)).content.decode()
    assert "The headline is empty." in text


def test_nothing_in_the_way_is_said(client, people):
    sign_all(people)
    shown = panels(client, people.article)["Preflight"]
    assert (shown.rows, shown.empty) == ([], "Ready to release.")


def test_words_of_the_copy_are_never_markup(client, people):
    article = make_article(people.desk, doc=make_doc("<script>alert(1)</script> stays."))
    make_query(article, "stays", by=people.editor, question="<img src=x onerror=alert(1)>")
    text = client.get(change(article)).content.decode()
    assert "<img src=x" not in text and "<script>alert" not in text


def test_everything_is_at_hand(client, people):
    article = fill_one()
    shown = panels(client, article)
    assert list(shown) == [
        *("Preflight", "Queries", "Sign-offs", "Rounds", "Releases", "Revisions", "Activity"),
    ]
    assert {name: panel.total for name, panel in shown.items() if name != "Preflight"} == {
        "Queries": article.queries.count(),
        "Sign-offs": 1,
        "Rounds": 1,
        "Releases": 1,
        "Revisions": article.revisions.count(),
        "Activity": article.events.count(),
    }
    assert shown["Sign-offs"].rows[0][5] == "out of date"


def test_every_list_behind_a_panel_opens(client, people):
    article = fill_one()
    fill_one()
    for title, panel in panels(client, article).items():
        if panel.more:
            listed = client.get(panel.more)
            assert listed.status_code == 200, title
            assert listed.context["cl"].result_count == panel.total, title


def test_panels_show_few_rows_and_the_way_to_all(client, people):
    article = people.article
    for _ in range(14):
        make_query(article, "last boat", by=people.editor)
    resolved = article.queries.get(number=3)
    answering.resolve(query=resolved, by=people.editor, now=NOW)
    shown = panels(client, article)["Queries"]
    assert (len(shown.rows), shown.total, shown.left_out) == (10, 14, 4)
    assert "resolved" not in {row[3] for row in shown.rows}
    assert "All 14" in client.get(change(article)).content.decode()


def test_the_page_costs_the_same_whatever_hangs_on_the_article(client, people):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(change(people.article))
        return len(captured)

    make_query(people.article, "last boat", by=people.editor)
    cost()
    few = cost()
    for _ in range(25):
        query = make_query(people.article, "last boat", by=people.editor)
        answering.reply(query=query, by=people.writer, body="Yes.", now=NOW)
    assert cost() <= few


def test_the_list_shows_stage_and_open_queries(client, people):
    make_query(people.article, "last boat", by=people.editor)
    make_query(people.article, "ticket", by=people.editor, blocking=False)
    text = client.get("/admin/articles/article/").content.decode()
    assert "2, 1 blocking" in text and "Desk edit" in text


def test_a_round_shows_how_its_stage_changed(client, people):
    stage = people.desk.stages.get(position=3)
    signoff.pass_on(article=people.article, stage=stage, by=people.editor, now=NOW)
    round = Round.objects.get(article=people.article)
    page = client.get(reverse("admin:reviews_round_history", args=[round.pk]))
    assert [(c.field, c.old, c.new) for c in page.context["page_obj"][0].changes] == [
        ("Stage", "Desk edit", "Standards")
    ]
