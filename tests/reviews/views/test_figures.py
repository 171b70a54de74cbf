"""The figures of a desk as a page and as files, for whoever edits it."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import timezone

from newsroom.security.models import SecurityEvent
from reviews.models import Stage
from reviews.workflow import signoff
from tests.factories import join, make_article, make_desk, make_query, make_user
from tests.pages import browse, words

ADDRESS = "/figures/"


@pytest.fixture
def busy(room):
    """A desk on which something happened just now."""
    make_query(room.article, "6.50 euros", by=room.editor, kind="legal", now=timezone.now())
    for stage in Stage.objects.filter(desk=room.desk).order_by("position")[1:3]:
        signoff.pass_on(article=room.article, stage=stage, by=room.editor, now=timezone.now())
    return room


def rows(response):
    return list(csv.reader(io.StringIO(response.content.decode(), newline="")))


def test_a_page_has_each_plot_with_its_table(busy):
    response = browse(busy.editor).get(ADDRESS)
    shown = words(response)
    for part in (
        "Time in stage",
        "Queries by kind",
        "Open queries by age",
        "Sign-offs that went out of date",
    ):
        assert part in shown
    assert "Legal 1" in shown
    assert "Queries by desk" not in shown
    body = response.content.decode()
    assert body.count("<svg width") == body.count("<title id=") == body.count("<desc id=")
    assert "style=" not in body


@pytest.mark.parametrize("who", ["writer", "colleague", "reader", "stranger"])
def test_who_edits_no_desk_sees_none(busy, who):
    browser = browse(getattr(busy, who))
    for address in (ADDRESS, "/figures/corrections.csv"):
        response = browser.get(address)
        assert response.status_code == 403
        assert "Only desk editors and administrators can see figures." in words(response)


def test_an_editor_sees_no_other_desk(busy):
    other = make_desk("world")
    editor = join(make_user(), other, "editor")
    shown = words(browse(editor).get(f"{ADDRESS}?desk={busy.desk.slug}"))
    assert "Nothing to count yet" in shown
    assert busy.desk.name not in shown


def test_a_desk_and_a_period_are_chosen_by_the_address(busy):
    quiet = make_desk("quiet")
    join(busy.editor, quiet, "editor")
    browser = browse(busy.editor)
    assert "Queries by desk" in words(browser.get(f"{ADDRESS}?period=year"))
    response = browser.get(f"{ADDRESS}?desk=quiet&period=year")
    assert "Nothing to count yet" in words(response)
    assert '<option value="year" selected>' in response.content.decode()
    assert browser.get(f"{ADDRESS}?desk=nowhere&period=never").status_code == 200


def test_a_file_has_the_rows_of_a_plot_and_no_formula(busy):
    Stage.objects.filter(name="Copy").update(name="=HYPERLINK(1)")
    response = browse(busy.editor).get("/figures/time-in-stage.csv?period=quarter")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "time-in-stage-quarter-" in response["Content-Disposition"]
    head, row = rows(response)
    assert head[0] == "Stage"
    assert row[:2] == ["'=HYPERLINK(1)", "1"]
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.EXPORTED).count() == 1


def test_there_is_no_file_of_other_figures(busy):
    assert browse(busy.editor).get("/figures/salaries.csv").status_code == 404


def test_names_are_never_markup(busy):
    Stage.objects.filter(name="Copy").update(name="<script>alert(1)</script>")
    assert "<script>alert" not in browse(busy.editor).get(ADDRESS).content.decode()


def test_at_most_twelve_statements_however_many_stories(busy, django_assert_max_num_queries):
    for number in range(3):
        make_article(busy.desk, author=busy.writer)
        make_query(busy.article, "6.50 euros", by=busy.editor, question=f"{number}?", now=timezone.now())
    browser = browse(busy.editor)
    browser.get(ADDRESS)
    with django_assert_max_num_queries(12):
        browser.get(ADDRESS)
