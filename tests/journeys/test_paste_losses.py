"""Tables, pictures and films that are pasted or dropped: kept, or named beside the copy, and never loaded."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.environment.processes import wait_until
from tests.journeys.looking import serious
from tests.journeys.pasting import clipboard, drop, paste
from tests.journeys.test_editing import EDITOR, place_caret, saved
from tests.journeys.test_margin import article_at, select
from tests.journeys.test_pasting import lines_of, pasted  # noqa: F401

PICTURE = "https://elsewhere.example/quay.jpg"


def pasted_losses(page):
    return page.locator("#paste-losses p")


@pytest.mark.parametrize(
    ("html", "lines", "sentence"),
    [
        (
            "<table><tr><th></th><th>2023</th><th>2024</th></tr><tr><td>Hull</td><td></td><td>7</td></tr>"
            "<tr><td colspan=3></td></tr></table>",
            ["table", "  row: [] | [2023] | [2024]", "  row: Hull |  | 7", "  row:  |  | "],
            "",
        ),
        (
            "<table><tr><td>a</td><td>b</td></tr></table><p>c</p><table><tr><td>d</td></tr><tr><td>e</td></tr></table>",
            ["table", "  row: a | b", "paragraph: c", "paragraph: d", "paragraph: e"],
            "A table became lines of text, one per row (rows × columns: 2 × 1).",
        ),
        (
            f"<table><tr>{'<td>a</td>' * 51}</tr></table><table><tr>{'<td>b</td>' * 101}</tr></table>",
            [f"paragraph: {' | '.join('a' * 51)}", f"paragraph: {' | '.join('b' * 101)}"],
            "2 tables became lines of text, one per row (rows × columns: 1 × 51, 1 × 101).",
        ),
        (
            "<table><caption>Fares</caption><tr><th colspan=2>Boat</th><td rowspan=2>c</td></tr>"
            "<tr><td><p>d</p><ul><li>e</li></ul></td><td><b>f</b></td></tr></table>",
            ["paragraph: Fares", "table", "  row: [Boat] |  | c", "  row: d / e | **f** | "],
            "",
        ),
        (
            f"<table><tr><td>a<img src='{PICTURE}' alt='The quay'></td><td>b</td></tr></table>",
            ["table", "  row: a | b", "figure", f"  image {PICTURE} The quay"],
            "An image was kept as a link and isn’t shown here: “The quay”.",
        ),
        ("<table><tr><td><p>only arranged</p></td></tr></table>", ["paragraph: only arranged"], ""),
        (
            f"<p>a</p><picture><source srcset='x.webp'><img src='{PICTURE}' alt='The quay'></picture>",
            ["paragraph: a", "figure", f"  image {PICTURE} The quay"],
            "An image was kept as a link and isn’t shown here: “The quay”.",
        ),
        (
            f"<p>a</p><figure><img src='{PICTURE}?w=9'><figcaption>At night</figcaption></figure>",
            ["paragraph: a", "figure", f"  image {PICTURE}?w=9", "  caption: At night"],
            "An image was kept as a link and isn’t shown here: “quay.jpg”.",
        ),
        (
            "<p>a</p><img src='data:image/gif;base64,AAAA' alt='A chart of fares'>",
            ["paragraph: a"],
            "Left out, because the copy can’t contain it: image “A chart of fares”.",
        ),
        (
            "<p>a</p><video src='/films/trailer.mp4' title='Trailer'><p>no film</p></video>"
            "<iframe src='https://elsewhere.example/map'></iframe><svg width=600><title>Fares</title></svg>"
            "<svg aria-hidden=true><path/></svg><audio><source src='a.mp3'></audio><ul><li>b</li></ul>",
            ["paragraph: a", "bullet_list", "  list_item", "    paragraph: b"],
            "4 items were left out, because the copy can’t contain them: video “Trailer”,"
            " embedded page “map”,"
            " drawing “Fares”, audio “a.mp3”.",
        ),
        (
            f"<p>a</p><img src='https://x.example/{'a' * 5000}' alt='A long address'>",
            ["paragraph: a"],
            "Left out, because the copy can’t contain it: image “A long address”.",
        ),
        ("<p>a</p><img src='https://x.example/dot.gif' width=1 height=1>", ["paragraph: a"], ""),
    ],
)
def test_what_copy_cannot_hold_is_named(pasted, html, lines, sentence):  # noqa: F811
    article, page = pasted(html=html)
    assert lines_of(article)[1:] == lines
    expect(pasted_losses(page)).to_have_text(sentence)
    if not sentence:
        expect(page.locator("#paste-losses")).to_be_hidden()
        return
    expect(page.locator("#announce")).to_have_text(sentence)
    assert serious(page) == []
    page.locator("#paste-losses").get_by_role("button", name="Close").click()
    expect(page.locator("#paste-losses")).to_be_hidden()
    expect(page.locator(EDITOR)).to_be_focused()


@pytest.mark.parametrize("application", ["word", "google-docs", "web-page"])
def test_what_applications_put_on_the_clipboard_is_told(pasted, application):  # noqa: F811
    _article, page = pasted(html=clipboard(application))
    expect(page.locator(f"{EDITOR} table")).not_to_have_count(0)
    expect(pasted_losses(page)).to_contain_text("A quay at night")


def test_the_next_paste_has_its_own_sentence(pasted):  # noqa: F811
    _article, page = pasted(html="<table><tr><td>a</td></tr><tr><td>b</td></tr></table>")
    expect(pasted_losses(page)).to_contain_text("A table")
    paste(page, html="<p>plain</p>")
    expect(page.locator("#paste-losses")).to_be_hidden()


_FILE = """([kind, name, type]) => {
    const data = new DataTransfer();
    data.items.add(new File(["\\x89PNG"], name, {type}));
    const copy = document.querySelector("#copy p");
    const {left, top} = copy.getBoundingClientRect();
    const how = {bubbles: true, cancelable: true};
    const event = kind === "paste"
        ? new ClipboardEvent("paste", {...how, clipboardData: data})
        : new DragEvent("drop", {...how, dataTransfer: data, clientX: left + 2, clientY: top + 2});
    return copy.dispatchEvent(event);
}"""


@pytest.mark.parametrize("kind", ["paste", "drop"])
@pytest.mark.parametrize(
    ("name", "type_"), [("notes.pdf", "application/pdf"), ("fares.xlsx", "application/x")]
)
def test_a_file_is_not_put_in_and_nothing_else_happens(room, as_person, kind, name, type_):
    page = as_person(room.writer, article_at(room))
    select(page, "single")
    before = page.evaluate("document.querySelector('#copy').copydesk.doc()")
    taken = page.evaluate(_FILE, [kind, name, type_])
    assert taken is False, "the browser would open the file in place of the page"
    expect(pasted_losses(page)).to_have_text(
        f"This can’t be added to the copy: “{name}”. Nothing was changed."
    )
    assert page.evaluate("document.querySelector('#copy').copydesk.doc()") == before


def test_a_picture_alone_costs_no_selected_words(room, as_person):
    page = as_person(room.writer, article_at(room))
    select(page, "single")
    paste(page, html="<img src='file:///C:/quay.png' alt='The quay'>")
    expect(pasted_losses(page)).to_have_text("Left out, because the copy can’t contain it: image “The quay”.")
    expect(page.locator(EDITOR)).to_contain_text("A single ticket")


def test_who_suggests_is_told_too(room, as_person):
    page = as_person(room.reader, article_at(room))
    select(page, "single")
    paste(page, html="<table><tr><td>one</td></tr><tr><td>way</td></tr></table>")
    expect(pasted_losses(page)).to_contain_text("A table became lines of text")
    expect(page.locator("#copy ins")).to_have_text(["one", "way"])
    saved(page)


def test_dropped_words_are_told_of(room, as_person):
    page = as_person(room.writer, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    drop(page.locator("#copy p").first, html="<table><tr><td>one</td></tr><tr><td>way</td></tr></table>")
    expect(pasted_losses(page)).to_contain_text("A table became lines of text")
    expect(page.locator(EDITOR)).to_contain_text("one")
    saved(page)


def test_rows_in_plain_text_are_not_joined(pasted):  # noqa: F811
    row = " | ".join(f"a long cell {number}" for number in range(5))
    article, _page = pasted(text=f"Fares\n\n{row}\n{row}\n{row}\n\nEnd")
    assert lines_of(article)[2] == f"paragraph: {row}⏎{row}⏎{row}"


def test_no_page_asks_another_machine_for_a_picture(room, as_person):
    asked = []
    page = as_person(room.writer, article_at(room))
    page.context.on("request", lambda request: asked.append(request.url))
    violations = []
    page.on("console", lambda message: violations.append(message.text))
    select(page, "single")
    page.keyboard.press("ArrowRight")
    paste(page, html=f"<p>b</p><img src='{PICTURE}' alt='The quay'>")
    saved(page)
    figure = page.locator(f"{EDITOR} figure .picture")
    expect(figure.get_by_role("img", name="The quay")).to_be_visible()
    expect(figure.get_by_role("link", name="elsewhere.example")).to_have_attribute("href", PICTURE)
    for tail in ("", "history/", "preflight/", "clean/", "authorship/"):
        page.goto(article_at(room) + tail)
        expect(page.locator("h1").first).to_be_visible()
    assert [url for url in asked if "elsewhere.example" in url] == []
    assert violations == []


def test_what_is_copied_here_has_its_pictures_elsewhere(room, as_person):
    page = as_person(room.writer, article_at(room))
    select(page, "single")
    page.keyboard.press("ArrowRight")
    paste(page, html=f"<p>b</p><img src='{PICTURE}' alt='The quay'><p>c</p>")
    saved(page)
    page.keyboard.press("Control+a")
    copied = page.evaluate(
        """() => {
            const data = new DataTransfer();
            const how = {clipboardData: data, bubbles: true, cancelable: true};
            document.querySelector("#copy").dispatchEvent(new ClipboardEvent("copy", how));
            return data.getData("text/html");
        }"""
    )
    assert f'<img src="{PICTURE}" alt="The quay">' in copied
    place_caret(page, "ticket costs")
    paste(page, html=copied)
    saved(page)
    wait_until(
        lambda: (
            json.dumps(page.evaluate("document.querySelector('#copy').copydesk.doc()")).count(PICTURE) == 2
        )
    )
    expect(page.locator("#paste-losses")).to_be_hidden()
