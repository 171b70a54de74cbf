"""What did not work is said beside the button that was pressed; what was done, in a corner, with Undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.models import Article
from reviews.models import Query
from tests.environment.processes import wait_until
from tests.factories import make_desk, make_query
from tests.journeys.looking import serious
from tests.journeys.test_editing import EDITOR
from tests.journeys.test_margin import select, toast
from tests.pages import at

pytestmark = pytest.mark.journey


def said_to(page, element):
    """What a screen reader adds to this control."""
    described = element.get_attribute("aria-describedby")
    return page.locator(f"#{described}").inner_text() if described else ""


@pytest.fixture
def thread(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor)
    page = as_person(room.editor, at(room.article))
    thread = page.locator("#query-1")
    thread.click()
    return thread


def test_a_refusal_is_beside_its_button_costs_no_words_and_goes_with_the_next_act(room, thread):
    page, field = thread.page, thread.locator("textarea[name=body]")
    button = thread.get_by_role("button", name="Reply")
    field.fill("From April on.")
    Article.objects.filter(pk=room.article.pk).update(desk=make_desk("elsewhere"))
    button.click()
    expect(thread.locator(".failed")).to_contain_text("There is no story")
    expect(field).to_have_value("From April on.")
    assert said_to(page, button).startswith("There is no story")
    expect(page.locator("#flash [data-toast]")).to_have_count(0)
    assert serious(page) == []
    Article.objects.filter(pk=room.article.pk).update(desk=room.desk)
    field.focus()
    page.keyboard.press("Control+Enter")
    expect(toast(page)).to_contain_text("Replied.")
    expect(page.locator(".failed")).to_have_count(0)


def test_what_failed_stays_while_news_of_others_is_put_in(room, thread, as_person):
    page = thread.page
    page.route("**/resolve", lambda route: route.abort())
    thread.get_by_role("button", name="Resolve query 1").click()
    expect(thread.locator(".failed")).to_contain_text("Can’t reach the server.")
    writer = as_person(room.writer, at(room.article))
    writer.get_by_label("Reply to query 1").fill("Since April.")
    writer.get_by_label("Reply to query 1").press("Control+Enter")
    expect(thread.locator(".reply")).to_contain_text("Since April.")
    expect(thread.locator(".failed")).to_contain_text("Can’t reach the server.")


def test_without_a_network_the_button_says_so(room, thread):
    page = thread.page
    thread.locator("textarea[name=body]").fill("From April on.")
    page.context.set_offline(True)
    thread.get_by_role("button", name="Reply").click()
    expect(thread.locator(".failed")).to_contain_text("Can’t reach the server.")
    page.context.set_offline(False)
    thread.get_by_role("button", name="Reply").click()
    expect(toast(page)).to_contain_text("Replied.")
    expect(page.locator(".failed")).to_have_count(0)


def test_a_question_that_is_refused_stays_in_its_dialog(room, as_person):
    page = as_person(room.editor, at(room.article))
    expect(page.locator(EDITOR)).to_be_visible()
    select(page, "6.50 euros")
    page.keyboard.press("Control+Alt+m")
    dialog = page.locator("#ask-dialog")
    dialog.locator("textarea[name=question]").fill("Since April?")
    Article.objects.filter(pk=room.article.pk).update(state=Article.State.SPIKED)
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(dialog.locator(".failed")).to_contain_text("Start a correction to ask about it")
    expect(dialog.locator("textarea[name=question]")).to_have_value("Since April?")
    assert not Query.objects.exists()


def test_a_form_of_any_page_keeps_what_was_typed(room, as_person):
    """Quiet hours with a beginning only."""
    page = as_person(room.editor, "/preferences/")
    page.locator("input[name=quiet_from]").fill("22:00")
    page.locator("form.hours").get_by_role("button", name="Save").click()
    expect(page.locator("form.hours .failed")).to_have_text("Set both a start and an end time.")
    expect(page.locator("input[name=quiet_from]")).to_have_value("22:00")
    page.locator("input[name=quiet_until]").fill("06:00")
    page.locator("form.hours").get_by_role("button", name="Save").click()
    expect(toast(page)).to_contain_text("Saved.")


def test_a_field_with_an_error_has_it_beside_it_and_the_focus(room, as_person):
    page = as_person(room.editor, at(room.article, "details/"))
    page.locator("input[name=language]").fill("no language")
    page.get_by_role("button", name="Save", exact=True).click()
    field = page.locator("input[name=language]")
    expect(field).to_be_focused()
    assert said_to(page, field)
    expect(field).to_have_value("no language")
    assert serious(page) == []


def test_undo_of_resolving_by_the_keyboard(room, thread):
    page = thread.page
    thread.get_by_role("button", name="Resolve").click()
    expect(toast(page)).to_contain_text("Query 1 resolved.")
    page.keyboard.press("Alt+z")
    expect(toast(page).get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Query 1 reopened.")
    wait_until(lambda: Query.objects.get().is_open)


def test_undo_of_spiking(room, as_person):
    page = as_person(room.editor, at(room.article, "details/"))
    page.get_by_role("button", name="Spike story").click()
    expect(toast(page)).to_contain_text("has been spiked.")
    assert serious(page) == []
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("Story unspiked.")
    assert Article.objects.get(pk=room.article.pk).is_open


def test_undo_without_scripts(room, as_person):
    page = as_person(room.editor, at(room.article, "details/"), java_script_enabled=False)
    page.get_by_role("button", name="Spike story").click()
    expect(page.locator("#flash")).to_contain_text("has been spiked.")
    page.locator("#flash").get_by_role("button", name="Undo").click()
    expect(page.locator("#flash")).to_contain_text("Story unspiked.")


def test_a_toast_is_closed_and_stays_while_it_has_the_focus(room, thread):
    page = thread.page
    page.clock.install()
    thread.get_by_role("button", name="Resolve").click()
    expect(toast(page)).to_contain_text("Query 1 resolved.")
    page.keyboard.press("Alt+z")
    page.clock.run_for(60_000)
    expect(toast(page)).to_be_visible()
    page.locator("h1.article-title").click()
    page.clock.run_for(60_000)
    expect(page.locator("#flash [data-toast]")).to_have_count(0)
    page.locator("#resolved > summary").click()
    page.locator("#query-1").get_by_role("button", name="Reopen").click()
    toast(page).get_by_role("button", name="Close").click()
    expect(page.locator("#flash [data-toast]")).to_have_count(0)


def test_a_toast_never_covers_where_somebody_types(room, as_person):
    page = as_person(room.editor, at(room.article, "details/"), viewport={"width": 390, "height": 700})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(toast(page)).to_contain_text("Details saved.")
    for field in page.locator("main input:visible").all():
        field.focus()
        page.keyboard.press("End")
        wait_until(lambda field=field: are_apart(toast(page).bounding_box(), field.bounding_box()))


def are_apart(toast, field):
    """Whether a toast, where there is one, is above or below a field."""
    return (
        not toast or field["y"] + field["height"] <= toast["y"] or field["y"] >= toast["y"] + toast["height"]
    )
