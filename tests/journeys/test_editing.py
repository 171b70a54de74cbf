"""Typing into one copy: alone, together, offline, and too late."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from articles.documents.text import plain_text
from articles.editing import compaction
from articles.models import Anchor, Article, Document
from tests.acts import replace_words
from tests.factories import make_query

EDITOR = "#copy.ProseMirror"
"""The copy once scripts have taken it over: what is pressed before that is lost."""


def text_of(article):
    return plain_text(Document.objects.get(pk=article.pk).parsed())


def place_caret(page, words, *, after=True):
    """Put the caret at the end, or the beginning, of the first paragraph with the words."""
    page.locator(f"{EDITOR} p", has_text=words).first.click()
    page.keyboard.press("End" if after else "Home")


def saved(page):
    expect(page.locator("#save-state")).to_have_text("Saved")


def test_typing_is_saved_and_survives_a_reload(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "6.50 euros")
    page.keyboard.type(" Children travel free.")
    saved(page)
    assert text_of(room.article).endswith("6.50 euros. Children travel free.")
    page.reload()
    expect(page.locator("#copy")).to_contain_text("Children travel free.")


def test_two_people_at_once_lose_nothing(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    url = f"/articles/{room.article.slug}/"
    writer, editor = as_person(room.writer, url), as_person(room.editor, url)
    place_caret(writer, "The last boat")
    place_caret(editor, "A single ticket")
    writer.keyboard.type(" It is the Petrel.")
    editor.keyboard.type(" Dogs pay nothing.")
    saved(writer)
    saved(editor)
    for page in (writer, editor):
        page.evaluate("document.body.dispatchEvent(new Event('passages-changed', {bubbles: true}))")
        expect(page.locator("#copy")).to_contain_text("It is the Petrel.")
        expect(page.locator("#copy")).to_contain_text("Dogs pay nothing.")
    assert "23.40. It is the Petrel." in text_of(room.article)
    assert "euros. Dogs pay nothing." in text_of(room.article)
    assert Anchor.objects.get(query=query).state == "exact"
    expect(writer.locator("#copy .passage")).to_have_text("6.50 euros")


def test_what_is_typed_offline_is_kept_over_a_reload_and_sent_later(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "6.50 euros")
    page.route("**/steps*", lambda route: route.abort())
    page.keyboard.type(" Typed in a tunnel.")
    expect(page.locator("#save-state")).to_contain_text("Offline")
    assert "tunnel" not in text_of(room.article)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#copy")).to_contain_text("Typed in a tunnel.")
    page.unroute("**/steps*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert "Typed in a tunnel." in text_of(room.article)


def test_words_typed_after_the_release_are_offered_as_a_copy(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "6.50 euros")
    Article.objects.filter(pk=room.article.pk).update(state="released")
    page.keyboard.type(" Too late.")
    dialog = page.locator("#refused-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("released")
    expect(dialog.locator("[data-refused-text]")).to_have_value(re.compile("Too late"))
    assert "Too late" not in text_of(room.article)


def test_words_typed_offline_for_days_are_offered_when_the_steps_since_are_gone(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "6.50 euros")
    page.route("**/steps*", lambda route: route.abort())
    page.keyboard.type(" Typed at sea.")
    expect(page.locator("#save-state")).to_contain_text("Offline")
    replace_words(room, "last boat", "very last boat")
    while compaction.compact(now=timezone.now() + timedelta(days=30), seconds=60):
        pass
    assert Document.objects.get(pk=room.article.pk).log_start == 1
    page.unroute("**/steps*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    dialog = page.locator("#refused-dialog")
    expect(dialog).to_contain_text("too far out of date")
    expect(dialog.locator("[data-refused-text]")).to_have_value(re.compile("Typed at sea"))
    page.on("dialog", lambda leaving: leaving.accept())
    page.reload()
    expect(dialog.locator("[data-refused-text]")).to_have_value(re.compile("Typed at sea"))
    dialog.locator("button[value=discard]").click()
    expect(page.locator(EDITOR)).to_contain_text("very last boat")
    expect(page.locator(EDITOR)).not_to_contain_text("Typed at sea")
    place_caret(page, "6.50 euros")
    page.keyboard.type(" Typed ashore.")
    saved(page)
    assert "Typed ashore." in text_of(room.article)


def test_undo_takes_back_and_redo_brings_back(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "6.50 euros")
    page.keyboard.type(" Perhaps.")
    saved(page)
    page.locator("[data-command=undo]").click()
    expect(page.locator("#copy")).not_to_contain_text("Perhaps.")
    page.locator("[data-command=redo]").click()
    expect(page.locator("#copy")).to_contain_text("Perhaps.")
    saved(page)
    assert "Perhaps." in text_of(room.article)


def test_the_toolbar_makes_headings_lists_quotes_and_emphasis(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "The last boat")
    page.locator("[data-command=heading2]").click()
    expect(page.locator("#copy h2")).to_have_text("The last boat leaves at 23.40.")
    place_caret(page, "A single ticket")
    page.keyboard.press("Shift+Home")
    page.locator("[data-command=bold]").click()
    expect(page.locator("#copy strong")).to_have_text("A single ticket costs 6.50 euros.")
    page.locator("[data-command=bullet_list]").click()
    expect(page.locator("#copy ul li")).to_have_count(1)
    saved(page)
    stored = Document.objects.get(pk=room.article.pk).parsed()
    assert [child.type.name for child in stored.children] == ["headline", "heading", "bullet_list"]


def test_a_standfirst_is_put_under_the_headline(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "The last boat")
    page.locator("[data-command=standfirst]").click()
    page.keyboard.type("After eleven years.")
    expect(page.locator("#copy p.standfirst")).to_have_text("After eleven years.")
    saved(page)
    stored = Document.objects.get(pk=room.article.pk).parsed()
    assert [child.type.name for child in stored.children][:3] == ["headline", "standfirst", "paragraph"]


def test_who_takes_no_part_sees_but_cannot_type(room, as_person):
    page = as_person(room.colleague, f"/articles/{room.article.slug}/")
    place_caret(page, "6.50 euros")
    page.keyboard.type(" Dogs pay nothing.")
    expect(page.locator("#copy")).not_to_contain_text("Dogs")
    expect(page.locator("#copy")).to_have_attribute("aria-readonly", "true")
    expect(page.locator("[data-command=bold]")).to_have_count(0)
    expect(page.locator("[data-command=ask]")).to_have_count(0)


def test_an_edit_makes_a_signature_stale_and_the_page_shows_by_what(room, as_person):
    signer = as_person(room.editor, f"/articles/{room.article.slug}/preflight/")
    signer.get_by_role("button", name="Sign off (Desk edit)").click()
    expect(signer.get_by_text("Signed off by Ruth Adeyemi")).to_be_visible()
    writer = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(writer, "6.50 euros")
    writer.keyboard.type(" Dogs pay nothing.")
    saved(writer)
    signer.reload()
    expect(
        signer.get_by_text("Ruth Adeyemi’s sign-off is out of date – the copy has changed.")
    ).to_be_visible()
    signer.get_by_role("link", name="Show changes").click()
    expect(signer.locator("ins")).to_contain_text("Dogs pay nothing.")


def test_words_that_changed_while_somebody_read_are_not_signed(room, as_person):
    signer = as_person(room.editor, f"/articles/{room.article.slug}/preflight/")
    writer = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(writer, "6.50 euros")
    writer.keyboard.type(" Dogs pay nothing.")
    saved(writer)
    signer.get_by_role("button", name="Sign off (Desk edit)").click()
    expect(signer.get_by_role("alert")).to_contain_text("Not signed: the copy changed")
    expect(signer.locator("ins")).to_contain_text("Dogs pay nothing.")
    signer.get_by_role("button", name="Sign off the current version").click()
    expect(signer.get_by_text("Signed off by Ruth Adeyemi")).to_be_visible()


def test_restoring_an_old_revision(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    place_caret(page, "6.50 euros")
    page.keyboard.type(" A slip.")
    saved(page)
    page.goto(f"/articles/{room.article.slug}/history/1/")
    page.get_by_role("link", name="Restore").click()
    page.get_by_role("button", name="Restore revision 1").click()
    expect(page.locator("#flash")).to_contain_text("Revision 1 restored")
    page.goto(f"/articles/{room.article.slug}/")
    expect(page.locator("#copy")).not_to_contain_text("A slip.")
    assert room.article.revisions.count() == 3
