"""What each construct of a page becomes."""

import pytest

from articles.importing import import_copy
from articles.importing.html import read_page
from articles.importing.losses import Losses
from tests.articles.importing.pictures import data_address, picture
from tests.articles.importing.word.test_body import block, told, words


def page(body, head=""):
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def read(body, head=""):
    losses = Losses()
    copy = read_page(page(body, head), filename="a.html", losses=losses)
    copy.doc.check()
    return copy, losses.sentences()


def summary(body, head=""):
    return import_copy(page(body, head), filename="story.html").summary()


def below(body, head=""):
    """The blocks below a headline."""
    return told(read(f"<h1>Harbour</h1>{body}", head)[0].doc.to_json())["content"][1:]


def only(body, head=""):
    (found,) = below(body, head)
    return found


def para(*content):
    return block("paragraph", *(words(one) if isinstance(one, str) else one for one in content))


def item(*content):
    return block("list_item", *content)


def test_headline_standfirst_and_headings():
    body = '<h1>Harbour</h1><p class="standfirst">It is shut</p><h2>Since May</h2><p>A.</p><h6>Deep</h6>'
    assert told(read(body)[0].doc.to_json())["content"] == [
        block("headline", words("Harbour")),
        block("standfirst", words("It is shut")),
        block("heading", words("Since May"), level=2),
        para("A."),
        block("heading", words("Deep"), level=4),
    ]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<div>One <p>Two</p> three</div>", ["One", "Two", "three"]),
        ("One<br>two", ["One\ntwo"]),
        ("One<br><br>two<br>", ["One", "two"]),
        ("<p>  The \n ferry </p>\n<p> </p>", ["The ferry"]),
        ("<p>The&nbsp;ferry &amp; <b> boat</b></p>", ["The\u00a0ferry & boat"]),
        ("<pre>\na  b\n c</pre>", ["a  b\n c"]),
        ("<dl><dt>A<dd>B</dl>", ["A", "B"]),
        ("<p>She said <q>no</q>.</p>", ["She said “no”."]),
        ("<script>x</script><style>y</style><p>A<template>z</template></p>", ["A"]),
        ("<p>A <button>Press</button><select><option>x</select>b</p>", ["A b"]),
        ("<ruby>船<rp>(</rp><rt>fune</rt></ruby>が", ["船が"]),
    ],
)
def test_words_and_blocks(body, blocks):
    found = read(f"<h1>Harbour</h1>{body}")[0].doc.children[1:]
    assert ["".join(inner.text or "\n" for inner in one.children) for one in found] == blocks


@pytest.mark.parametrize(
    ("inside", "marks"),
    [
        ("<b>x</b>", ["strong"]),
        ("<em>x</em>", ["em"]),
        ("<code>x</code>", ["code"]),
        ('<span style="font-weight: 700">x</span>', ["strong"]),
        ('<b style="font-weight:normal">x</b>', []),
        ('<span class="c1">x</span>', ["em"]),
        ('<span class="c1 c2">x</span>', ["em", "strong"]),
        ('<b>A<span class="c3">x</span></b>', []),
    ],
)
def test_bold_and_italic_by_elements_and_style_sheets(inside, marks):
    sheet = "<style>@import url(x);.c1{font-style:italic}.c2,.d{font-weight:bold}.c3{font-weight:400}</style>"
    found = [text for text in only(f"<p>{inside}</p>", sheet)["content"] if text["text"] == "x"]
    assert [mark["type"] for mark in found[0].get("marks", ())] == marks


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("https://www.google.com/url?q=https://a.example/b?c%3D1&amp;sa=D", "https://a.example/b?c=1"),
        ("https://www.google.com/url?x=1", "https://www.google.com/url?x=1"),
        ("https://www.google.com/search?q=a", "https://www.google.com/search?q=a"),
        ("https://[", "https://["),
        ("javascript:alert(1)", ""),
        ("#a", ""),
    ],
)
def test_links_lead_where_they_lead(href, kept):
    found = only(f'<p><a href="{href}">The ferry</a>.</p>')["content"]
    links = [mark["attrs"]["href"] for text in found for mark in text.get("marks", ())]
    assert links == ([kept] if kept else [])


def test_lists():
    body = '<ul><li>A<ol start="3"><li>B</li><li><p>C</p><p>more</p></li></ol></li><li>D</li></ul>'
    assert below(body) == [
        block(
            "bullet_list",
            item(para("A"), block("ordered_list", item(para("B")), item(para("C")), order=3)),
        ),
        para("more"),
        block("bullet_list", item(para("D"))),
    ]


def test_a_quotation_a_rule_and_code():
    assert below("<blockquote><p>Never</p>again</blockquote><hr><p><code>x = 1</code></p>") == [
        block("blockquote", para("Never"), para("again")),
        block("horizontal_rule"),
        para(words("x = 1", "code")),
    ]


def test_pictures_that_are_on_the_web_are_figures():
    body = (
        '<figure><img src="https://a.example/b.jpg" alt="A boat"><figcaption>The <em>Mary</em>'
        ' <span class="credit">Anna</span></figcaption></figure>'
        '<p>A <img src="https://a.example/c.jpg"> b</p>'
    )
    assert below(body) == [
        block(
            "figure",
            block("image", src="https://a.example/b.jpg", alt="A boat", credit="Anna"),
            block("caption", words("The "), words("Mary", "em")),
        ),
        para("A b"),
        block("figure", block("image", src="https://a.example/c.jpg", alt="", credit="")),
    ]


def test_a_picture_within_the_page_is_kept_with_the_copy():
    copy, losses = read(f'<h1>A</h1><img src="{data_address(picture())}" alt="A boat"><p>B</p>')
    (image,) = copy.images.values()
    assert copy.doc.child(1).child(0).attrs == {"src": image.address, "alt": "A boat", "credit": ""}
    assert losses == ()
    assert (
        "Images were left out: C (damaged" in read(f'<p>B</p><img src="{data_address(b"x")}" alt="C">')[1][0]
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('<img src="b.jpg" alt="A boat">', "Images were left out: A boat."),
        ('<video src="film.mp4"></video>', "Embedded media was left out: video film.mp4."),
        ("<nav>Home</nav>", "The navigation of the page was left out."),
    ],
)
def test_what_is_left_out_is_told(body, sentence):
    assert sentence in read(f"<h1>A</h1><p>B</p>{body}")[1]


@pytest.mark.parametrize(
    ("inside", "question"),
    [
        ("<span hidden>who says?</span>", "who says?"),
        ('<span style="display:none">who says?</span>', "who says?"),
        ("<s>who says?</s>", "who says?"),
        ("<mark>who says?</mark>", "who says?"),
        ("<!-- who says? -->", "who says?"),
        ("<who says?>", "who says?"),
        ("[AU: who says?]", "who says?"),
    ],
)
def test_notes_are_queries(inside, question):
    found = summary(f"<p>The ferry is back {inside} today.</p>")
    assert [query["question"] for query in found["queries"]] == [question]
    assert found["text"] == "The ferry is back today."


def test_comments_for_programs_are_none():
    found = summary("<!--StartFragment--><p>The ferry.</p><!--[if gte mso 9]><xml></xml><![endif]-->")
    assert (found["text"], found["queries"]) == ("The ferry.", [])


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        ("<p>The <del>old</del><ins>new</ins> boat.</p>", "The old boat.", "The new boat."),
        ("<p>One.</p><ins><p>Two.</p></ins><p>Three.</p>", "One. Three.", "One. Two. Three."),
        ("<p>One.</p><del><p>Two.</p><p>b.</p></del><p>Three.</p>", "One. Two. b. Three.", "One. Three."),
        ("<p>A.</p><ul><ins><li>B</li></ins><li>C</li></ul>", "A. C", "A. B C"),
        ("<p>A <ins>b <del>c </del></ins>d.</p>", "A d.", "A b d."),
    ],
)
def test_insertions_and_deletions_are_suggestions(body, old, new):
    found = summary(body)
    assert (found["text"].split(), found["accepted_text"].split()) == (old.split(), new.split())
    assert {one["author"] for one in found["suggestions"]} == {""}


def test_a_table_of_cells_is_one_and_one_for_layout_is_none():
    body = "<table><caption>Boats</caption><thead><tr><th>Boat<th>Seats<tbody><tr><td>Mary<td>12</table>"
    caption, found = below(body)
    assert caption == para("Boats")
    assert [[cell["attrs"]["header"] for cell in row["content"]] for row in found["content"]] == [
        [True, True],
        [False, False],
    ]
    layout = "<table><tr><td><table><tr><td><p>One</p><p>Two</p></td></tr></table></td></tr></table>"
    assert read(f"<h1>A</h1>{layout}")[0].doc.child_count == 3


def test_the_draft_notice_of_an_export_goes():
    notice = "<p><strong>DRAFT — NOT FOR PUBLICATION</strong></p>"
    body = f"<article><header>{notice}<h1>A</h1></header><p>B.</p></article>"
    copy, losses = read(body)
    assert [child.text_content for child in copy.doc.children] == ["A", "B."]
    assert losses == ("The draft notice of an export was left out.",)


def test_a_page_from_right_to_left():
    data = '<html dir="rtl"><body><p>عاد القارب</p><p>اليوم.</p></body></html>'.encode()
    assert import_copy(data, filename="a.htm").direction == "rtl"


def test_a_cell_that_reaches_over_rows_leaves_its_columns_to_those_below():
    source = (
        "<h1>Fares</h1><table><tr><td rowspan=2>Aurora</td><td>1</td><td rowspan=3>x</td></tr>"
        "<tr><td>2</td></tr><tr><td colspan=2>3</td></tr></table>"
    )
    copy = import_copy(source.encode(), filename="fares.html")
    cells = [[cell.text_content for cell in row.children] for row in copy.doc.child(1).children]
    assert cells == [["Aurora", "1", "x"], ["", "2", ""], ["3", "", ""]]
    assert copy.losses == (
        "Merged cells of tables were divided: the first has the words, the others are empty.",
    )
