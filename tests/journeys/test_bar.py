"""The story's bar: it takes little room, nothing in it overlaps or is cut off, and keys reach its menus."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.workflow import releasing
from tests.acts import sign
from tests.factories import make_article, make_doc, make_query
from tests.journeys.frame import account
from tests.journeys.looking import serious, stands_still
from tests.journeys.test_editing import EDITOR, place_caret
from tests.pages import at

LONG = "The council votes to spend four million on night trams that nobody has asked for, " * 3
ARABIC = "سوق المدينة القديمة يعود إلى الحياة بعد أحد عشر عاما من الإغلاق"
HEADLINES = {"short": ("Ferry runs at night again", "en"), "long": (LONG, "en"), "Arabic": (ARABIC, "ar")}
SCREENS = {"desktop": (1360, 900, 160), "telephone": (390, 844, 120), "200 %": (680, 450, 450)}
WIDTHS = (320, 360, 390, 480, 680, 768, 820, 1024, 1100, 1360, 1920)

FIRST_LINE = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("#copy > h1"));
  const { top, bottom } = range.getClientRects()[0];
  return { top, bottom };
}"""
CROWDED = """() => {
  const bar = document.querySelector("#bar");
  const line = bar.querySelector(".story-facts").getBoundingClientRect();
  const box = (one) => one.getBoundingClientRect();
  const isWrapped = (one) => one.closest(".story-facts > *") && box(one).top >= line.bottom - 1;
  const shown = (one) => one.checkVisibility() && box(one).width > 1 && !isWrapped(one);
  const parts = ".article-name, .story-facts > *, #here > li, .tabs > a, button, .mode, #save-state";
  const found = [...bar.querySelectorAll(parts), ...document.querySelectorAll(".site > *")].filter(shown);
  const named = (one) => `${one.tagName} ${one.id || one.className || one.textContent.trim()}`;
  const wrong = [];
  for (const one of found) {
    const { left, right } = box(one);
    if (left < -0.5 || right > innerWidth + 0.5) wrong.push(`${named(one)} is outside`);
    if (one.matches("button, a, #save-state") && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
      wrong.push(`${named(one)} is cut off`);
  }
  const { left, right } = box(bar.querySelector(".article-name"));
  for (const fact of bar.querySelectorAll(".story-facts > *"))
    if (shown(fact) && (box(fact).right > right + 1 || box(fact).left < left - 1))
      wrong.push(`${named(fact)} is cut off`);
  for (const [index, one] of found.entries())
    for (const other of found.slice(index + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const [a, b] = [box(one), box(other)];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 1) wrong.push(`${named(one)} overlaps ${named(other)}`);
    }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is too wide");
  return wrong;
}"""


@pytest.fixture
def stories(room):
    """A story with a query for each headline, by its name."""
    found = {}
    for name, (headline, language) in HEADLINES.items():
        doc = make_doc("The last boat leaves at 23.40, a single ticket costs 6.50 euros.", headline=headline)
        due = {"deadline": timezone.now() + timedelta(hours=3), "language": language}
        found[name] = make_article(room.desk, author=room.writer, doc=doc, **due)
        make_query(found[name], "6.50 euros", by=room.editor)
    return found


def opened(as_person, person, article, width, height):
    page = as_person(
        person, at(article), viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    expect(page.locator("#copy")).to_be_visible()
    if page.locator("#toolbar").count():
        expect(page.locator(EDITOR)).to_be_visible()
    expect(page.locator("#status .wide, #banner > p").first).to_be_attached()
    stands_still(page)
    return page


def resized(page, width):
    """At this width, when the tools have been laid out anew."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    stands_still(page)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("headline", HEADLINES)
def test_the_copy_begins_near_the_top(stories, room, as_person, headline, screen):
    width, height, most = SCREENS[screen]
    page = opened(as_person, room.editor, stories[headline], width, height)
    line = page.evaluate(FIRST_LINE)
    assert line["top"] <= most
    assert line["bottom"] <= height


@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("role", ["editor", "reader", "colleague"])
def test_nothing_in_the_bar_overlaps_or_is_cut_off(stories, room, as_person, headline, role):
    person = getattr(room, role)
    page = opened(as_person, person, stories[headline], WIDTHS[0], 800)
    for width in WIDTHS:
        resized(page, width)
        assert page.evaluate(CROWDED) == [], width
    if page.locator("#toolbar").count():
        row = page.locator(".tool-row").bounding_box()
        assert row["height"] <= 48


def test_the_copy_begins_near_the_top_after_release_and_in_a_correction(room, as_person):
    for stage, person in zip(
        room.desk.stages.order_by("position"),
        (room.editor, room.copy_editor, room.reader, room.slot),
        strict=True,
    ):
        sign(room.article, stage, by=person)
    releasing.release(article=room.article, by=room.slot, now=timezone.now())
    page = opened(as_person, room.slot, room.article, 1360, 900)
    expect(page.locator("#banner")).to_contain_text("Released in this version.")
    assert page.evaluate(FIRST_LINE)["top"] <= 160
    releasing.open_correction(
        article=room.article, by=room.slot, reason="The fare is 6.80.", now=timezone.now()
    )
    page.reload()
    expect(page.locator(EDITOR)).to_be_visible()
    assert page.evaluate(FIRST_LINE)["top"] <= 160
    for width in WIDTHS:
        resized(page, width)
        assert page.evaluate(CROWDED) == [], width
    page.get_by_role("button", name="Correction").click()
    expect(page.locator("#correction")).to_contain_text("The fare is 6.80.")
    assert serious(page) == []


def test_tools_that_do_not_fit_are_in_a_menu_that_keys_reach(room, as_person):
    page = opened(as_person, room.editor, room.article, 390, 844)
    toolbar = page.get_by_role("toolbar")
    expect(toolbar.get_by_role("button", name="Undo")).to_be_visible()
    expect(toolbar.get_by_role("button", name="Numbered list")).to_be_hidden()
    place_caret(page, "The last boat")
    page.keyboard.press("Escape")
    expect(toolbar.get_by_role("button", name="Ask")).to_be_focused()
    page.keyboard.press("End")
    more = toolbar.get_by_role("button", name="More", exact=True)
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    numbered = toolbar.get_by_role("button", name="Numbered list")
    expect(numbered).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(numbered).to_be_hidden()
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(30):
        if numbered.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#copy ol")).to_have_count(1)
    expect(numbered).to_be_hidden()
    expect(more).to_be_focused()


@pytest.mark.parametrize("width", [390, 1360])
def test_one_panel_opens_at_the_side(room, as_person, width):
    page = opened(as_person, room.editor, room.article, width, 800)
    panel, more = page.locator("#panel"), page.get_by_role("button", name="More", exact=True)
    button = page.get_by_role("button", name="Keyboard shortcuts")
    expect(panel).to_be_hidden()
    more.click()
    button.press("Enter")
    expect(panel.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    expect(panel).to_be_focused()
    expect(panel).to_contain_text("Ask about the selected text")
    if width > 1000:  # it lies over the margin and moves nothing
        margin = page.locator(".margin").bounding_box()
        assert abs(margin["y"] - page.locator(".copy-side").bounding_box()["y"]) < 2
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    button.click()
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_menus_of_the_site_open_one_at_a_time_and_close_with_escape(room, as_person):
    page = opened(as_person, room.editor, room.article, 390, 844)
    account(page).click()
    expect(page.get_by_role("link", name="Preferences")).to_be_visible()
    page.get_by_role("button", name="Pages of this story").click()
    expect(page.get_by_role("link", name="Preferences")).to_be_hidden()
    expect(page.get_by_role("link", name="Details")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Details")).to_be_hidden()
    expect(page.get_by_role("button", name="Pages of this story")).to_be_focused()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("link", name="Stories", exact=True).click()
    expect(page.get_by_role("heading", name="Stories")).to_be_visible()
