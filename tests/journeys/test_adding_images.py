"""Images that are pasted, dropped or chosen: kept here, described, and shown in the copy."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from tests.articles.importing.pictures import picture
from tests.journeys.test_editing import EDITOR, place_caret, saved
from tests.journeys.test_margin import article_at

DIALOG = "#image-dialog"
BRING = """([kind, data, name]) => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    const brought = new DataTransfer();
    brought.items.add(new File([bytes], name, {type: "image/png"}));
    const copy = document.querySelector("#copy");
    const box = copy.querySelector("p").getBoundingClientRect();
    const event = kind === "paste"
        ? new ClipboardEvent("paste", {clipboardData: brought, bubbles: true, cancelable: true})
        : new DragEvent("drop", {dataTransfer: brought, bubbles: true, cancelable: true,
            clientX: box.left + 20, clientY: box.top + 10});
    (kind === "paste" ? copy : copy.querySelector("p")).dispatchEvent(event);
}"""


def bring(page, kind, data, name="boat.png"):
    page.evaluate(BRING, [kind, base64.b64encode(data).decode(), name])
    expect(page.locator(DIALOG)).to_be_visible()


def apply(page):
    page.locator(DIALOG).get_by_role("button", name="Apply").click()


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_an_image_from_outside_is_described_and_shown(room, as_person, kind):
    page = as_person(room.editor, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    place_caret(page, "The last boat")
    page.wait_for_function("() => Boolean(window.startTools)")
    bring(page, kind, picture(size=(60, 40)))
    expect(page.locator("[data-image-shown]")).to_be_visible()
    apply(page)
    expect(page.locator("[data-image-error]")).to_have_text(
        "Describe the image for readers who can’t see it, or mark it decorative."
    )
    page.get_by_label("Alternative text").fill("A boat at night")
    page.get_by_label("Caption (optional)").fill("The Petrel")
    page.get_by_label("Credit (optional)").fill("M. Velde")
    apply(page)
    asset = room.article.assets.get()
    figure = page.locator("#copy figure")
    expect(figure.locator("img").first).to_have_attribute("src", f"/assets/{asset.digest}")
    expect(figure.locator("figcaption")).to_have_text("The Petrel")
    saved(page)
    page.goto(f"/articles/{room.article.slug}/clean/")
    image = page.locator(f"img[src='/assets/{asset.digest}']")
    expect(image).to_have_attribute("alt", "A boat at night")
    expect(page.locator("main")).to_contain_text("The Petrel")
    expect(page.locator("main [data-credit='M. Velde']")).to_have_count(1)


def test_what_is_no_image_is_refused_beside_the_field(room, as_person):
    page = as_person(room.editor, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    place_caret(page, "The last boat")
    page.wait_for_function("() => Boolean(window.startTools)")
    bring(page, "paste", b"no image", "notes.png")
    expect(page.locator("[data-image-error]")).to_have_text(
        "“notes.png” can’t be added: damaged or not a JPEG, PNG, GIF or WebP image."
    )
    apply(page)
    expect(page.locator("[data-image-error]")).to_have_text("Choose an image.")
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("#copy figure")).to_have_count(0)
    page.locator("[name=image]").set_input_files([])
    assert not room.article.assets.exists()


def test_an_image_is_suggested_and_described_anew(room, as_person):
    page = as_person(room.editor, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    page.locator("[data-mode=suggesting]").click()
    place_caret(page, "The last boat")
    page.wait_for_function("() => Boolean(window.startTools)")
    bring(page, "paste", picture(size=(60, 40)))
    page.get_by_label("Decorative").check()
    expect(page.locator("[data-image-shown]")).to_be_visible()
    apply(page)
    expect(page.locator("#copy figure[data-inserted]")).to_have_count(1)
    saved(page)
    page.locator("[data-mode=editing]").click()
    page.locator("#copy figure img").first.dblclick()
    expect(page.locator(DIALOG)).to_be_visible()
    expect(page.get_by_label("Decorative")).to_be_checked()
    page.get_by_label("Decorative").uncheck()
    page.get_by_label("Alternative text").fill("A quay")
    apply(page)
    expect(page.locator("#copy figure img").first).to_have_attribute("alt", "A quay")
    saved(page)
