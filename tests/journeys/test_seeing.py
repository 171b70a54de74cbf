"""What is seen of the story's page: lines that begin where the copy does, names, forced colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reviews.models import Query
from tests.environment.processes import wait_until
from tests.factories import make_article, make_doc, make_query
from tests.journeys.test_bar import ARABIC
from tests.journeys.test_cards import story
from tests.journeys.test_editing import EDITOR
from tests.pages import at

BEGINS = """(selector) => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(selector));
    return range.getClientRects()[0].left;
}"""
CUT_OFF = """() => [...document.querySelectorAll("#threads .thread-dense > .who")]
    .flatMap((one) => [one, ...one.children])
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
    .map((one) => one.textContent)"""
COLOURS = """() => {
    const { color } = getComputedStyle(document.querySelector(".tabs a"));
    return [color, getComputedStyle(document.body).color];
}"""
LINES = """() => [...document.querySelectorAll(".tabs a")]
    .map((one) => getComputedStyle(one).borderBlockEndColor)"""


@pytest.mark.parametrize("width", [390, 1024, 1360, 1920])
def test_the_lines_below_the_copy_begin_where_it_does(room, as_person, width):
    page = as_person(room.editor, at(room.article), viewport={"width": width, "height": 900})
    expect(page.locator(EDITOR)).to_be_visible()
    begin = page.evaluate(BEGINS, "#copy > p")
    for line in ("#length .length-words", ".copy-foot"):
        assert abs(page.evaluate(BEGINS, line) - begin) <= 1, line


def test_short_cards_do_not_cut_names_in_a_narrow_margin(room, as_person):
    story(room, 60)
    Query.objects.update(assigned_to=room.copy_editor)
    size = {"width": 1024, "height": 800}
    page = as_person(room.editor, at(room.article), viewport=size, reduced_motion="reduce")
    expect(page.locator("#threads .thread-dense").first).to_be_visible()
    expect(page.locator("#query-3 .who")).to_contain_text("Ruth Adeyemi")
    expect(page.locator("#query-3 .turn")).to_contain_text("Jonas Keller")
    wait_until(lambda: page.evaluate(CUT_OFF) == [])


def test_the_fields_of_the_find_bar_read_as_the_copy_does(room, as_person):
    room.article = make_article(
        room.desk, author=room.writer, language="ar", direction="rtl", doc=make_doc(ARABIC, headline=ARABIC)
    )
    page = as_person(room.editor, at(room.article))
    expect(page.locator(EDITOR)).to_be_visible()
    page.locator("#copy p").first.click()
    page.keyboard.press("Control+h")
    for name in ("find", "replace"):
        expect(page.locator(f"#find-bar [name={name}]")).to_have_css("direction", "rtl")


def test_a_link_to_a_query_is_copied_by_its_button(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.editor, at(room.article))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="More: query 1").click()
    button = page.locator("#query-1 .copy-link button")
    button.click()
    expect(button).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.locator("#link-1").input_value()
    assert link.endswith(f"{at(room.article)}#query-1")
    expect(button).to_have_text("Copy link")


def test_a_panel_that_does_not_come_says_so_and_asks_again(room, as_person):
    page = as_person(room.editor, at(room.article))
    expect(page.locator(EDITOR)).to_be_visible()
    address = f"**{at(room.article, 'preflight/')}"
    panel = page.locator("#panel")
    page.route(address, lambda route: route.abort())
    page.locator("#status a").click()
    expect(panel.get_by_role("alert")).to_contain_text("Can’t reach the server.")
    page.unroute(address)
    page.route(address, lambda route: route.fulfill(status=503, body="<p class='lead'>Back in a minute.</p>"))
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_role("alert")).to_have_text("Back in a minute.")
    page.unroute(address)
    panel.get_by_role("button", name="Try again").focus()
    page.keyboard.press("Enter")
    expect(panel.locator("#signing")).to_be_visible()
    expect(panel.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_one_tab_has_a_line_and_focus_is_seen(room, as_person, scheme):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.editor, at(room.article), forced_colors="active", color_scheme=scheme)
    expect(page.locator(EDITOR)).to_be_visible()
    first, *others = page.evaluate(LINES)
    assert len(set(others)) == 1
    assert first != others[0]
    assert others[0] not in page.evaluate(COLOURS), "in the colour of the page: nothing is seen"
    page.keyboard.press("Alt+n")
    card = page.locator("#query-1")
    expect(card).to_be_focused()
    expect(card).to_have_css("outline-style", "solid")
    for name in ("Resolve query 1", "Ask"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_have_css("border-top-style", "solid")
