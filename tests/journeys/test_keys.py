"""Keys on keyboards with Russian, Greek, Hebrew and Arabic letters, with AltGr, and on a Mac."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import make_query
from tests.journeys.test_composing import place_caret_behind
from tests.journeys.test_editing import EDITOR, saved, text_of
from tests.journeys.test_margin import announcement, article_at, select

MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}


class Keyboard:
    """A keyboard by the browser's own protocol: the place of each key, and what it types."""

    def __init__(self, page):
        self._cdp = page.context.new_cdp_session(page)

    def press(self, chord, typed=None, *, text=""):
        """``Control+Alt+KeyM`` and what is written on that key; ``text`` is what goes into a field."""
        *held, code = chord.split("+")
        pressed = {"code": code, "key": typed or code, "modifiers": sum(MODIFIERS[name] for name in held)}
        kind = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self._cdp.send("Input.dispatchKeyEvent", {**pressed, **kind})
        self._cdp.send("Input.dispatchKeyEvent", {**pressed, "type": "keyUp"})


def on(page, platform):
    """Open the page again as on a machine of that platform."""
    page.add_init_script(
        f"Object.defineProperty(navigator, 'platform', {{configurable: true, get: () => {platform!r}}})"
    )
    page.reload()
    expect(page.locator("#save-state")).to_have_text("Saved")
    return Keyboard(page)


@pytest.mark.parametrize("platform", ["Win32", "Linux x86_64"])
@pytest.mark.parametrize(
    ("ask", "attribution"),
    [("ь", "ф"), ("μ", "α"), ("צ", "ש"), ("ة", "ش")],
    ids=["Russian", "Greek", "Hebrew", "Arabic"],
)
def test_who_types_other_letters_asks_about_words_and_who_wrote_them(
    room, as_person, platform, ask, attribution
):
    page = as_person(room.editor, article_at(room))
    keyboard = on(page, platform)
    for chord, typed, dialog in (
        ("Control+Alt+KeyM", ask, "#ask-dialog"),
        ("Control+Alt+KeyA", attribution, "#attribution-dialog"),
        ("F2", None, "#ask-dialog"),
        ("F8", None, "#attribution-dialog"),
    ):
        select(page, "6.50 euros")
        keyboard.press(chord, typed)
        expect(page.locator(dialog)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(dialog)).to_be_hidden()


def test_on_a_mac_command_and_option_do(room, as_person):
    page = as_person(room.editor, article_at(room))
    keyboard = on(page, "MacIntel")
    for chord, typed in (("Meta+Alt+KeyM", "µ"), ("Meta+Alt+KeyM", "ь"), ("F2", None)):
        select(page, "6.50 euros")
        keyboard.press(chord, typed)
        expect(page.locator("#ask-dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#ask-dialog")).to_be_hidden()
    make_query(room.article, "6.50 euros", by=room.reader)
    page.reload()
    expect(page.locator("#query-1")).to_be_visible()
    place_caret_behind(page, "The last")
    keyboard.press("Alt+KeyN", "Dead")
    expect(page.locator("#query-1")).to_be_focused()


def test_what_the_page_calls_its_keys(room, as_person):
    page = as_person(room.editor, article_at(room))
    for platform, ask, aria in (
        ("Win32", "Ctrl+Alt+M or F2", "Control+Alt+M F2"),
        ("MacIntel", "⌘⌥M or F2", "Meta+Alt+M F2"),
    ):
        on(page, platform)
        button = page.get_by_role("button", name="Ask", exact=True)
        expect(button).to_have_attribute("title", f"Ask about the selected text ({ask})")
        expect(button).to_have_attribute("aria-keyshortcuts", aria)
        page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("button", name="Keyboard shortcuts").click()
        expect(page.locator("#panel")).to_contain_text(ask)


@pytest.mark.parametrize(("code", "letter"), [("KeyA", "ą"), ("KeyN", "ń"), ("KeyM", "µ"), ("KeyA", "á")])
def test_what_alt_gr_types_stands_in_the_copy(room, as_person, code, letter):
    make_query(room.article, "6.50 euros", by=room.reader)
    page = as_person(room.editor, article_at(room))
    keyboard = on(page, "Win32")
    page.evaluate(
        """() => addEventListener("keydown", event => {
            document.body.dataset.pressed = `${event.key} ${event.defaultPrevented}`;
        })"""
    )
    place_caret_behind(page, "The last")
    keyboard.press(code, letter, text=letter)
    expect(page.locator(EDITOR)).to_contain_text(f"The last{letter} boat")
    # Windows may tell of AltGr as Ctrl and Alt. Chromium puts such letters in on Windows alone.
    keyboard.press(f"Control+Alt+{code}", letter, text=letter)
    expect(page.locator("body")).to_have_attribute("data-pressed", f"{letter} false")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#query-1")).not_to_be_focused()
    saved(page)


def test_formats_undo_and_everything_selected_with_russian_letters(room, as_person):
    page = as_person(room.writer, article_at(room))
    keyboard = on(page, "Win32")
    select(page, "single")
    keyboard.press("Control+KeyB", "и")
    expect(page.locator(f"{EDITOR} strong")).to_have_text("single")
    keyboard.press("Control+KeyZ", "я")
    expect(page.locator(f"{EDITOR} strong")).to_have_count(0)
    keyboard.press("Control+Shift+KeyZ", "Я")
    expect(page.locator(f"{EDITOR} strong")).to_have_text("single")
    keyboard.press("Control+Shift+KeyE", "У")
    expect(page.locator("#copy")).to_have_attribute("data-mode", "suggesting")
    keyboard.press("Control+Shift+KeyE", "У")
    keyboard.press("Control+KeyA", "ф")
    page.keyboard.type("Brand new")
    expect(page.locator(f"{EDITOR} h1")).to_have_text("Brand new")
    saved(page)


@pytest.mark.parametrize(
    ("following", "before"), [("т", "з"), ("ν", "π"), ("מ", "פ"), ("ى", "ح"), ("n", "p"), ("N", "P")]
)
def test_queries_are_gone_through_with_other_letters(room, as_person, following, before):
    make_query(room.article, "The last boat", by=room.reader)
    make_query(room.article, "6.50 euros", by=room.reader)
    page = as_person(room.editor, article_at(room))
    keyboard = Keyboard(page)
    expect(page.locator("#save-state")).to_have_text("Saved")
    for held in ("", "Alt+"):
        page.locator("#query-1").focus()
        keyboard.press(f"{held}KeyN", following)
        expect(page.locator("#query-2")).to_be_focused()
        keyboard.press(f"{held}KeyP", before)
        expect(page.locator("#query-1")).to_be_focused()
    keyboard.press("KeyN", "b")
    (
        expect(page.locator("#query-1")).to_be_focused(),
        "that is the N of a Latin keyboard with its letters elsewhere",
    )


def test_suggestions_are_decided_on_with_other_letters(room, as_person):
    page = as_person(room.writer, article_at(room))
    keyboard = Keyboard(page)
    page.locator('button[data-mode="suggesting"]').click()
    select(page, "single")
    page.keyboard.type("return")
    saved(page)
    expect(page.locator(".suggestion[data-suggestion]")).to_have_count(1)
    keyboard.press("Alt+KeyJ", "о")
    expect(announcement(page)).to_contain_text("1 of 1")
    keyboard.press("Alt+KeyA", "ф")
    expect(page.locator(".suggestion[data-suggestion]")).to_have_count(0)
    assert "A return ticket" in text_of(room.article)


@pytest.mark.parametrize(
    ("chord", "typed"), [("Slash", "."), ("Slash", "ظ"), ("KeyQ", "/"), ("Shift+Backslash", "/")]
)
def test_the_search_is_found_on_other_keyboards(room, as_person, chord, typed):
    page = as_person(room.editor)
    search = page.locator(".site-search input")
    expect(search).to_have_attribute("aria-keyshortcuts", "/")
    Keyboard(page).press("Slash", "-")
    expect(search).not_to_be_focused()
    Keyboard(page).press(chord, typed)
    expect(search).to_be_focused()
