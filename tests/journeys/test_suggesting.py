"""Suggesting in the copy: a reader proposes, an editor decides, everybody sees the same."""

from __future__ import annotations

import re

from django.utils import timezone
from playwright.sync_api import expect

from articles.documents import schema
from articles.documents.text import plain_text
from articles.editing.suggestions import Choice
from articles.models import Anchor, Document, Suggestion
from reviews.queries import suggestions
from tests.articles.suggesting import published, suggest, whole
from tests.environment.processes import wait_until
from tests.factories import make_article, make_doc, make_query
from tests.journeys.test_editing import EDITOR, place_caret, saved
from tests.journeys.test_together import same_everywhere, see_each_other


def card(page, text):
    return page.locator("#threads .suggestion", has_text=text)


def copy(page):
    return page.locator("#copy")


def select_back(page, count):
    for _ in range(count):
        page.keyboard.press("Shift+ArrowLeft")


def test_a_reader_suggests_and_an_editor_decides_and_undoes(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    url = f"/articles/{room.article.slug}/"
    reader, editor = as_person(room.reader, url), as_person(room.editor, url)
    see_each_other(reader, editor)
    expect(reader.locator(".mode")).to_have_text("Suggesting – an editor will review your changes")
    place_caret(reader, "6.50 euros")
    reader.keyboard.type(" Dogs go free.")
    place_caret(reader, "The last boat")
    select_back(reader, len("23.40."))
    reader.keyboard.type("midnight.")
    saved(reader)
    assert published(room.article).endswith("leaves at 23.40.\n\nA single ticket costs 6.50 euros.")
    for page in (reader, editor):
        expect(copy(page).locator("ins", has_text="Dogs go free.")).to_have_count(1)
        expect(copy(page).locator("del")).to_have_text("23.40.")
        expect(card(page, "Dogs go free.")).to_contain_text("Leila Haddad")
        expect(card(page, "midnight")).to_contain_text("Replace 23.40. with midnight.")
        expect(page.locator("#suggested h2")).to_have_text("2 suggestions")
    card(editor, "midnight").get_by_role("button", name="Accept", exact=True).click()
    card(editor, "Dogs go free.").get_by_role("button", name="Reject").click()
    for page in (reader, editor):
        expect(copy(page)).to_contain_text("leaves at midnight.")
        expect(copy(page)).not_to_contain_text("Dogs")
        expect(page.locator("#threads .suggestion")).to_have_count(0)
    editor.locator("#suggested .latest").get_by_role("button", name="Undo").click()
    for page in (reader, editor):
        expect(card(page, "Dogs go free.")).to_have_count(1)
    same_everywhere(room.article, reader, editor)
    assert whole(room.article).endswith(
        "leaves at midnight.\n\nA single ticket costs 6.50 euros. Dogs go free."
    )
    assert sorted(Suggestion.objects.values_list("state", flat=True)) == ["accepted", "pending"]
    assert Anchor.objects.get(query=query).state == "exact"


def test_two_suggest_in_one_paragraph_while_an_editor_edits_it(room, as_person):
    url = f"/articles/{room.article.slug}/"
    reader, slot, editor = (as_person(who, url) for who in (room.reader, room.slot, room.editor))
    see_each_other(reader, slot, editor)
    slot.locator("#mode").get_by_role("button", name="Suggesting").click()
    place_caret(reader, "A single ticket", after=False)
    place_caret(slot, "A single ticket")
    place_caret(editor, "The last boat")
    for ours, theirs, edited in zip("Now: ....", " Perhaps.", " At best.", strict=True):
        reader.keyboard.type(ours)
        slot.keyboard.type(theirs)
        editor.keyboard.type(edited)
    for page in (reader, slot, editor):
        saved(page)
        expect(copy(page).locator("ins")).to_have_text(["Now: ....", " Perhaps."])
        expect(copy(page)).to_contain_text("23.40. At best.")
    place_caret(editor, "A single ticket", after=False)
    for _ in range(len("Now: ....A ")):
        editor.keyboard.press("ArrowRight")
    editor.keyboard.type("cheap ")
    for page in (reader, slot, editor):
        saved(page)
        expect(copy(page).locator("ins")).to_have_count(2)
        expect(page.locator("#suggested h2")).to_have_text("2 suggestions")
    same_everywhere(room.article, reader, slot, editor)
    assert published(room.article).endswith("23.40. At best.\n\nA cheap single ticket costs 6.50 euros.")
    assert Suggestion.objects.pending().count() == 2
    assert {row.author for row in Suggestion.objects.all()} == {room.reader, room.slot}
    editor.locator("#suggested").get_by_role("button", name="Accept all").click()
    for page in (reader, slot, editor):
        expect(copy(page).locator("ins")).to_have_count(0)
    same_everywhere(room.article, reader, slot, editor)
    assert published(room.article).endswith("Now: ....A cheap single ticket costs 6.50 euros. Perhaps.")


def test_what_is_typed_among_suggestions_in_editing_mode_is_nobodys_suggestion(room, as_person):
    suggest(room.article, "single", "simple", by=room.reader)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    page.locator(f"{EDITOR} ins").click()
    page.keyboard.press("Home")
    for _ in range(len("A single") - 2):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("X")
    for _ in range(len("gle") + 2):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("Y")
    saved(page)
    assert published(room.article).endswith("A sinXgleY ticket costs 6.50 euros.") or "X" in published(
        room.article
    )
    assert "Y" in published(room.article)


def test_the_mode_is_remembered_for_each_person(room, as_person):
    url = f"/articles/{room.article.slug}/"
    page = as_person(room.editor, url)
    mode = page.locator("#mode").get_by_role("button", name="Suggesting")
    expect(mode).to_have_attribute("aria-pressed", "false")
    place_caret(page, "6.50 euros")
    page.keyboard.press("Control+Shift+e")
    expect(mode).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#announce")).to_contain_text("Suggesting")
    page.reload()
    expect(mode).to_have_attribute("aria-pressed", "true")
    place_caret(page, "6.50 euros")
    page.keyboard.type(" Really.")
    saved(page)
    page.keyboard.press("Control+Shift+e")
    page.keyboard.type(" Yes.")
    saved(page)
    assert published(room.article).endswith("euros. Yes.")
    assert whole(room.article).endswith("euros. Really. Yes.")


def test_an_edit_that_cannot_be_suggested_is_refused_in_a_sentence(room, as_person):
    """A pull quote that somebody proposes to take out whole, and another to make a heading."""
    key = f"{room.slot.pk}.aaaaaaaa"
    struck = {
        "type": "pull_quote",
        "attrs": {"deleted": key},
        "content": [{"type": "text", "text": "Cheap."}],
    }
    doc = make_doc("A single ticket costs 6.50 euros.").to_json()
    doc["content"].append(struck)
    article = make_article(room.desk, author=room.writer, doc=schema.parse(doc))
    page = as_person(room.reader, f"/articles/{article.slug}/")
    expect(page.locator("#copy.ProseMirror")).to_be_visible()
    page.locator("#copy aside").click()
    page.get_by_role("button", name="Heading", exact=True).click()
    expect(page.locator("#refusal")).to_contain_text("Other suggestions on this text are pending")
    assert whole(article) == plain_text(schema.parse(doc))
    place_caret(page, "6.50 euros")
    page.keyboard.type(" Then this.")
    expect(page.locator("#refusal")).to_be_empty()


def test_a_list_is_suggested_of_paragraphs_and_accepted_or_rejected_whole(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    url = f"/articles/{room.article.slug}/"
    reader, editor = as_person(room.reader, url), as_person(room.editor, url)
    see_each_other(reader, editor)
    place_caret(reader, "A single ticket", after=False)
    reader.keyboard.press("Shift+ArrowUp")
    reader.get_by_role("button", name="List", exact=True).click()
    expect(copy(reader).locator("ul > li")).to_have_count(2)
    saved(reader)
    assert Document.objects.get(pk=room.article.pk).published().to_json() == make_doc().to_json()
    words = "now in a bulleted list"
    for page in (reader, editor):
        expect(copy(page).locator("li > [data-rewrapped]")).to_have_count(2)
        expect(card(page, words)).to_contain_text("Leila Haddad")
    card(editor, words).get_by_role("button", name="Reject").click()
    for page in (reader, editor):
        expect(copy(page).locator("ul")).to_have_count(0)
    assert Anchor.objects.get(query=query).state == "exact"
    editor.locator("#suggested .latest").get_by_role("button", name="Undo").click()
    expect(card(editor, words)).to_have_count(1)
    card(editor, words).get_by_role("button", name="Accept", exact=True).click()
    for page in (reader, editor):
        expect(copy(page).locator("ul > li")).to_have_count(2)
        expect(copy(page).locator("[data-rewrapped]")).to_have_count(0)
    same_everywhere(room.article, reader, editor)
    assert Anchor.objects.get(query=query).state == "exact"


def test_keys_lead_through_the_suggestions_and_decide(room, as_person):
    suggest(room.article, "23.40", "23.50", by=room.reader)
    suggest(room.article, "6.50", "7.00", by=room.slot)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    expect(page.locator(EDITOR)).to_be_visible()
    page.keyboard.press("Alt+j")
    expect(page.locator("#announce")).to_have_text(
        "Suggestion 1 of 2, Leila Haddad: Replace 23.40 with 23.50"
    )
    expect(card(page, "23.50")).to_have_class(re.compile("active"))
    page.keyboard.press("Alt+j")
    expect(page.locator("#announce")).to_contain_text("Suggestion 2 of 2, Peter Lund")
    page.keyboard.press("Alt+a")
    expect(copy(page)).to_contain_text("costs 7.00 euros")
    expect(page.locator("#flash")).to_contain_text("Accepted")
    page.keyboard.press("Alt+k")
    page.keyboard.press("Alt+r")
    expect(copy(page).locator("ins")).to_have_count(0)
    wait_until(lambda: whole(room.article) == published(room.article))
    assert "23.40" in whole(room.article)
    expect(page.locator("#announce")).to_have_text(re.compile("Rejected: Replace"))
    page.keyboard.press("Alt+j")
    expect(page.locator("#announce")).to_have_text("No pending suggestions.")


def test_only_what_is_selected_is_decided_on(room, as_person):
    suggest(room.article, "23.40", "23.50", by=room.reader)
    suggest(room.article, "6.50", "7.00", by=room.slot)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    page.locator("#suggested .deciding summary").click()
    page.get_by_role("button", name="Accept in the selection").click()
    expect(page.locator("#suggested .errors")).to_contain_text("Select text")
    place_caret(page, "A single ticket")
    page.keyboard.press("Shift+Home")
    page.get_by_role("button", name="Accept in the selection").click()
    expect(copy(page)).to_contain_text("costs 7.00 euros")
    expect(card(page, "23.50")).to_have_count(1)
    wait_until(lambda: Suggestion.objects.pending().count() == 1)


def test_two_decisions_in_one_moment_are_both_made(room, as_person):
    suggest(room.article, "23.40", "23.50", by=room.reader)
    suggest(room.article, "6.50", "7.00", by=room.slot)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    expect(page.locator(EDITOR)).to_be_visible()
    page.evaluate(
        """() => {
            const [first, second] = document.querySelectorAll("#threads .suggestion");
            first.querySelector("button[value=accept]").click();
            second.querySelector("button[value=reject]").click();
        }"""
    )
    expect(page.locator("#threads .suggestion")).to_have_count(0)
    wait_until(lambda: not Suggestion.objects.pending().exists())
    assert published(room.article).endswith("leaves at 23.50.\n\nA single ticket costs 6.50 euros.")


def test_what_an_answer_replaces_while_it_is_pressed_is_pressed_all_the_same(room, as_person):
    suggest(room.article, "23.40", "23.50", by=room.reader)
    suggest(room.article, "6.50", "7.00", by=room.slot)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    expect(page.locator(EDITOR)).to_be_visible()
    held = []
    page.route("**/decide", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/decide"):
        card(page, "23.50").get_by_role("button", name="Accept", exact=True).click()
    card(page, "7.00").get_by_role("button", name="Reject").hover()
    page.mouse.down()
    held[0].continue_()
    expect(card(page, "23.50")).to_have_count(0)
    page.mouse.up()
    expect(page.locator("#threads .suggestion")).to_have_count(0)
    assert published(room.article).endswith("leaves at 23.50.\n\nA single ticket costs 6.50 euros.")


def test_a_card_that_others_decided_on_goes_when_it_is_left(room, as_person):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    expect(page.locator(EDITOR)).to_be_visible()
    card(page, "7.00").get_by_role("button", name="Accept", exact=True).focus()
    choice = Choice(keys=(key,))
    suggestions.decide(article=room.article, accept=True, choice=choice, by=room.slot, now=timezone.now())
    expect(page.locator("#suggested .decided")).to_contain_text("Accepted")
    page.locator("#copy").focus()
    expect(page.locator("#threads .suggestion")).to_have_count(0)


def test_what_is_being_pressed_stays_under_the_pointer(room, as_person):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    expect(page.locator(EDITOR)).to_be_visible()
    card(page, "7.00").get_by_role("button", name="Accept", exact=True).hover()
    page.mouse.down()
    suggest(room.article, "23.40", "23.50", by=room.slot)
    expect(copy(page).locator("ins", has_text="23.50")).to_have_count(1)
    page.mouse.up()
    expect(copy(page)).to_contain_text("costs 7.00 euros")
    expect(card(page, "23.50")).to_have_count(1)
    expect(card(page, "7.00")).to_have_count(0)


def test_what_is_half_written_about_a_suggestion_is_kept(room, as_person):
    suggest(room.article, "6.50", "7.00", by=room.slot)
    page = as_person(room.editor, f"/articles/{room.article.slug}/")
    expect(page.locator(EDITOR)).to_be_visible()
    card(page, "7.00").locator(".discussing summary").click()
    card(page, "7.00").locator("textarea").fill("Since when?")
    page.reload()
    expect(page.locator(EDITOR)).to_be_visible()
    expect(card(page, "7.00").locator("textarea")).to_have_value("Since when?")
    expect(card(page, "7.00")).to_contain_text("Draft restored.")


def test_a_suggestion_is_discussed_and_the_thread_ends_with_it(room, as_person):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    url = f"/articles/{room.article.slug}/"
    editor, reader = as_person(room.editor, url), as_person(room.reader, url)
    card(editor, "7.00").locator(".discussing summary").click()
    card(editor, "7.00").locator("textarea").fill("Since when?")
    card(editor, "7.00").get_by_role("button", name="Ask").click()
    for page in (editor, reader):
        expect(page.locator("#threads .thread[data-query]")).to_contain_text("Since when?")
        expect(card(page, "7.00")).to_contain_text("Discussed in query 1")
    reader.locator("#query-1").click()
    reader.locator("#query-1 textarea").first.fill("Since April.")
    reader.keyboard.press("Control+Enter")
    expect(editor.locator("#query-1")).to_contain_text("Since April.")
    card(editor, "7.00").get_by_role("button", name="Accept", exact=True).click()
    for page in (editor, reader):
        expect(page.locator("#query-1")).to_have_attribute("data-open", "false")


def test_who_withdraws_what_is_accepted_that_moment_is_not_thrown_out(room, as_person):
    """Taking back an own insertion that was just accepted would be an edit: it is left out."""
    url = f"/articles/{room.article.slug}/"
    reader, editor = as_person(room.reader, url), as_person(room.editor, url)
    see_each_other(reader, editor)
    place_caret(reader, "6.50 euros")
    reader.keyboard.type(" Dogs go free.")
    expect(card(editor, "Dogs go free.")).to_have_count(1)
    saved(reader)
    reader.context.set_offline(True)
    for _ in range(5):
        reader.keyboard.press("Backspace")
    card(editor, "Dogs go free.").get_by_role("button", name="Accept", exact=True).click()
    wait_until(lambda: "Dogs go free." in published(room.article))
    reader.context.set_offline(False)
    expect(reader.locator("#refusal")).to_contain_text("please redo it")
    expect(copy(reader)).to_contain_text("Dogs go free.")
    reader.keyboard.press("End")
    reader.keyboard.type(" Cats, too.")
    saved(reader)
    same_everywhere(room.article, reader, editor)


def test_without_scripts_everything_can_be_decided(room, as_person):
    suggest(room.article, "23.40", "23.50", by=room.reader)
    suggest(room.article, "6.50", "7.00", by=room.slot)
    page = as_person(room.editor, f"/articles/{room.article.slug}/", java_script_enabled=False)
    expect(page.locator("#copy ins").first).to_have_text("23.50")
    card(page, "23.50").get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Accepted")
    page.locator("#suggested").get_by_role("button", name="Reject all").click()
    expect(page.locator("#copy ins")).to_have_count(0)
    page.locator("#suggested .latest").get_by_role("button", name="Undo").click()
    expect(card(page, "7.00")).to_have_count(1)
    card(page, "7.00").locator(".discussing summary").click()
    card(page, "7.00").locator("textarea").fill("Since when?")
    card(page, "7.00").get_by_role("button", name="Ask").click()
    expect(page.locator("#query-1")).to_contain_text("About a suggestion by Peter Lund")
