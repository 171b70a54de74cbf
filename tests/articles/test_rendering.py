from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from articles.rendering import Highlight, copy_html


def doc(*blocks) -> dict:
    return {"type": "doc", "content": [{"type": "headline"}, *blocks]}


def paragraph(*inline) -> dict:
    return {"type": "paragraph", "content": list(inline)}


def text(words, *marks) -> dict:
    return {"type": "text", "text": words, "marks": [{"type": mark} for mark in marks]}


def cell(words, **attrs) -> dict:
    return {"type": "table_cell", "attrs": attrs, "content": [paragraph(text(words))]}


def row(*cells, **attrs) -> dict:
    return {"type": "table_row", "attrs": attrs, "content": list(cells)}


def test_a_table_scrolls_in_a_box_of_its_own_and_its_headers_say_what_they_name():
    head = row(cell("Boat", header=True), cell("<b>", header=True))
    first = row(cell("Aurora", header=True), cell("120"), inserted="7.abcdefgh")
    assert copy_html(doc({"type": "table", "content": [head, first]})) == (
        '<h1></h1><div class="table-box" role="region" aria-label="Table" tabindex="0"><table><tbody>'
        '<tr><th scope="col"><p>Boat</p></th><th scope="col"><p>&lt;b&gt;</p></th></tr>'
        '<tr data-inserted="7.abcdefgh" data-by="8"><th scope="row"><p>Aurora</p></th>'
        "<td><p>120</p></td></tr></tbody></table></div>"
    )


def test_words_in_a_cell_are_highlighted_where_they_stand():
    table = {"type": "table", "attrs": {"deleted": "7.abcdefgh"}, "content": [row(cell("Aurora"))]}
    # Headline, table, row, cell and paragraph open before the words.
    shown = copy_html(doc(table), [Highlight(6, 9, "passage", 5)])
    assert 'tabindex="0" data-deleted="7.abcdefgh"' in shown
    assert '<td><p><span class="passage" data-query="5" id="passage-5">Aur</span>' in shown


def test_every_kind_of_node_and_mark():
    everything = doc(
        {"type": "standfirst", "content": [text("Stand")]},
        paragraph(text("a ", "strong", "em"), {"type": "hard_break"}, text("b")),
        {"type": "heading", "content": [text("Two")]},
        {"type": "heading", "attrs": {"level": 4}, "content": [text("Four")]},
        {"type": "blockquote", "content": [paragraph(text("said"))]},
        {"type": "pull_quote", "content": [text("pulled")]},
        {"type": "bullet_list", "content": [{"type": "list_item", "content": [paragraph(text("one"))]}]},
        {
            "type": "ordered_list",
            "attrs": {"order": 3},
            "content": [{"type": "list_item", "content": [paragraph()]}],
        },
        {"type": "horizontal_rule"},
        {
            "type": "figure",
            "content": [
                {
                    "type": "image",
                    "attrs": {"src": "https://x.example/a.jpg", "alt": 'A "boat"', "credit": "Photo: B"},
                },
                {"type": "caption", "content": [text("The boat")]},
            ],
        },
    )
    assert copy_html(everything) == (
        '<h1></h1><p class="standfirst">Stand</p><p><strong><em>a </em></strong><br>b</p>'
        "<h2>Two</h2><h4>Four</h4>"
        '<blockquote><p>said</p></blockquote><aside class="pull-quote">pulled</aside>'
        "<ul><li><p>one</p></li></ul>"
        '<ol start="3"><li><p></p></li></ol><hr><figure>'
        '<span class="picture" data-credit="Photo: B"><span role="img" aria-label="A &quot;boat&quot;">'
        "A &quot;boat&quot;</span>"
        '<a href="https://x.example/a.jpg" rel="noopener noreferrer">x.example</a></span>'
        "<figcaption>The boat</figcaption></figure>"
    )


def test_a_link_and_its_escaping():
    link = {"type": "link", "attrs": {"href": 'https://x.example/?a=1&b="2"', "title": "<t>"}}
    assert copy_html(doc(paragraph({"type": "text", "text": "<here>", "marks": [link]}))) == (
        '<h1></h1><p><a href="https://x.example/?a=1&amp;b=&quot;2&quot;" title="&lt;t&gt;"'
        ' rel="noopener noreferrer">&lt;here&gt;</a></p>'
    )


def test_a_passage_ends_with_the_way_to_its_thread():
    drawn = copy_html(doc(paragraph(text("the last boat"))), [Highlight(7, 11, "passage", 4)])
    assert drawn == (
        '<h1></h1><p>the <span class="passage" data-query="4" id="passage-4">last</span>'
        '<a class="passage-number" href="#query-4">4</a> boat</p>'
    )


def test_positions_count_utf16_units():
    drawn = copy_html(doc(paragraph(text("🚢🚢 boat"))), [Highlight(5, 7, "passage", 1)])
    assert '🚢<span class="passage" data-query="1" id="passage-1">🚢</span>' in drawn


def test_a_passage_over_marks_and_blocks_has_one_name():
    pieces = doc(paragraph(text("one "), text("two", "strong")), paragraph(text("three")))
    drawn = copy_html(pieces, [Highlight(5, 17, "passage", 1)])
    assert drawn.count('data-query="1"') == 3
    assert drawn.count('id="passage-1"') == 1
    assert drawn.count('href="#query-1"') == 1


def test_overlapping_passages_lie_one_in_the_other():
    drawn = copy_html(
        doc(paragraph(text("abcdef"))), [Highlight(4, 7, "passage", 2), Highlight(3, 6, "passage", 1)]
    )
    assert re.sub(r' id="[^"]*"| class="passage"|<a.*?</a>', "", drawn) == (
        '<h1></h1><p><span data-query="1">a</span><span data-query="1"><span data-query="2">bc</span></span>'
        '<span data-query="2">d</span>ef</p>'
    )


@given(
    words=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
    edges=st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=5),
)
def test_the_text_is_all_there_whatever_is_highlighted(words, edges):
    highlights = [
        Highlight(min(pair), max(pair), "passage", number)
        for number, pair in enumerate(edges, start=1)
        if pair[0] != pair[1]
    ]
    drawn = copy_html(doc(paragraph(text("plain "), text(words, "em"))), highlights)
    without_numbers = re.sub(r'<a class="passage-number".*?</a>', "", drawn)
    bare = re.sub(r"</?(h1|p|em|span)[^>]*>", "", without_numbers)
    assert "<" not in bare
    assert drawn.count("<span") == drawn.count("</span>")
