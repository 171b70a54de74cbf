"""Who put this sentence in, and when: asked on the copy, and read in the history without scripts."""

from __future__ import annotations

from playwright.sync_api import expect

from articles.history import revisions
from tests.articles.history.test_provenance import LATER, edit, put
from tests.factories import NOW, place_of, typed
from tests.journeys.looking import serious
from tests.journeys.test_editing import EDITOR, place_caret, saved


def several_writers(room):
    put(room.article, room.editor, "boat", "white ")
    revisions.keep(article=room.article, by=room.editor, now=NOW)
    edit(room.article, room.copy_editor, typed(*place_of(room.article, "6.50"), "7"), now=LATER)


def test_who_wrote_the_selected_words(room, as_person):
    several_writers(room)
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "The last")
    page.keyboard.type(" Daily.")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Control+Alt+a")
    dialog = page.get_by_role("dialog", name="Who wrote this?")
    expect(dialog.locator("li")).to_have_count(4)
    first, second, _third, last = dialog.locator("li").all()
    expect(first).to_contain_text("The last")
    expect(first).to_contain_text("Mara Velde")
    expect(second).to_contain_text("white")
    expect(second).to_contain_text("Ruth Adeyemi")
    expect(second.get_by_role("link", name="new in revision 2")).to_be_visible()
    expect(last).to_contain_text("Daily.")
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#copy")).to_be_focused()
    saved(page)


def test_a_reader_asks_with_the_button(room, as_person):
    several_writers(room)
    page = as_person(room.reader, f"/articles/{room.article.slug}/")
    page.locator(f"{EDITOR} p", has_text="A single").dblclick(position={"x": 30, "y": 8})
    page.get_by_role("button", name="Who wrote this?").click()
    dialog = page.get_by_role("dialog", name="Who wrote this?")
    expect(dialog.locator("li")).to_contain_text("Mara Velde")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_without_a_network_it_says_so(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "The last")
    page.keyboard.press("Shift+Home")
    page.route("**/authorship/**", lambda route: route.abort())
    page.keyboard.press("Control+Alt+a")
    expect(page.locator("#attribution-dialog")).to_contain_text("Can’t reach the server.")


def test_without_scripts_the_history_says_who_wrote_what(room, as_person):
    several_writers(room)
    page = as_person(room.reader, f"/articles/{room.article.slug}/history/", java_script_enabled=False)
    page.get_by_role("link", name="Who wrote what").click()
    expect(page.get_by_role("heading", name="Who wrote what in the current version")).to_be_visible()
    expect(page.locator(".stretches li", has_text="white")).to_contain_text("Ruth Adeyemi")
    page.get_by_role("link", name="new in revision 2").first.click()
    expect(page.locator(".comparison ins")).to_contain_text("white")
    expect(page.get_by_role("list", name="Who changed what")).to_contain_text("Ruth Adeyemi: 1 change")


def test_a_version_is_named_and_changes_are_stepped_through_by_key(room, as_person):
    several_writers(room)
    page = as_person(room.reader, f"/articles/{room.article.slug}/history/")
    page.locator("#revision-1").get_by_text("Name", exact=False).first.click()
    page.get_by_label("Name of revision 1").fill("As filed")
    page.get_by_label("Name of revision 1").press("Enter")
    expect(page.locator("#revision-1 .version-name")).to_have_text("As filed")
    assert serious(page) == []
    page.locator("select[name=from]").select_option(label="Revision 1: As filed")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".legend")).to_contain_text("2 added")
    changed = page.locator("[data-changed]")
    for key, at in (("n", 0), ("n", 1), ("p", 0)):
        page.keyboard.press(key)
        expect(changed.nth(at)).to_be_focused()
    page.get_by_role("button", name="Next").click()
    expect(changed.nth(1)).to_be_focused()
    assert serious(page) == []


def test_axe_finds_nothing_serious_where_people_are_named(room, as_person):
    several_writers(room)
    for scheme in ("light", "dark"):
        page = as_person(room.reader, color_scheme=scheme)
        for tail in ("compare/?from=1&to=now", f"compare/?from=1&to=now&by={room.editor.pk}", "authorship/"):
            page.goto(f"/articles/{room.article.slug}/{tail}")
            assert serious(page) == []
