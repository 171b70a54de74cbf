"""A chapter that is pasted at once, and what is too long for one article."""

from __future__ import annotations

from playwright.sync_api import expect

from articles.documents.schema import LIMITS
from articles.models import StepBatch
from tests.journeys.pasting import paste
from tests.journeys.test_editing import place_caret, saved, text_of
from tests.journeys.test_margin import article_at

PARAGRAPH = "Паром уходит ночью, и никто не ждёт его на берегу до утра. " * 6


def test_sixty_thousand_words_are_pasted_cut_and_brought_back(room, as_person):
    page = as_person(room.writer, article_at(room))
    place_caret(page, "6.50 euros")
    chapter = "\n\n".join([PARAGRAPH] * 910)
    assert len(chapter.split()) > 60_000
    assert len(chapter.encode()) > LIMITS.batch_bytes
    paste(page, text=f"\n\n{chapter}\n\nEnd.")
    expect(page.locator("#copy > p").last).to_have_text("End.")
    saved(page)
    assert text_of(room.article).count(PARAGRAPH.strip()) == 910
    assert StepBatch.objects.count() == 1
    page.keyboard.press("Control+z")
    saved(page)
    assert text_of(room.article).endswith("6.50 euros.")
    page.keyboard.press("Control+Shift+z")
    saved(page)
    assert text_of(room.article).count(PARAGRAPH.strip()) == 910


def test_what_no_article_can_hold_is_left_out_in_a_sentence_and_work_goes_on(room, as_person):
    page = as_person(room.writer, article_at(room))
    place_caret(page, "6.50 euros")
    too_long = "Too long for one story, so it was left out"
    for pasted in ("\n\n".join(["Short."] * LIMITS.blocks), "Very long. " * (LIMITS.document_bytes // 10)):
        paste(page, text=pasted)
        expect(page.locator("#refusal")).to_contain_text(too_long)
        expect(page.locator("#copy p")).to_have_count(2)
        page.keyboard.type("!")
        expect(page.locator("#refusal")).to_be_empty()
    saved(page)
    assert text_of(room.article).endswith("6.50 euros.!!")
