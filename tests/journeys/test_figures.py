"""Figures at every width, in both themes, in more contrast, and mirrored."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reviews.models import Stage
from reviews.workflow import signoff
from tests.factories import join, make_desk, make_query
from tests.journeys.looking import serious


@pytest.fixture
def busy(room):
    for kind in ("legal", "fact"):
        make_query(room.article, "6.50 euros", by=room.editor, kind=kind, now=timezone.now())
    for stage in Stage.objects.filter(desk=room.desk).order_by("position")[1:4]:
        signoff.pass_on(article=room.article, stage=stage, by=room.editor, now=timezone.now())
    join(room.editor, make_desk("world"), "editor")
    return room


@pytest.mark.parametrize(
    "look",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"contrast": "more"}, {"forced_colors": "active"}],
)
def test_axe_finds_nothing_and_no_page_is_too_wide(busy, as_person, look):
    page = as_person(busy.editor, reverse("figures"), **look)
    expect(page.locator(".plot")).to_have_count(4)
    assert serious(page) == []
    for width in (320, 390, 1024, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 390, "height": 900})
    assert serious(page) == []


def test_a_desk_is_chosen_and_its_rows_downloaded(busy, as_person):
    page = as_person(busy.editor, reverse("figures"))
    page.get_by_role("combobox", name="Desk").select_option(busy.desk.slug)
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#queries-by-desk")).to_have_count(0)
    with page.expect_download() as downloading:
        page.locator("#queries-by-kind").get_by_role("link", name="Export CSV").click()
    assert set(downloading.value.path().read_text().split()) == {"Kind,Queries", "Fact,1", "Legal,1"}


def test_bars_grow_from_where_lines_begin(busy, as_person):
    page = as_person(busy.editor, reverse("figures"))
    plot, bar = page.locator("#open-queries svg"), page.locator("#open-queries rect").first
    words = page.locator("#open-queries text").first

    def beginnings(edge):
        return [
            one.evaluate(f"(one) => Math.round(one.getBoundingClientRect().{edge})")
            for one in (plot, bar, words)
        ]

    for direction, edge in (("ltr", "left"), ("rtl", "right")):
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        whole, bar_at, words_at = beginnings(edge)
        assert abs(whole - bar_at) <= 1
        assert abs(whole - words_at) <= 2
