"""Pasting from other applications: clean structure, and notes that are offered as queries."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from lxml import html as lxml_html
from playwright.sync_api import expect

from articles.documents import schema
from articles.models import Article, Document
from reviews.models import Query
from tests.articles.documents.building import doc, footnote, note, p, table
from tests.factories import make_article, make_doc
from tests.journeys.looking import serious
from tests.journeys.pasting import CLIPBOARDS, clipboard, drop, outline, paste
from tests.journeys.test_editing import EDITOR, place_caret, saved, text_of

APPLICATIONS = sorted(path.stem for path in CLIPBOARDS.glob("*.html"))
SEEN = etree.XPath(
    "//text()[not(ancestor::head or ancestor::script or ancestor::style or ancestor::del"
    " or ancestor::*[@hidden] or ancestor::*[contains(@style, 'display:none')])]"
)


def empty_article(room, headline="Ferries"):
    title = [{"type": "text", "text": headline}] if headline else []
    content = [{"type": "headline", "content": title}, {"type": "paragraph"}]
    return make_article(room.desk, author=room.writer, doc=schema.parse({"type": "doc", "content": content}))


def lines_of(article):
    return outline(Document.objects.get(pk=article.pk).parsed())


def open_at(as_person, person, article, selector):
    page = as_person(person, f"/articles/{article.slug}/")
    page.locator(f"{EDITOR} {selector}").first.click()
    page.keyboard.press("End")
    return page


@pytest.fixture
def pasted(room, as_person):
    """Paste into the body of an empty article, or wherever ``selector`` leads."""

    def act(*, html="", text="", headline="Ferries", selector="p"):
        article = empty_article(room, headline)
        page = open_at(as_person, room.writer, article, selector)
        paste(page, html=html, text=text)
        saved(page)
        return article, page

    return act


@pytest.mark.parametrize("application", APPLICATIONS)
def test_what_applications_put_on_the_clipboard_becomes_clean_structure(pasted, application):
    article, _page = pasted(html=clipboard(application))
    expected = (CLIPBOARDS / f"{application}.txt").read_text("utf-8").splitlines()
    assert lines_of(article) == expected


@pytest.mark.parametrize("application", APPLICATIONS)
def test_no_word_is_lost(pasted, application):
    article, _page = pasted(html=clipboard(application))
    words = set(re.findall(r"\w{2,}", " ".join(SEEN(lxml_html.document_fromstring(clipboard(application))))))
    assert len(words) > 5
    assert {word for word in words if word not in "".join(lines_of(article))} == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.\n \nThree.", ["paragraph: One.", "paragraph: Two.", "paragraph: Three."]),
        ("One.\r\nTwo.\r\nThree.", ["paragraph: One.", "paragraph: Two.", "paragraph: Three."]),
        (
            "## A heading\n\n* an item\n* **bold**, [a link](https://harbour.example)",
            ["paragraph: ## A heading", "paragraph: * an item⏎* **bold**, [a link](https://harbour.example)"],
        ),
        (
            "The last boat to leave the quay on a weekday is the\n"
            "one that waits for the train from the capital.\n\nNext.",
            [
                "paragraph: The last boat to leave the quay on a weekday is the one that waits for the train"
                " from the capital.",
                "paragraph: Next.",
            ],
        ),
        ("A street\nA town\n\nNext.", ["paragraph: A street⏎A town", "paragraph: Next."]),
        ("<Do we mean Hull?> & <b>so on</b>", ["paragraph: <Do we mean Hull?> & <b>so on</b>"]),
    ],
)
def test_plain_text_stays_text(pasted, text, expected):
    article, _page = pasted(text=text)
    assert lines_of(article) == ["headline: Ferries", *expected]


def test_a_headline_takes_words_and_no_structure(pasted):
    article, _page = pasted(
        html="<h1>at <b>night</b>,</h1><p><i>again</i><br>and <a href='https://a.example'>again</a></p>",
        selector="h1",
    )
    assert lines_of(article) == ["headline: Ferriesat night, *again* and again", "paragraph:"]


def test_an_article_pasted_into_the_headline_leaves_its_body_below(pasted):
    long = "The boat leaves at 23.40. " * 10
    article, page = pasted(
        html=f"<h1>Night ferries</h1><p>{long}</p><ul><li>One</li></ul>",
        headline="",
        selector="h1",
    )
    assert [line[:30] for line in lines_of(article)] == [
        "headline: Night ferries",
        "paragraph: The boat leaves at ",
        "bullet_list",
        "  list_item",
        "    paragraph: One",
    ]
    page.keyboard.type("!")
    expect(page.locator("#copy li")).to_have_text("One!")


def test_a_caption_takes_words_only(room, as_person):
    content = [
        {"type": "headline"},
        {
            "type": "figure",
            "content": [
                {"type": "image", "attrs": {"src": "https://harbour.example/a.jpg"}},
                {"type": "caption", "content": [{"type": "text", "text": "The quay"}]},
            ],
        },
        {"type": "paragraph"},
    ]
    article = make_article(
        room.desk, author=room.writer, doc=schema.parse({"type": "doc", "content": content})
    )
    page = open_at(as_person, room.writer, article, "figcaption")
    paste(page, html="<p> at <em>night</em></p><p><b>by day</b></p>")
    saved(page)
    assert "  caption: The quayat *night* by day" in lines_of(article)


NOTED = (
    '<p>The boat waits<a href="#_ftn1" name="_ftnref1">[1]</a>.</p>'
    '<div><p><a href="#_ftnref1" name="_ftn1">[1]</a> If it is late.</p></div>'
)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("h1", "headline: One", "headline: OneThe boat waits."),
        ("div.footnote p", "footnote: Below.", "footnote: Below.The boat waits."),
    ],
)
def test_footnotes_pasted_where_there_can_be_none_are_named(room, as_person, place, before, after):
    article = make_article(
        room.desk, author=room.writer, doc=doc(p("Two", note()), footnote("Below."), headline="One")
    )
    page = open_at(as_person, room.writer, article, place)
    assert before in lines_of(article)
    paste(page, html=NOTED)
    saved(page)
    expect(page.locator("#paste-losses")).to_contain_text(
        "Left out, because there can’t be a footnote here: “If it is late.”"
    )
    assert after in lines_of(article)
    assert sum(line.startswith("footnote:") for line in lines_of(article)) == 1


def test_paragraphs_pasted_into_a_footnote_are_its_lines(room, as_person):
    article = make_article(room.desk, author=room.writer, doc=doc(p("Two", note()), footnote("Below.")))
    page = open_at(as_person, room.writer, article, "div.footnote p")
    paste(page, html="<p>At <b>four</b>.</p><ul><li>Or five.</li></ul>")
    saved(page)
    assert lines_of(article)[-1] == "footnote: Below.At **four**.⏎Or five."


def test_a_footnote_pasted_into_a_cell_is_one(room, as_person):
    article = make_article(room.desk, author=room.writer, doc=doc("One.", table(["a", "b"])))
    page = open_at(as_person, room.writer, article, "td")
    paste(page, html=NOTED)
    saved(page)
    assert lines_of(article)[-2:] == ["  row: aThe boat waits[^]. | b", "footnote: If it is late."]


def test_a_footnote_that_is_referred_to_from_within_its_block_stays_words(pasted):
    article, _page = pasted(
        html='<div>One<a href="#ftnt1">[1]</a><br><br><a href="#ftnt_ref1">[1]</a> two</div>'
    )
    assert lines_of(article)[1:] == ["paragraph: One[1]", "paragraph: [1] two"]


def reader_held(room, as_person):
    """A page whose script for what applications write has not come, and what to do with its request."""
    article = empty_article(room)
    page = as_person(room.writer, "/")
    held = []
    page.route("**/clipboard*.js", lambda route: held.append(route))
    page.goto(f"/articles/{article.slug}/", wait_until="commit")
    page.locator(f"{EDITOR} p").first.click()
    paste(page, html="<p>It is <b>late</b>.</p>", text="It is late.")
    (route,) = held
    return article, page, route


def test_what_is_pasted_before_its_reader_is_there_waits_for_it(room, as_person):
    article, page, route = reader_held(room, as_person)
    route.continue_()
    expect(page.locator("#copy strong")).to_have_text("late")
    saved(page)
    assert lines_of(article)[1:] == ["paragraph: It is **late**."]


def test_without_the_reader_the_words_alone_are_pasted(room, as_person):
    article, page, route = reader_held(room, as_person)
    route.abort()
    expect(page.locator("#copy p")).to_have_text("It is late.")
    paste(page, html="<p>And <b>dark</b>.</p>", text=" And dark.")
    saved(page)
    assert lines_of(article)[1:] == ["paragraph: It is late. And dark."]


def test_what_is_copied_here_is_pasted_as_it_was(room, as_person):
    article = make_article(room.desk, author=room.writer, doc=make_doc("One.", "Two."))
    page = as_person(room.writer, f"/articles/{article.slug}/")
    place_caret(page, "Two.")
    paste(page, html='<h3 data-pm-slice="0 0 []">Kept</h3><aside class="pull-quote">Said</aside>')
    saved(page)
    assert lines_of(article)[-2:] == ["heading3: Kept", "pull_quote: Said"]


def test_links_keep_to_the_schemes_that_copy_may_have(pasted):
    article, _page = pasted(
        html="<p><a href='mailto:desk@paper.example'>mail</a> <a href='data:text/html,x'>data</a>"
        "<a href='file:///etc/passwd'>file</a> <a href='/near'>near</a></p>"
    )
    assert lines_of(article)[1] == "paragraph: [mail](mailto:desk@paper.example) datafile near"


def panel(page):
    return page.locator("#pasted-notes")


def test_notes_in_pasted_words_are_offered_and_become_queries(room, pasted):
    article, page = pasted(
        html="<p>The ferry leaves &lt;late? yes&gt; at <b>23.40</b>.</p><p>[[Which fare?]]</p>"
        "<p>Dogs are free.</p>"
    )
    expect(panel(page)).to_contain_text("2 notes found in the pasted text.")
    expect(page.locator("#announce")).to_contain_text("2 notes found")
    expect(page.locator("#copy")).to_be_focused()
    panel(page).get_by_role("button", name="Turn into a query").first.click()
    expect(panel(page)).to_contain_text("Query 1 sent.")
    expect(page.locator("#copy")).not_to_contain_text("late?")
    expect(page.locator("#copy")).to_contain_text("[[Which fare?]]")
    expect(page.locator("#query-1")).to_contain_text("late?")
    expect(page.locator("#query-1")).to_contain_text("yes")
    expect(page.locator("#copy .passage")).to_have_text(re.compile("^The ferry leaves"))
    panel(page).get_by_role("button", name="Turn into a query").click()
    expect(page.locator("#query-2")).to_contain_text("Which fare?")
    panel(page).get_by_role("button", name="Close").click()
    expect(panel(page)).to_be_hidden()
    assert lines_of(article)[1:] == ["paragraph: The ferry leaves at **23.40**.", "paragraph: Dogs are free."]


def test_a_note_pressed_twice_becomes_one_query(pasted):
    _article, page = pasted(text="The ferry leaves <late? yes> at 23.40.\n\nDogs are free.")
    asked = []
    page.on("request", lambda one: asked.append(one) if one.url.endswith("/scan/queries") else None)
    button = panel(page).get_by_role("button", name="Turn into a query")
    button.evaluate("(one) => { one.click(); one.click(); }")
    expect(panel(page)).to_contain_text("Query 1 sent.")
    assert len(asked) == 1


def test_an_answer_that_comes_too_late_offers_nothing_again(pasted):
    """The question about the pasted words was under way when their notes were left as text."""
    _article, page = pasted(text="The ferry leaves <late? yes> at 23.40.\n\nDogs are free.")
    expect(panel(page)).to_be_visible()
    late = []
    page.route("**/scan", lambda route: late.append(route))
    with page.expect_request("**/scan"):
        page.keyboard.type(" More.")
    panel(page).get_by_role("button", name="Leave as text").click()
    expect(panel(page)).to_be_hidden()
    with page.expect_response("**/scan") as response:
        late[0].continue_()
    response.value.finished()
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(panel(page)).to_be_hidden()


def test_all_at_once_by_keyboard_and_back(room, pasted):
    article, page = pasted(text="The ferry leaves <late? yes> at 23.40.\n\nDogs[a] are free.\n\n[a]All dogs?")
    before = lines_of(article)
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Tab")
    for _stop in range(2):
        expect(page.locator("#pasted-notes :focus")).to_have_text("Turn into a query")
        page.keyboard.press("Tab")
    expect(page.locator("#pasted-notes :focus")).to_have_text("Turn all into queries")
    page.keyboard.press("Enter")
    expect(panel(page)).to_contain_text("Queries 1, 2 sent.")
    expect(page.locator("#pasted-notes :focus")).to_have_text("Put back as text")
    assert sorted(Query.objects.values_list("question", flat=True)) == ["All dogs?", "late?"]
    page.keyboard.press("Enter")
    expect(page.locator("#copy")).to_contain_text("<late? yes>")
    expect(panel(page)).to_contain_text("2 notes found")
    expect(page.locator("#copy")).to_be_focused()
    assert lines_of(article) == before
    assert not Query.objects.open().exists()
    panel(page).get_by_role("button", name="Leave as text").click()
    expect(panel(page)).to_be_hidden()
    page.keyboard.type(" More.")
    saved(page)
    expect(panel(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("application", "questions"),
    [
        ("word", ["How late?"]),
        ("libreoffice", ["Still?"]),
        (
            "google-docs-comments",
            ["Which minister?", "What did the comment [c] say here? Only its mark came with the words."],
        ),
    ],
)
def test_comments_of_word_processors_become_queries(pasted, application, questions):
    article, page = pasted(html=clipboard(application))
    expect(panel(page)).to_be_visible()
    make_all = panel(page).get_by_role("button", name="Turn all into queries")
    (make_all if len(questions) > 1 else panel(page).get_by_role("button", name="Turn into a query")).click()
    expect(panel(page)).to_contain_text("sent.")
    assert list(Query.objects.order_by("number").values_list("question", flat=True)) == questions
    assert not re.search(r"\[(RA1|[a-c])\]|\{>>", "".join(lines_of(article)))


def test_words_struck_out_by_a_tracked_change_are_named(pasted):
    _article, page = pasted(html=clipboard("word"))
    expect(panel(page)).to_contain_text("Left out, because a tracked change had deleted it: “sometimes”")


def test_pasting_waits_for_no_network(room, as_person):
    article = empty_article(room)
    page = open_at(as_person, room.writer, article, "p")
    page.route("**/api/**", lambda route: route.abort())
    paste(page, text="The ferry leaves <late? yes> at 23.40.")
    expect(page.locator("#copy")).to_contain_text("<late? yes>")
    expect(page.locator("#save-state")).to_contain_text("Offline")
    expect(panel(page)).to_be_hidden()
    page.unroute("**/api/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(panel(page)).to_contain_text("1 note found in the pasted text.")


def test_an_offer_goes_with_the_note_that_somebody_else_removed(room, pasted, as_person):
    article, page = pasted(text="The ferry leaves <late? yes> at 23.40.")
    expect(panel(page)).to_be_visible()
    other = open_at(as_person, room.editor, article, "p")
    other.keyboard.press("Shift+Home")
    other.keyboard.type("All gone.")
    expect(page.locator("#copy")).to_contain_text("All gone.")
    expect(panel(page)).to_be_hidden()
    assert not Query.objects.exists()


@pytest.mark.parametrize(
    "dragged",
    [
        {"text": "It is cold <how cold? very> outside"},
        {"html": "<p style='color:red'>It is <b>cold</b> &lt;how cold? very&gt; outside</p>"},
    ],
)
def test_notes_in_text_dragged_in_from_outside_are_offered_as_pasted_ones_are(room, as_person, dragged):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    line = page.locator("#copy p", has_text="A single ticket")
    drop(line, **dragged)
    expect(line).to_contain_text("It is cold <how cold? very> outside")
    expect(panel(page)).to_contain_text("1 note found in the pasted text.")
    panel(page).get_by_role("button", name="Turn into a query").click()
    expect(page.locator("#threads .thread")).to_contain_text("how cold?")
    saved(page)
    assert "It is cold outside" in text_of(room.article)
    assert Query.objects.get().question == "how cold?"


def test_a_note_that_cannot_be_made_a_query_stays_and_it_is_said_why(room, pasted):
    article, page = pasted(text="The ferry leaves <late? yes> at 23.40.")
    expect(panel(page)).to_be_visible()
    Article.objects.filter(pk=article.pk).update(state="released")
    panel(page).get_by_role("button", name="Turn into a query").click()
    expect(panel(page).get_by_role("alert")).to_contain_text("This story has been released.")
    assert "<late? yes>" in text_of(article)
    assert not Query.objects.exists()


def test_who_may_not_edit_is_offered_nothing(room, as_person):
    page = as_person(room.reader, f"/articles/{room.article.slug}/")
    expect(page.locator("#copy")).to_be_visible()
    expect(panel(page)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_offer(room, as_person, scheme):
    article = empty_article(room)
    page = as_person(room.writer, f"/articles/{article.slug}/", color_scheme=scheme)
    page.locator(f"{EDITOR} p").first.click()
    paste(page, html=clipboard("google-docs-comments"))
    expect(panel(page)).to_be_visible()
    assert serious(page) == []
