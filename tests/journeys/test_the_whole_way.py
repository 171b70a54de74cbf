"""A draft with ten notes in it becomes queries, answers, sign-offs and a clean release."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from articles.models import Article
from reviews.models import Query, Release
from tests.articles.exporting.reading import readable
from tests.journeys.test_editing import saved
from tests.journeys.test_margin import select

DRAFT = """# Night market moves under the bridge

The night market <the one on Fridays, or both? both> will move under the Mill Bridge in May, the
council said [AU: which councillor?] on Tuesday.

Sixty stalls (source?) have signed up, {==twice as many as last year==}{>>last year it was 35, I
think<<} and more than the square could hold. A stall costs TK euros a night <<the fee table is on page 4>>.

"It never rains under a bridge," said Nuria Falk, who sells dumplings. [LEGAL: has she agreed to
be named?]

NOTE TO DESK: picture of the arches is with the photo desk

The market opens at six (PLS CHECK TIME) and closes at midnight. <!-- check the old rule, it was eleven -->
"""

NOTES = (
    "both",
    "which",
    "councillor",
    "source?",
    "35, I think",
    "fee table",
    "agreed to be named",
    "NOTE TO DESK",
    "PLS",
    "old rule",
)


def test_the_whole_way(room, as_person):
    writer = as_person(room.writer, "/import/")
    writer.get_by_role("textbox", name="or paste the copy").fill(DRAFT)
    writer.get_by_role("button", name="Preview").click()
    expect(writer.locator("ol.found > li")).to_have_count(10)
    assert not Article.objects.exclude(pk=room.article.pk).exists()
    writer.get_by_role("button", name="File story").click()
    expect(writer.locator("#copy h1")).to_have_text("Night market moves under the bridge")
    article = Article.objects.exclude(pk=room.article.pk).get()
    expect(writer.locator("#threads .thread")).to_have_count(10)
    words = writer.locator("#copy").inner_text()
    assert not [note for note in NOTES if note in words]

    # The writer answers; who asked, or an editor, resolves.
    thread = writer.locator(".thread", has_text="which councillor?")
    thread.click()
    thread.locator("textarea[name=body]").fill("Edda Moll, who chairs the committee.")
    thread.get_by_role("button", name="Reply").click()
    expect(writer.locator(".thread", has_text="Edda Moll")).to_contain_text("answered")
    expect(thread.get_by_role("button", name="Resolve")).to_have_count(0)

    # The price that was missing is typed in.
    select(writer, "TK")
    writer.keyboard.type("30")
    saved(writer)

    editor = as_person(room.editor, f"/articles/{article.slug}/")
    expect(editor.locator("#copy")).to_contain_text("A stall costs 30 euros a night")
    for left in range(9, -1, -1):
        thread = editor.locator("#threads .thread[data-open=true]").first
        thread.click()
        thread.locator("[data-resolve]").click()
        expect(editor.locator("#threads .thread[data-open=true]")).to_have_count(left)
    expect(editor.locator(".thread[data-open=true]")).to_have_count(0)
    assert not Query.objects.open().exists()

    for person, stage in (
        (room.editor, "Desk edit"),
        (room.copy_editor, "Copy"),
        (room.reader, "Standards"),
        (room.slot, "Slot"),
    ):
        page = as_person(person, f"/articles/{article.slug}/preflight/")
        page.get_by_role("button", name=f"Sign off ({stage})").click()
        expect(page.get_by_text(f"Signed off by {person.name}")).to_be_visible()

    slot = as_person(room.slot, f"/articles/{article.slug}/preflight/")
    expect(slot.get_by_text("All clear.")).to_be_visible()
    slot.get_by_role("button", name="Release").click()
    expect(slot.get_by_role("heading", name="Release this story?")).to_be_visible()
    expect(slot.get_by_role("link", name="Cancel")).to_be_visible()
    slot.get_by_role("button", name="Release").click()
    expect(slot.get_by_role("heading", name=re.compile("certificate|released", re.I)).first).to_be_visible()
    released = Release.objects.get()
    assert released.certificate["queries_open"] == 0
    for text in (readable(released.copy_in(fmt)) for fmt in released.exports):
        assert not [note for note in NOTES if note in text]
        assert "A stall costs 30 euros a night" in text

    writer.goto(f"/articles/{article.slug}/clean/")
    expect(writer.locator("main")).to_contain_text("It never rains under a bridge")
