"""axe finds nothing serious on any page, in light and in dark; right-to-left copy reads right to left."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from reviews import queries
from tests.factories import NOW, make_article, make_doc, make_query

PAGES = (
    "/",
    "/import/",
    "/inbox/",
    "/preferences/",
    "/mail/",
    "/calendar/",
    "/webhooks/",
    "A",
    "A/preflight/",
    "A/history/",
    "A/history/1/",
    "A/compare/",
    "A/clean/",
    "A/guests/",
    "A/details/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(room, as_person, scheme):
    make_query(room.article, "6.50 euros", by=room.editor)
    done = make_query(room.article, "last boat", by=room.editor, blocking=False)
    queries.reply(query=done, by=room.writer, body="The last one.", now=NOW)
    queries.resolve(query=done, by=room.editor, now=NOW)
    page = as_person(room.editor, color_scheme=scheme)
    serious = []
    for path in PAGES:
        url = path.replace("A", f"/articles/{room.article.slug}", 1)
        page.goto(url if url.endswith("/") else f"{url}/")
        for found in Axe().run(page).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                serious += [(path, found["id"], node["html"][:120]) for node in found["nodes"]]
    assert serious == []


def test_the_sign_in_page_too(room, page):
    page.goto("/login/")
    violations = Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []


def test_arabic_copy_reads_right_to_left(room, as_person):
    article = make_article(
        room.desk,
        author=room.writer,
        language="ar",
        doc=make_doc("يعود سوق الميناء يوم السبت.", headline="سوق الميناء"),
    )
    make_query(article, "يوم السبت", by=room.editor, question="أي سبت؟")
    page = as_person(room.editor, f"/articles/{article.slug}/")
    expect(page.locator("#copy")).to_have_css("direction", "rtl")
    expect(page.locator("#copy .passage")).to_have_text("يوم السبت")
    expect(page.locator("#query-1 .question")).to_have_text("أي سبت؟")
