"""What each construct of an OpenDocument text becomes."""

import base64

import pytest

from articles.documents.footnotes import numbered_text
from articles.importing import import_copy
from tests.articles.importing.opendocument.making import (
    box,
    flat,
    footnote,
    h,
    items,
    p,
    read,
    row,
    span,
    style,
    summary,
    table,
)
from tests.articles.importing.pictures import picture
from tests.articles.importing.word.test_body import block, told, words


def blocks(body, **more):
    copy, _losses = read(body, **more)
    return told(copy.doc.to_json())["content"]


def below(body, **more):
    """The blocks below a headline."""
    return blocks(p("Harbour", style="Title") + body, **more)[1:]


def only(body, **more):
    (found,) = below(body, **more)
    return found


def lost(body, **more):
    return read(p("Harbour", style="Title") + p("It is shut.") + body, **more)[1]


def item(*content):
    return block("list_item", *content)


def para(*content):
    return block("paragraph", *(words(one) if isinstance(one, str) else one for one in content))


def test_a_title_is_the_headline_and_the_subtitle_below_it_the_standfirst():
    assert blocks(p("Harbour", style="Title") + p("It is shut", style="Subtitle") + p("Since May.")) == [
        block("headline", words("Harbour")),
        block("standfirst", words("It is shut")),
        para("Since May."),
    ]


def test_headings_by_their_level_and_by_the_name_of_their_style():
    assert below(h("Since May", level=2) + p("Again", style="P1") + h("Deep", level=7)) == [
        block("heading", words("Since May"), level=2),
        block("heading", words("Again"), level=2),
        block("heading", words("Deep"), level=4),
    ]


def test_a_quotation():
    assert below(p("Never", style="Quotations") + p("again.", style="Quotations")) == [
        block("blockquote", para("Never"), para("again."))
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("  The \n ferry\t is  back. ", "The ferry is back. "),
        ("A" + "<text:s/>" * 1 + "B", "A B"),
        ('<text:s text:c="3"/>B', "   B"),
        ("A<text:tab/>B", "A\tB"),
        ("A <text:bookmark-start/> B", "A B"),
        ("A<text:soft-page-break/>B", "AB"),
        ('<text:date text:date-value="2026-01-01">1 May</text:date> is late', "1 May is late"),
        ("<text:meta>The</text:meta> ferry", "The ferry"),
        ("<?word x?>The <!-- b -->ferry", "The ferry"),
        (
            "<text:ruby><text:ruby-base>船</text:ruby-base><text:ruby-text>fune</text:ruby-text></text:ruby>",
            "船",
        ),
    ],
)
def test_the_words_of_a_paragraph(inside, text):
    copy, _losses = read(f"<text:p>{inside}</text:p>")
    assert copy.doc.text_content == text


def test_a_line_break():
    assert only("<text:p>A<text:line-break/>B.</text:p>") == block(
        "paragraph", words("A"), block("hard_break"), words("B.")
    )


@pytest.mark.parametrize(
    ("text", "key", "marks"),
    [
        ("ferry", "B", ["strong"]),
        ("ferry", "I", ["em"]),
        ("ferry", "Strong_20_Emphasis", ["strong"]),
        ("ferry", "Source_20_Text", ["code"]),
        ("ferry", "Unknown", []),
        ("قارب", "Arabic", ["strong"]),
        ("قارب", "B", []),
        ("ferry", "Arabic", []),
    ],
)
def test_bold_italic_and_code(text, key, marks):
    assert only(p("The ", span(text, key), ".")) in (
        block("paragraph", words("The "), words(text, *marks), words(".")),
        para(f"The {text}."),
    )
    found = only(p(span(text, key)))["content"][0]
    assert [mark["type"] for mark in found.get("marks", ())] == marks


def test_the_innermost_span_that_speaks_of_a_property_decides():
    nested = f'<text:span text:style-name="B">a{span("b", "I")}{span("c", "Plain")}</text:span>'
    assert only(p(nested)) == block("paragraph", words("a", "strong"), words("b", "em", "strong"), words("c"))


def test_what_the_style_of_a_heading_says_of_bold_goes_without_saying():
    assert only(p("Since May", style="P1")) == block("heading", words("Since May"), level=2)
    assert only(p(span("Since", "I"), style="P1")) == block("heading", words("Since", "em"), level=2)


@pytest.mark.parametrize(
    ("href", "kept"),
    [("https://a.example/b", True), ("#chapter", False), ("javascript:alert(1)", False), ("../a.odt", False)],
)
def test_links_to_the_web_are_links(href, kept):
    found = only(p(f'<text:a xlink:href="{href}">The ferry</text:a>', " is back."))
    marks = [mark["attrs"]["href"] for node in found["content"] for mark in node.get("marks", ())]
    assert marks == ([href] if kept else [])


def test_lists_within_lists():
    body = items("A", p("B") + items("B1", "B2"), style="Numbers") + items("C", style="Bullets")
    assert below(body) == [
        block(
            "ordered_list",
            item(para("A")),
            item(para("B"), block("ordered_list", item(para("B1")), item(para("B2")), order=1)),
            order=1,
        ),
        block("bullet_list", item(para("C"))),
    ]


def test_a_list_goes_on_counting_where_it_says_so():
    first = items("A", "B", style="Numbers", more=' xml:id="l1"')
    on = items("C", style="Numbers", more=' text:continue-numbering="true"')
    named = items("D", style="Numbers", more=' text:continue-list="l1"')
    fresh = items("E", style="Numbers")
    found = below(first + p("Between.") + on + p("Between.") + named + p("Between.") + fresh)
    assert [one["attrs"]["order"] for one in found if one["type"] == "ordered_list"] == [1, 3, 4, 1]


def test_an_item_may_say_at_what_it_begins():
    body = items("A", style="Numbers").replace("<text:list-item>", '<text:list-item text:start-value="7">')
    assert only(body)["attrs"]["order"] == 7


def test_a_second_paragraph_of_an_item_has_no_sign_and_a_list_without_signs_is_none():
    assert below(items(p("A") + p("more"), style="Bullets") + items("B", style="Bare")) == [
        block("bullet_list", item(para("A"))),
        para("more"),
        para("B"),
    ]


def test_headings_in_lists_are_headings():
    assert only(items(h("Since May"), style="Numbers")) == block("heading", words("Since May"), level=2)


def test_sections_are_read_through_and_hidden_ones_are_notes():
    body = f"<text:section>{p('The ferry.')}</text:section>"
    hidden = f'<text:section text:display="none">{p("Who says?")}</text:section>'
    found = summary(p("Harbour", style="Title") + body + hidden)
    assert found["text"] == "Harbour\n\nThe ferry."
    assert [query["question"] for query in found["queries"]] == ["Who says?"]


@pytest.mark.parametrize("key", ["Hidden", "Struck", "Desk_20_note", "Yellow"])
def test_words_that_look_like_notes_are_notes(key):
    found = summary(p("The ferry is back", span(" who says so?", key), "."))
    assert [query["convention"] for query in found["queries"]] == ["look"]
    assert found["text"] == "The ferry is back."


def test_a_hidden_paragraph_and_a_hidden_field_are_notes():
    hidden = '<text:hidden-paragraph text:is-hidden="true"/>'
    field = '<text:hidden-text text:is-hidden="true" text:string-value="Which ferry?"/>'
    found = summary(p("The ferry is back.") + p(hidden, "Who says so?") + p("It sails", field, "."))
    assert [query["question"] for query in found["queries"]] == ["Who says so?", "Which ferry?"]


def test_typed_notes_are_notes():
    found = summary(p("The ferry is back [AU: which one?] today."))
    assert [query["question"] for query in found["queries"]] == ["which one?"]


def test_a_text_box_is_read_behind_its_paragraph():
    copy, losses = read(p("Harbour", style="Title") + p("A ", box(p("B") + p("C")), "D"))
    assert [child.text_content for child in copy.doc.children][1:] == ["A D", "B", "C"]
    assert losses == ("1 text box was read as a paragraph.",)


def test_boxes_in_boxes_shapes_and_between_paragraphs():
    shape = f"<draw:custom-shape>{p('C')}</draw:custom-shape>"
    copy, losses = read(p("A.", box(p("B", box(p("b"))))) + shape + p("D.", f"<draw:g>{shape}</draw:g>"))
    assert [child.text_content for child in copy.doc.children][1:] == ["A.", "B", "b", "C", "D.", "C"]
    assert losses == ("4 text boxes were read as paragraphs.",)


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        (
            p("A", "<draw:frame><draw:image/><svg:desc>A boat</svg:desc></draw:frame>"),
            "Images were left out: A boat.",
        ),
        (
            p("A", '<draw:frame draw:name="Chart"><draw:object/><draw:image/></draw:frame>'),
            "Embedded files were left out: Chart.",
        ),
        (p("A", "<draw:line/>"), "Drawings were left out."),
        (
            f"<text:table-of-content><text:index-body>{p('x')}</text:index-body></text:table-of-content>",
            "Tables of contents and indexes were left out.",
        ),
    ],
)
def test_what_is_left_out_is_told(inside, sentence):
    assert sentence in lost(inside)


def test_images_are_figures_with_their_alternative_text():
    frame = '<draw:frame><draw:image xlink:href="{}"/><svg:desc>A boat</svg:desc></draw:frame>'
    body = p("A", frame.format("Pictures/1.png")) + p("B", frame.format("https://a.example/b.png"))
    copy, losses = read(p("Harbour", style="Title") + body, parts={"Pictures/1.png": picture()})
    (image,) = copy.images.values()
    found = [one.child(0).attrs for one in copy.doc.children if one.type.name == "figure"]
    assert [one["src"] for one in found] == [image.address, "https://a.example/b.png"]
    assert {one["alt"] for one in found} == {"A boat"}
    assert losses == ()


def test_an_image_within_a_flat_file():
    data = base64.b64encode(picture()).decode()
    inside = f"<office:binary-data>{data}</office:binary-data>"
    found = import_copy(
        flat(p("A.", f"<draw:frame><draw:image>{inside}</draw:image></draw:frame>")), filename="a.fodt"
    )
    assert [image.content_type for image in found.images.values()] == ["image/png"]


def test_headers_footers_and_macros_are_told():
    masters = f"<style:master-page><style:header>{p('Draft 3')}</style:header></style:master-page>"
    told_of = lost("", masters=masters, parts={"Basic/Standard/Module1.xml": "<a/>"})
    assert told_of == ("The macros of the file were left out.", "Headers and footers were left out: Draft 3.")


def test_text_from_right_to_left():
    copy, _losses = read(p("عاد القارب", style="Left") + p("اليوم.", style="Left"))
    assert copy.direction == "rtl"


def test_a_footnote_stands_where_the_one_of_a_word_file_does():
    copy, _losses = read(
        p("A", footnote("First"), " b", footnote(p("Second"), p("more"), kind="endnote"), ".")
    )
    assert numbered_text(copy.doc) == "A[1] b[2].\n\n[1] First\n\n[2] Second\nmore"
    assert [child.type.name for child in copy.doc.children][2:] == ["footnote", "footnote"]


def test_a_table_with_a_head_and_merged_cells():
    header = f"<table:table-header-rows>{row('Boat', 'Seats')}</table:table-header-rows>"
    wide = row("Both", "").replace(
        "<table:table-cell>", '<table:table-cell table:number-columns-spanned="2">', 1
    )
    (found,), losses = (
        below(table(header, row("Mary", p("12") + p("or 14")), wide)),
        lost(table(header, wide)),
    )
    first, second, third = found["content"]
    assert [cell["attrs"]["header"] for cell in first["content"]] == [True, True]
    assert second["content"][1]["content"] == [para("12"), para("or 14")]
    assert third["content"][0]["content"] == [para("Both")]
    assert losses == ("Merged cells of tables were divided: the first has the words, the others are empty.",)


def test_a_flat_file_holds_the_same():
    body = p("Harbour", style="Title") + p("The ", span("ferry", "B"), ".")
    one = import_copy(flat(body), filename="a.fodt")
    assert one.doc.to_json() == read(body)[0].doc.to_json()


def test_styles_may_go_in_circles():
    copy, _losses = read(p(span("A", "X"), "."), parts={})
    assert copy.doc.text_content == "A."
    circle = style("X", parent_style_name="Y") + style("Y", parent_style_name="X")
    assert read(p(span("A", "X")), masters=circle)[0].doc.text_content == "A"
