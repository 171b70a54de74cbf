"""The toast of an act takes it back: an acceptance, a stage and a note that was cleared."""

from __future__ import annotations

from playwright.sync_api import expect

from articles.models import Suggestion
from reviews.models import Clearance, Stage
from reviews.workflow import signoff
from tests.articles.suggesting import published, suggest
from tests.environment.processes import wait_until
from tests.factories import make_article, make_doc
from tests.journeys.test_editing import EDITOR
from tests.journeys.test_margin import toast
from tests.pages import at


def undo(page):
    toast(page).get_by_role("button", name="Undo").click()


def test_undo_of_an_accepted_suggestion(room, as_person):
    suggest(room.article, "23.40", "midnight", by=room.reader)
    page = as_person(room.editor, at(room.article))
    card = page.locator("#threads .suggestion")
    card.get_by_role("button", name="Accept", exact=True).click()
    expect(toast(page)).to_contain_text("Accepted")
    expect(card).to_have_count(0)
    wait_until(lambda: "midnight" in published(room.article))
    undo(page)
    expect(card).to_have_count(1)
    expect(page.locator("#copy ins")).to_have_text("midnight")
    wait_until(lambda: Suggestion.objects.get().state == Suggestion.State.PENDING)
    assert "leaves at 23.40." in published(room.article)


def test_undo_of_a_stage(room, as_person):
    page = as_person(room.editor, at(room.article, "preflight/"))
    before = signoff.current_round(room.article).stage
    following = Stage.objects.filter(desk=room.desk).exclude(pk=before.pk).order_by("position").first()
    page.get_by_role("button", name=f"Move to {following}").click()
    expect(toast(page)).to_contain_text(f"Moved to {following}.")
    assert signoff.current_round(room.article).stage == following
    undo(page)
    expect(toast(page)).to_contain_text(f"Moved to {before}.")
    assert signoff.current_round(room.article).stage == before


def test_undo_of_clearing_a_possible_note_in_the_panel(room, as_person):
    room.article = make_article(room.desk, author=room.writer, doc=make_doc("The fare is TK euros."))
    page = as_person(room.editor, at(room.article))
    expect(page.locator(EDITOR)).to_be_visible()
    page.locator("#status a").click()
    finding = page.locator("#panel .finding", has_text="TK")
    finding.get_by_role("button", name="Not a note – keep it").click()
    expect(toast(page)).to_contain_text("“TK” cleared.")
    expect(finding).to_have_count(0)
    assert Clearance.objects.count() == 1
    undo(page)
    expect(toast(page)).to_contain_text("“TK” is no longer cleared.")
    expect(finding).to_have_count(1)
    assert not Clearance.objects.exists()
