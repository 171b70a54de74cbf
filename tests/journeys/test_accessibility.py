"""axe finds nothing serious on any page, in light and in dark; right-to-left copy reads right to left."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles import uploads
from articles.documents.style.model import Level
from articles.editing.suggestions import Choice
from articles.history import revisions
from articles.models import Anchor, Upload
from reviews.models import Reply
from reviews.queries import answering, suggestions
from tests.acts import replace_words
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, make_query
from tests.journeys.looking import serious
from tests.journeys.test_editing import EDITOR
from tests.journeys.test_margin import select
from tests.newsroom.admin.filling import take_answer
from tests.reviews.stylebook.books import make_entry

PAGES = (
    "/",
    "/stories/",
    "/import/",
    "/inbox/",
    "/preferences/",
    "/mail/",
    "/calendar/",
    "/webhooks/",
    "/permissions/",
    "A",
    "A/preflight/",
    "A/history/",
    "A/history/1/",
    "A/compare/",
    "A/clean/",
    "A/guests/",
    "A/details/",
    "A/move/",
    "S",
    "S/new/",
    "S/import/",
    "S/E/",
    "S/E/history/",
)
ADMINISTRATORS = ("/settings/security/", "/permissions/", "/design/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(room, as_person, scheme):
    make_query(room.article, "6.50 euros", by=room.editor)
    done = make_query(room.article, "last boat", by=room.editor, blocking=False)
    answering.reply(query=done, by=room.writer, body="The last one.", now=NOW)
    answered = make_query(room.article, "single ticket", by=room.editor)
    answering.reply(query=answered, by=room.writer, body="As always.", now=NOW)
    Reply.objects.update(
        mail=take_answer(room.article, room.writer)
    )  # with a file, and a notice on the pages
    answering.resolve(query=done, by=room.editor, now=NOW)
    suggest(room.article, "Ferry", "A ferry", by=room.slot)
    suggest(room.article, "single", "simple", by=room.reader)
    key = suggest(room.article, "23.40", "23.50", by=room.reader)
    suggestions.decide(
        article=room.article, accept=True, choice=Choice(keys=(key,)), by=room.editor, now=timezone.now()
    )
    make_entry(room.desk, room.editor, "boat", suggestion="ferry")
    entry = make_entry(room.desk, room.editor, "ticket", level=Level.WARNING)
    page = as_person(room.editor, color_scheme=scheme)
    found = []
    for path in PAGES:
        url = path.replace("A", f"/articles/{room.article.slug}", 1)
        url = url.replace("S", f"/stylebook/{room.desk.slug}", 1).replace("/E/", f"/{entry.pk}/")
        page.goto(url if url.endswith("/") else f"{url}/")
        for folded in page.locator("#suggested details, #threads details").all():
            folded.evaluate("(one) => { one.open = true; }")
        found += [(path, *one) for one in serious(page)]
    page = as_person(room.admin, color_scheme=scheme)
    for path in ADMINISTRATORS:
        page.goto(path)
        found += [(path, *one) for one in serious(page)]
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_queries_are_asked_and_settled(room, as_person, scheme):
    """Proposals, mentions, every state of a passage, the dialog, the people behind an @, an old revision."""
    asked = {"question": "@Mara Velde, is it?", "proposed": "7 euros"}
    make_query(room.article, "6.50 euros", by=room.reader, **asked)
    for words in ("23.40", "leaves", "single ticket"):
        make_query(room.article, words, by=room.reader)
    replace_words(room, "23.40", "23.4")
    replace_words(room, "leaves", "")
    Anchor.objects.filter(query__number=4).update(state="moved", quote="ticket")
    revisions.keep(article=room.article, by=room.editor, now=NOW)
    page = as_person(room.editor, f"/articles/{room.article.slug}/", color_scheme=scheme)
    expect(page.locator("#threads.threads-aligned")).to_be_visible()
    found = []

    def look(at):
        found.extend((at, *one) for one in serious(page))

    for number in (1, 2, 3, 4):
        page.locator(f"#query-{number} .question").click()
        look(f"thread {number}")
    page.locator("#copy .passage-changed").click()
    expect(page.locator("#passage-hint")).to_be_visible()
    look("the hint")
    page.locator("#query-1 .question").click()
    page.locator("#query-1 summary").click()
    page.get_by_label("Reply to query 1").press_sequentially("Ask @")
    expect(page.locator(".mention-list")).to_be_visible()
    look("who is meant")
    select(page, "last boat")
    page.keyboard.press("Control+Alt+m")
    expect(page.locator("#ask-dialog")).to_be_visible()
    page.keyboard.type("Half a ques")
    look("asking")
    page.reload()
    expect(page.locator("#ask-kept")).to_be_visible()
    look("a question that was begun")
    page.goto(f"/articles/{room.article.slug}/history/1/")
    look("an old revision")
    page.goto(f"/articles/{room.article.slug}/queries/3/")
    look("a query by itself")
    assert found == []


def test_the_sign_in_page_too(room, page):
    page.goto("/login/")
    assert serious(page) == []


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


def test_suggestions_in_arabic_stand_on_the_right(room, as_person):
    article = make_article(
        room.desk,
        author=room.writer,
        language="ar",
        doc=make_doc("يعود سوق الميناء يوم السبت.", "والدخول مجاني.", headline="سوق الميناء"),
    )
    suggest(article, "السبت", "الأحد", by=room.reader)
    page = as_person(room.editor, f"/articles/{article.slug}/")
    page.locator(f"{EDITOR} p").last.click()
    page.keyboard.press("Home")
    page.locator("#mode").get_by_role("button", name="Suggesting").click()
    page.keyboard.press("Backspace")
    joined = page.locator("#copy p[data-deleted]")
    expect(joined).to_have_count(1)
    expect(page.locator("#copy del.proposed")).to_have_text("السبت")
    mark = joined.evaluate("(one) => getComputedStyle(one, '::before').insetInlineStart")
    assert mark.startswith("-")
    assert joined.evaluate("(one) => getComputedStyle(one, '::before').right") == mark, "right of the line"


DRAFT = (
    b"# Two ferries\n\nBy Ana Lima\n\nThe boat <which one? the Petrel> leaves at TK, it is said (source?).\n"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1360])
def test_axe_finds_nothing_serious_where_a_file_is_looked_at(room, as_person, scheme, width):
    found = []
    page = as_person(room.editor, color_scheme=scheme, viewport={"width": width, "height": 800})
    given = {"name": "a.md", "by": room.editor, "details": {"desk": room.desk.slug}, "now": timezone.now()}
    new = uploads.keep(DRAFT, **given)
    version = uploads.keep(DRAFT, **given, article=room.article)
    for path in (f"/import/{new.key}/", f"/articles/{room.article.slug}/new-version/{version.key}/"):
        page.goto(path)
        expect(page.locator("ol.found > li")).to_have_count(3)
        for folded in page.locator("details").all():
            folded.evaluate("(one) => { one.open = true; }")
        found += [(path, *one) for one in serious(page)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []


def test_a_file_that_takes_long_is_shown_as_soon_as_it_is_read(room, as_person):
    upload = uploads.keep(DRAFT, name="a.md", by=room.editor, now=timezone.now())
    read = upload.content
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.WAITING, content="")
    page = as_person(room.editor, f"/import/{upload.key}/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert not serious(page)
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.READ, content=read)
    expect(page.locator("ol.found > li")).to_have_count(3)
