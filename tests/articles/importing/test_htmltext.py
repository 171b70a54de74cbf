import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.htmltext import html_texts
from tests.articles.documents.building import examples

PAGE = """<!DOCTYPE html>
<html lang="en"><head>
<title>Ferry | Harbour News</title>
<meta name="description" content="The ferry is back">
<meta name="viewport" content="width=device-width">
<style>p { color: red }</style>
</head>
<body><nav><a href="/">Home</a></nav>
<article>
<h1>Ferry
  <em>returns</em></h1>
<!-- check the time -->
<p>The
ferry&nbsp;is <b>back</b>&mdash;at<br>last.</p>
<ul><li>Adults</li><li>Children
<ul><li>free</li></ul></li></ul>
<figure><img src="a.jpg" alt="A white ferry"><figcaption>At the quay</figcaption></figure>
<script>if (a < b) { write("<p>no</p>") }</script>
<table><tr><td>7 a.m.</td><td>€4</td></tr></table>
</article>
<footer>Contact</footer></body></html>
"""


def blocks(source):
    """The text blocks of a page or a fragment with their lines."""
    return [(found.line, found.text) for found in html_texts(source) if found.kind == "text"]


def test_blocks_of_a_page_with_their_lines():
    assert blocks(PAGE) == [
        (8, "Home"),
        (10, "Ferry returns"),
        (13, "The ferry is back—at last."),
        (15, "Adults"),
        (15, "Children"),
        (16, "free"),
        (17, "At the quay"),
        (19, "7 a.m."),
        (19, "€4"),
        (21, "Contact"),
    ]


def test_what_stands_beside_the_text_is_found_with_its_kind():
    beside = [(found.kind, found.line, found.text) for found in html_texts(PAGE) if found.kind != "text"]
    assert beside == [
        ("title", 3, "Ferry | Harbour News"),
        ("meta", 4, "The ferry is back"),
        ("comment", 12, "check the time"),
        ("alt", 17, "A white ferry"),
    ]


def test_the_article_around_a_block_is_known():
    page = "<p>a</p><article><p>b</p><article><p>c</p></article><p>d</p></article><article>e</article>"
    assert [(found.text, found.article) for found in html_texts(page)] == [
        ("a", 0),
        ("b", 1),
        ("c", 2),
        ("d", 1),
        ("e", 3),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "<Should this be Monday? yes>",
        "<which bridge?>",
        "<check the date>",
        "<i think this is wrong?>",
        "<a different number?>",
        "<<really?>>",
        "<name>",
        "<هل هذا صحيح؟>",
        "1 < 2 and 3 > 2",
        "<unclosed",
        "<",
    ],
)
def test_what_only_looks_like_a_tag_is_text(note):
    assert blocks(f"<p>One.</p>\n<p>The bridge {note} is closed.</p>")[1] == (
        2,
        f"The bridge {note} is closed.",
    )


@pytest.mark.parametrize(
    "tag",
    [
        "<br/>",
        '<a href="x?y=1">',
        "<input disabled>",
        "<o:p>",
        "<my-card>",
        '<g fill="red">',
        "<p hidden data-x>",
        "</blink>",
        '<img alt="Which bridge?" src="a.png">',
    ],
)
def test_what_is_a_tag_is_none_of_the_words(tag):
    assert [text for _line, text in blocks(f"<div>a {tag}</div>")] == ["a"]


def test_nothing_gives_nothing():
    assert blocks("") == blocks("   ") == blocks("<!-- -->") == []


def test_comments_around_a_page_and_alone_are_found():
    page = "<!-- one -->\n<!DOCTYPE html>\n<html><body>a</body></html>\n<!-- two -->"
    assert [(found.line, found.text) for found in html_texts(page)] == [(1, "one"), (3, "a"), (4, "two")]
    assert [(found.kind, found.text) for found in html_texts("<!-- alone -->\n")] == [("comment", "alone")]


@given(
    st.lists(
        st.sampled_from(
            [*"<>/!-?\"'= ab\n&;é", "<p>", "</p>", "<!--", "-->", "<script>", "</script>", "<br", "word"]
        ),
        max_size=40,
    ).map("".join)
)
@examples(300)
def test_any_source_can_be_read(source):
    found = html_texts(source)
    assert all(text.text and text.line >= 1 for text in found)
