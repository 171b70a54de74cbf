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


BRING_TWO = """(files) => {
    const brought = new DataTransfer();
    for (const [data, name] of files)
        brought.items.add(new File([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))], name,
            {type: "image/png"}));
    document.querySelector("#copy").dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: brought, bubbles: true, cancelable: true}));
}"""


def test_several_images_are_described_one_after_the_other(room, as_person):
    page = as_person(room.editor, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    place_caret(page, "The last boat")
    page.wait_for_function("() => Boolean(window.startTools)")
    files = [(picture(size=(60, 40)), "boat.png"), (picture(size=(40, 60)), "pier.png")]
    page.evaluate(BRING_TWO, [(base64.b64encode(data).decode(), name) for data, name in files])
    for alt in ("A boat at night", "The pier"):
        expect(page.locator("[data-image-shown]")).to_be_visible()
        expect(page.get_by_label("Alternative text")).to_have_value("")
        page.get_by_label("Alternative text").fill(alt)
        apply(page)
        expect(page.locator(f"#copy figure img[alt='{alt}']")).to_have_count(1)
    expect(page.locator(DIALOG)).to_be_hidden()
    saved(page)
    assert room.article.assets.count() == 2
    drawn = page.locator("#copy figure img:not(.ProseMirror-separator)")
    assert [one.get_attribute("alt") for one in drawn.all()] == ["A boat at night", "The pier"]


def test_the_progress_of_an_upload_is_shown_and_nothing_is_put_in_before_its_end(room, as_person):
    page = as_person(room.editor, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    place_caret(page, "The last boat")
    page.wait_for_function("() => Boolean(window.startTools)")
    held = []
    page.route(f"**{page.locator(DIALOG).get_attribute('data-upload-url')}", lambda route: held.append(route))
    bring(page, "paste", picture(size=(60, 40)))
    progress = page.get_by_role("progressbar", name="Upload")
    expect(progress).to_be_visible()
    page.get_by_label("Alternative text").fill("A boat at night")
    apply(page)
    expect(page.locator("[data-image-error]")).to_have_text("Still uploading. Try again in a moment.")
    expect(page.locator("#copy figure")).to_have_count(0)
    held[0].continue_()
    expect(progress).to_be_hidden()
    expect(page.locator("[data-image-shown]")).to_be_visible()
    apply(page)
    expect(page.locator("#copy figure img[alt='A boat at night']")).to_have_count(1)
