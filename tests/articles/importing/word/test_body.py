"""What each construct of a Word file becomes."""

import pytest

from articles.importing import import_copy
from tests.articles.importing.pictures import picture
from tests.articles.importing.word.making import (
    STRICT,
    W,
    cell,
    dele,
    ins,
    link_to,
    members,
    p,
    packed,
    part,
    r,
    raw,
    read,
    row,
    style,
    styles,
    summary,
    t,
    table,
)


def block(name, *content, **attrs):
    return {
        "type": name,
        **({"attrs": attrs} if attrs else {}),
        **({"content": list(content)} if content else {}),
    }


def words(text, *marks):
    return {"type": "text", "text": text, **({"marks": [{"type": mark} for mark in marks]} if marks else {})}


def told(node):
    """The JSON of a node without attributes that say nothing."""
    attrs = {key: value for key, value in (node.get("attrs") or {}).items() if value is not None}
    content = list(map(told, node.get("content", ())))
    marks = [
        {"type": mark["type"]} | ({"attrs": mark["attrs"]} if "attrs" in mark else {})
        for mark in node.get("marks", ())
    ]
    return (
        {"type": node["type"]}
        | ({"text": node["text"]} if "text" in node else {})
        | ({"attrs": attrs} if attrs else {})
        | ({"content": content} if content else {})
        | ({"marks": marks} if marks else {})
    )


def blocks(body, **more):
    copy, _losses = read(body, **more)
    return told(copy.doc.to_json())["content"]


def below(body, **more):
    """The blocks below a headline."""
    return blocks(p("Harbour", style="Title") + body, **more)[1:]


def only(body, **more):
    (found,) = below(body, **more)
    return found


LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/></w:lvl>'
    for level, (form, start) in enumerate([("decimal", 3), ("bullet", 1), ("lowerRoman", 1)])
)
NUMBERING = part(
    "w:numbering",
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Steps"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="Steps"/>'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="upperLetter"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:pStyle w:val="Dash"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/></w:lvl></w:abstractNum>'
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number - 1}"/></w:num>' for number in range(1, 6)
    )
    + '<w:num w:numId="9"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="bullet"/></w:lvl></w:lvlOverride></w:num>'
    '<w:num w:numId="10"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
    "</w:lvlOverride></w:num>",
)
LISTS = {"word/numbering.xml": NUMBERING}


def item(text, number=1, level=0):
    return p(text, looks=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_a_title_is_the_headline_and_the_subtitle_below_it_the_standfirst():
    found = blocks(p("Harbour", style="Title") + p("It is shut", style="Subtitle") + p("Since May."))
    assert found == [
        block("headline", words("Harbour")),
        block("standfirst", words("It is shut")),
        block("paragraph", words("Since May.")),
    ]


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (p("Harbour is shut", style="Heading1"), "headline"),
        (p("Harbour is shut"), "headline"),
        (p("Harbour is shut."), "paragraph"),
        (p("Harbour is shut", style="Heading2"), "heading"),
        (p("Harbour ", ins("is shut"), style="Heading1"), "headline"),
        (p("Harbour ", dele("is shut"), mark='<w:del w:author="A"/>'), "paragraph"),
        (table(row("Harbour is shut")), "table"),
    ],
)
def test_the_first_line_is_the_headline_where_its_style_or_its_look_says_so(first, kind):
    found = blocks(first + p("Since May."))
    assert found[0 if kind == "headline" else 1]["type"] == kind


@pytest.mark.parametrize(
    ("wanted", "level", "kind"),
    [
        ("Heading2", 2, style("Heading2", "heading 2")),
        ("Heading3", 3, style("Heading3", "Heading 3")),
        ("berschrift3", 3, style("berschrift3", "Überschrift 3")),
        ("Titre2", 2, style("Titre2", "heading 2")),
        ("Mine", 3, style("Mine", "Our heading", based_on="H3") + style("H3", "heading 3")),
        ("Mine", 3, style("Mine", "Mine", inside='<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')),
        ("Heading3", 3, ""),
    ],
)
def test_headings_by_style_through_what_it_is_based_on_by_local_names_and_outline_level(wanted, level, kind):
    found = only(
        p("In brief", style=wanted), parts={"word/styles.xml": styles(style("Title", "Title"), kind)}
    )
    assert found == block("heading", words("In brief"), level=level)


def test_an_outline_level_of_the_paragraph_makes_a_heading():
    assert only(p("In brief", looks='<w:outlineLvl w:val="3"/>')) == block(
        "heading", words("In brief"), level=4
    )
    assert only(p("In brief.", looks='<w:outlineLvl w:val="9"/>'))["type"] == "paragraph"


def test_sections_below_a_title_go_down_a_level_together():
    found = below(p("One", style="Heading1") + p("Two", style="Heading2") + p("Three", style="Heading3"))
    assert [heading["attrs"]["level"] for heading in found] == [2, 3, 4]


def test_bold_of_a_heading_goes_without_saying_and_a_toggle_within_is_none():
    body = p(r("In "), r("brief", '<w:rStyle w:val="Strong"/>'), style="Heading2")
    assert only(body)["content"] == [words("In brief")]


@pytest.mark.parametrize(
    ("looks", "marks"),
    [
        ("<w:b/>", ["strong"]),
        ('<w:b w:val="0"/>', []),
        ('<w:b w:val="false"/>', []),
        ("<w:i/>", ["em"]),
        ("<w:b/><w:i/>", ["em", "strong"]),
        ('<w:rStyle w:val="Strong"/>', ["strong"]),
        ('<w:rStyle w:val="Strong"/><w:b w:val="0"/>', []),
        ('<w:rStyle w:val="HTMLCode"/>', ["code"]),
        ("<w:rtl/><w:bCs/>", ["strong"]),
        ("<w:rtl/><w:b/>", []),
        ("<w:u/><w:color/>", []),
    ],
)
def test_what_a_run_looks_like(looks, marks):
    assert only(p("The ", r("boat", looks), "."))["content"][0 if not marks else 1] == (
        words("boat", *marks) if marks else words("The boat.")
    )


def test_a_quotation_is_one_whatever_its_style_says_of_italics():
    quote = block("blockquote", block("paragraph", words("One.")), block("paragraph", words("Two.")))
    assert only(p("One.", style="Quote") + p("Two.", style="Quote")) == quote


def items(*texts):
    return [block("list_item", block("paragraph", words(text))) for text in texts]


def test_lists_with_their_first_number_and_lists_within_them():
    found = only(item("One") + item("Two", level=1) + item("Three", level=1) + item("Four"), parts=LISTS)
    first = block("list_item", block("paragraph", words("One")), block("bullet_list", *items("Two", "Three")))
    assert found == block("ordered_list", first, *items("Four"), order=3)


def test_a_list_goes_on_counting_behind_what_interrupts_it():
    first, _between, second = below(item("One") + p("Well.") + item("Two"), parts=LISTS)
    assert (first["attrs"]["order"], second["attrs"]["order"]) == (3, 4)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (item("One", number=2), "ordered_list"),
        (item("One", number=9), "bullet_list"),
        (item("One", number=5), "paragraph"),
        (item("One", number=0), "paragraph"),
        (item("One", number=77), "paragraph"),
        (p("One", style="ListBullet"), "bullet_list"),
        (p("One", style="Numbered"), "ordered_list"),
        (p("One", style="Mine"), "ordered_list"),
        (p("One", style="Dash"), "bullet_list"),
    ],
)
def test_numbering_of_the_paragraph_of_its_style_and_of_what_that_is_linked_to(body, kind):
    numbered = '<w:pPr><w:numPr><w:numId w:val="{}"/></w:numPr></w:pPr>'
    known = styles(
        style("Title", "Title"),
        style("ListBullet", "List Bullet"),
        style("Numbered", "Numbered", inside=numbered.format(1)),
        style("Mine", "Mine", based_on="Numbered"),
        style("Dash", "Dash", inside=numbered.format(4)),
    )
    found = below(p("So.") + body, parts=LISTS | {"word/styles.xml": known})
    assert found[1]["type"] == kind


def link(text, href, title=None):
    return {
        "type": "text",
        "text": text,
        "marks": [{"type": "link", "attrs": {"href": href, "title": title}}],
    }


def hyperlink(text, key, more=""):
    return f'<w:hyperlink r:id="{key}"{more}>{r(text)}</w:hyperlink>'


def begin(code):
    return raw('<w:fldChar w:fldCharType="begin"/>') + raw(
        f'<w:instrText xml:space="preserve">{code}</w:instrText>'
    )


SEPARATE, END = raw('<w:fldChar w:fldCharType="separate"/>'), raw('<w:fldChar w:fldCharType="end"/>')


def said(body, **more):
    """The pieces of the one paragraph of a body."""
    return [
        {key: value for key, value in piece.items() if key != "type" or value != "text"}
        for piece in only(p(*body) if isinstance(body, list | tuple) else body, **more)["content"]
    ]


@pytest.mark.parametrize(
    "body",
    [
        hyperlink("here", "k"),
        begin(' HYPERLINK "https://a.example/b" ') + SEPARATE + r("here") + END,
        raw('<w:fldChar w:fldCharType="begin"/>')
        + raw("<w:instrText>HYPER</w:instrText>")
        + raw('<w:instrText>LINK "https://a.example/b"</w:instrText>')
        + SEPARATE
        + r("here")
        + END,
        begin('HYPERLINK "https://a.example/b" \\t "_blank"') + SEPARATE + r("here") + END,
        f"<w:fldSimple w:instr='HYPERLINK \"https://a.example/b\"'>{r('here')}</w:fldSimple>",
        begin('HYPERLINK "https://a.example/b"')
        + SEPARATE
        + begin("REF x")
        + SEPARATE
        + r("here")
        + END
        + END,
        ins(hyperlink("here", "k")).replace("<w:ins", "<w:smartTag").replace("</w:ins", "</w:smartTag"),
    ],
)
def test_links_as_elements_and_as_fields(body):
    found = only(p("See ", body, "."), related=link_to("k", "https://a.example/b"))
    assert found["content"] == [words("See "), link("here", "https://a.example/b"), words(".")]


def test_the_place_and_the_tip_of_a_link():
    body = p(hyperlink("here", "k", ' w:anchor="c" w:tooltip="A tip"'), " and ")
    found = only(body, related=link_to("k", "https://a.example/b"))
    assert found["content"][0] == link("here", "https://a.example/b#c", "A tip")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            "javascript:alert(1)",
            "Links that are not to a web or email address became plain text: “here” to ",
        ),
        (
            "file:///C:/a.docx",
            "Links that are not to a web or email address became plain text: “here” to ",
        ),
    ],
)
def test_links_to_elsewhere_are_plain_text_and_told(address, says):
    copy, losses = read(p("See ", hyperlink("here", "k"), "."), related=link_to("k", address))
    assert not copy.doc.range_has_mark(0, copy.doc.content.size, copy.doc.type.schema.marks["link"])
    assert losses == (f"{says}{address}.",)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (begin("PAGE") + SEPARATE + r("4") + END, "4"),
        (begin("PAGE") + END, ""),
        (
            begin("IF ")
            + begin("PAGE")
            + SEPARATE
            + r("7")
            + END
            + raw("<w:instrText> = 1</w:instrText>")
            + END,
            "",
        ),
        (begin("PAGE") + r("kept"), "kept"),
        (SEPARATE + r("kept") + END, "kept"),
        (raw("<w:tab/>"), "\t"),
        (raw("<w:noBreakHyphen/>"), "\u2011"),
        (raw("<w:softHyphen/>"), "\u00ad"),
        (raw('<w:sym w:font="Symbol" w:char="F06D"/>'), "μ"),
        (raw('<w:sym w:font="Symbol" w:char="F0B3"/>'), "≥"),
        (raw('<w:sym w:font="Wingdings" w:char="F0FC"/>'), "✓"),
        (raw('<w:sym w:font="Calibri" w:char="20AC"/>'), "€"),
        (raw('<w:sym w:font="Wingdings" w:char="F0FF"/>'), "\ufffd"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('kept')}</w:sdtContent></w:sdt>", "kept"),
        (f"<w:smartTag><w:smartTag>{r('kept')}</w:smartTag></w:smartTag>", "kept"),
        (f"<w:customXml>{r('kept')}</w:customXml>", "kept"),
        (f'<w:dir w:val="rtl">{r("kept")}</w:dir>', "kept"),
        (raw("<w:lastRenderedPageBreak/>") + r("kept"), "kept"),
        ("<w:proofErr/><w:bookmarkStart/>" + r("kept"), "kept"),
        (
            raw(
                f'<mc:AlternateContent><mc:Choice Requires="wps">{t("one")}</mc:Choice>'
                f"<mc:Fallback>{t('two')}</mc:Fallback></mc:AlternateContent>"
            ),
            "one",
        ),
        (
            raw(
                f'<mc:AlternateContent><mc:Choice Requires="x">{t("one")}</mc:Choice>'
                f"<mc:Fallback>{t('two')}</mc:Fallback></mc:AlternateContent>"
            ),
            "two",
        ),
        (
            raw(f'<mc:AlternateContent><mc:Choice Requires="x">{t("one")}</mc:Choice></mc:AlternateContent>'),
            "one",
        ),
        (
            f'<mc:AlternateContent><mc:Choice Requires="w14">{r("one")}</mc:Choice>'
            f"<mc:Fallback>{r('two')}</mc:Fallback></mc:AlternateContent>",
            "one",
        ),
        (raw(f"<w:ruby><w:rt>{r('kan')}</w:rt><w:rubyBase>{r('漢')}</w:rubyBase></w:ruby>"), "漢"),
        (
            "<m:oMath><m:r><m:t>x</m:t></m:r><m:sSup><m:e><m:r><m:t>y</m:t></m:r></m:e></m:sSup></m:oMath>",
            "xy",
        ),
        (raw("<w:delInstrText>gone</w:delInstrText>"), ""),
        (raw("<w:t>a\u0085b\u007fc</w:t>"), "a bc"),
    ],
)
def test_what_stands_among_the_letters(body, text):
    assert only(p("A", body, "Z"))["content"] == [words(f"A{text}Z")]


@pytest.mark.parametrize(
    "between", ["<w:br/>", "<w:cr/>", '<w:br w:type="textWrapping"/>', '<w:br w:type="page"/>']
)
def test_line_breaks(between):
    assert only(p("A", raw(between), "Z"))["content"] == [words("A"), {"type": "hard_break"}, words("Z")]


def test_a_new_page_at_an_edge_of_a_paragraph_is_none():
    page = raw('<w:br w:type="page"/>')
    assert only(p(page, "A", page))["content"] == [words("A")]


def test_a_rule_across_the_page():
    rule = raw('<w:pict><v:rect o:hr="t"/></w:pict>')
    assert [found["type"] for found in below(p("A.") + p(rule) + p("Z."))] == [
        "paragraph",
        "horizontal_rule",
        "paragraph",
    ]


SHAPE = "<wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp>"
BOX = f"<w:txbxContent>{p('In a box.')}</w:txbxContent>"


@pytest.mark.parametrize(
    "drawing",
    [
        f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>",
        f"<w:drawing><wp:anchor><a:graphic>{SHAPE.format(BOX)}</a:graphic></wp:anchor></w:drawing>",
        '<mc:AlternateContent><mc:Choice Requires="wps">'
        f"<w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>",
    ],
)
def test_a_text_box_is_read_once_behind_its_paragraph(drawing):
    copy, losses = read(p("One", style="Title") + p("Two", raw(drawing), " and.") + p("Three."))
    assert [child.text_content for child in copy.doc.children] == ["One", "Two and.", "In a box.", "Three."]
    assert losses == ("1 text box was read as a paragraph.",)


def test_images_objects_and_documents_within_are_named():
    harbour = drawing("i", alt="The harbour")
    chart = raw('<w:drawing><wp:inline><wp:docPr name="Chart 2"/></wp:inline></w:drawing>')
    thing = raw("<w:object><o:OLEObject/></w:object>")
    chunk = '<w:altChunk r:id="c"/>'
    related = '<Relationship Id="c" Type="x/aFChunk" Target="chunk.htm"/>'
    _copy, losses = read(p("A", harbour, chart, thing, ".") + chunk, related=related)
    assert losses == (
        "Images were left out: The harbour.",
        "Drawings were left out: Chart 2.",
        "Embedded files were left out.",
        "An embedded document was left out: chunk.htm.",
    )


def drawing(key, alt="", name="Picture 1"):
    return raw(
        f'<w:drawing><wp:inline><wp:docPr name="{name}" descr="{alt}"/><a:graphic><pic:pic>'
        f'<a:blip r:embed="{key}"/></pic:pic></a:graphic></wp:inline></w:drawing>'
    )


def test_images_are_figures_with_their_alternative_text():
    related = '<Relationship Id="i" Type="x/image" Target="media/1.png"/>'
    parts = {"word/media/1.png": picture()}
    copy, losses = read(
        p("Harbour", style="Title") + p("A ", drawing("i", alt="A boat"), "b") + p(ins(drawing("i"))),
        related=related,
        parts=parts,
    )
    (image,) = copy.images.values()
    text, first, second = copy.doc.children[1:]
    assert text.text_content == "A b"
    assert first.child(0).attrs == {"src": image.address, "alt": "A boat", "credit": ""}
    assert second.child(0).attrs["alt"] == ""
    assert second.attrs["inserted"]
    assert losses == ()


@pytest.mark.parametrize(
    ("body", "told_of"),
    [
        (p("A", drawing("broken", alt="A boat")), "A boat (damaged or not a JPEG, PNG, GIF or WebP image)."),
        (p("A", drawing("outside", name="Boat")), "Images were left out: Boat."),
        (p("A", drawing("nowhere")), "Images were left out: Picture 1."),
    ],
)
def test_images_that_cannot_be_kept_are_told_of(body, told_of):
    related = "".join(
        f'<Relationship Id="{key}" Type="x/image" Target="{target}"{mode}/>'
        for key, target, mode in [
            ("i", "media/1.png", ""),
            ("broken", "media/2.png", ""),
            ("outside", "http://a.example/b.png", ' TargetMode="External"'),
        ]
    )
    parts = {"word/media/1.png": picture(), "word/media/2.png": b"no image"}
    copy, losses = read(p("Harbour", style="Title") + p("It is shut.") + body, related=related, parts=parts)
    assert any(sentence.endswith(told_of) for sentence in losses)
    assert "figure" not in str(copy.doc)


def test_images_in_tables_are_below_them():
    related = '<Relationship Id="i" Type="x/image" Target="media/1.png"/>'
    body = table(row(p("A", drawing("i", alt="A boat")), "B"), row("C", p(drawing("i", alt="A quay"))))
    copy, losses = read(
        p("Harbour", style="Title") + body + p("After."),
        related=related,
        parts={"word/media/1.png": picture()},
    )
    made, *figures, after = copy.doc.children[1:]
    assert cells(made) == [["A", "B"], ["C", ""]]
    assert [one.child(0).attrs["alt"] for one in figures] == ["A boat", "A quay"]
    assert after.text_content == "After."
    assert losses == ("Images in tables were put below them: A boat, A quay.",)


def cells(node):
    """The words of each cell of each row, headers in brackets."""
    return [
        [f"[{one.text_content}]" if one.attrs["header"] else one.text_content for one in found.children]
        for found in node.children
    ]


def test_a_table_has_as_many_cells_in_every_row():
    body = table(row("A", "B"), row(cell(p("C") + p("D")), "", "E"), row("", "F", ""), row("", ""))
    copy, losses = read(p("Harbour", style="Title") + body)
    [made] = copy.doc.children[1:]
    assert cells(made) == [["A", "B", ""], ["CD", "", "E"], ["", "F", ""]]
    assert [block.text_content for block in made.child(1).child(0).children] == ["C", "D"]
    assert losses == ()


def test_rows_that_are_repeated_on_every_page_are_headers():
    copy, _losses = read(p("Harbour", style="Title") + table(row("A", "B", looks="<w:tblHeader/>"), row("C")))
    assert cells(copy.doc.child(1)) == [["[A]", "[B]"], ["C", ""]]


def test_a_merged_cell_is_given_once_and_the_report_says_so():
    wide = cell(p("Wide"), '<w:gridSpan w:val="2"/>')
    tall, below = (
        cell(p(words), looks)
        for words, looks in (("Tall", '<w:vMerge w:val="restart"/>'), ("", "<w:vMerge/>"))
    )
    body = table(row(wide, "C"), row(tall, "D", "E"), row(below, "F", looks='<w:gridBefore w:val="1"/>'))
    copy, losses = read(p("Harbour", style="Title") + body)
    assert cells(copy.doc.child(1)) == [["Wide", "", "C"], ["Tall", "D", "E"], ["", "", "F"]]
    assert losses == ("Merged cells of tables were divided: the first has the words, the others are empty.",)


@pytest.mark.parametrize(
    "body",
    [
        table(row(*"ABCDEFGHIJ"), *[row("K")] * 100),
        table(row(cell(p("A"), '<w:gridSpan w:val="999999999"/>'), "B"), row("K")),
        table(row("A", "B", looks='<w:gridBefore w:val="51"/>')),
    ],
)
def test_a_table_that_is_too_large_becomes_lines(body):
    copy, losses = read(p("Harbour", style="Title") + body)
    assert all(child.type.name == "paragraph" for child in copy.doc.children[1:])
    assert copy.doc.child(1).text_content.startswith("A | B")
    assert losses == ("Tables with more than 50 columns or 1,000 cells became paragraphs, one per row.",)


def test_a_table_without_words_is_left_out():
    copy, losses = read(p("Harbour", style="Title") + table(row("", "")) + p("Shut."))
    assert [child.type.name for child in copy.doc.children] == ["headline", "paragraph"]
    assert losses == ("Tables without any words were left out.",)


def test_headings_and_lists_in_a_cell_are_paragraphs():
    copy, _losses = read(
        p("Harbour", style="Title") + table(row(p("A", style="Heading1") + p("B", style="Quote")))
    )
    assert [block.type.name for block in copy.doc.child(1).child(0).child(0).children] == ["paragraph"] * 2


def test_a_table_within_a_table_and_controls_around_rows_and_cells():
    inner = f"<w:tc>{p('A')}{table(row('B', 'C'))}{p('D')}</w:tc>"
    control = f"<w:sdt><w:sdtContent>{row('E')}</w:sdtContent></w:sdt>"
    held = f"<w:tr><w:sdt><w:sdtContent>{cell('F')}</w:sdtContent></w:sdt></w:tr>"
    copy, losses = read(p("Harbour", style="Title") + table(row(inner, "Z"), control, held))
    made = copy.doc.child(1)
    assert [block.text_content for block in made.child(0).child(0).children] == ["A", "B | C", "D"]
    assert cells(made)[1:] == [["E", ""], ["F", ""]]
    assert losses == ("Tables within tables became paragraphs, one per row.",)


def test_footnotes_and_endnotes_stand_at_the_end():
    note = '<w:{0}note w:id="{1}">{2}</w:{0}note>'.format
    parts = {
        "word/footnotes.xml": part("w:footnotes", note("foot", 0, p("---")) + note("foot", 3, p("In May."))),
        "word/endnotes.xml": part("w:endnotes", note("end", 3, p("So he said.") + p("Twice."))),
    }
    body = p(
        "The boat",
        raw('<w:endnoteReference w:id="3"/>'),
        " is back",
        raw('<w:footnoteReference w:id="3"/>'),
        ".",
    )
    found = summary(p("Harbour", style="Title") + body, parts=parts)
    assert found["text"] == "Harbour\n\nThe boat[1] is back[2].\n\n[1] So he said.\nTwice.\n\n[2] In May."
    assert (found["footnotes"], found["losses"]) == (2, [])


def test_a_headline_has_no_footnote():
    parts = {"word/footnotes.xml": part("w:footnotes", f'<w:footnote w:id="3">{p("In May.")}</w:footnote>')}
    title = p("Harbour", raw('<w:footnoteReference w:id="3"/>'), style="Title")
    found = summary(title + p("The boat."), parts=parts)
    assert found["text"] == "Harbour*\n\nThe boat.\n\n[?] In May."
    assert found["losses"] == ["A headline can’t refer to a footnote, so the number became an asterisk."]


def test_headers_of_many_sections_are_told_of_once():
    related = "".join(
        f'<Relationship Id="h{number}" Type="x/header" Target="H{number % 2}.xml"/>' for number in range(50)
    )
    parts = {f"word/h{number}.xml": part("w:hdr", p(f"Draft {number}")) for number in range(2)}
    _copy, losses = read(p("The boat."), parts=parts, related=related)
    assert losses == ("Headers and footers were left out: Draft 0, Draft 1.",)


def test_headers_and_macros_are_told():
    parts = {
        "word/header1.xml": part("w:hdr", p("Draft 3")),
        "word/vbaProject.bin": 'Sub AutoOpen() : Shell "rm" : End Sub',
    }
    _copy, losses = read(p("The boat."), parts=parts)
    assert losses == ("The macros of the file were left out.", "Headers and footers were left out: Draft 3.")


def test_right_to_left_where_most_paragraphs_are():
    copy, _losses = read(
        p("عاد القارب.", looks="<w:bidi/>")
        + p("Abc", looks='<w:bidi w:val="0"/>')
        + p("ب", looks="<w:bidi/>")
    )
    assert copy.direction == "rtl"


def test_controls_around_blocks_and_paragraphs_that_hold_nothing():
    control = f"<w:sdt><w:sdtContent><w:customXml>{p('Two.')}</w:customXml></w:sdtContent></w:sdt>"
    assert [found["content"][0]["text"] for found in below(p("One.") + p() + p(" ") + control)] == [
        "One.",
        "Two.",
    ]


def test_strict_namespaces_another_main_part_and_absolute_names():
    found = members(p(r("The boat", "<w:b/>"), " is back."), main="texts/story.xml")
    strict = packed({name: text.replace(W, STRICT) for name, text in found.items()})
    assert import_copy(strict, filename="a.docx").summary()["text"] == "The boat is back."


def test_of_many_things_that_are_left_out_some_are_named():
    links = "".join(hyperlink(f"{n} ", f"k{n}") for n in range(200))
    related = "".join(link_to(f"k{n}", f"file:///{n}") for n in range(200))
    _copy, (loss,) = read(p(links), related=related)
    assert loss.endswith("“49” to file:///49, ….")


@pytest.mark.parametrize("kind", ["begin", "separate", "end"])
def test_a_field_in_one_branch_of_alternatives_hides_nothing_behind_it(kind):
    mark = f'<w:fldChar w:fldCharType="{kind}"/>'
    choice = f'<mc:Choice Requires="wps">{mark}</mc:Choice>'
    fallback = f"<mc:Fallback>{mark}{t('no')}</mc:Fallback>"
    both = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"
    assert only(p("A", raw(both), "Z"))["content"] == [words("AZ")]


def test_a_list_that_says_alone_with_which_number_it_begins_begins_with_it():
    (found,) = blocks(item("Seven", number=10) + item("Eight", number=10), parts=LISTS)[1:]
    assert (found["type"], found["attrs"]) == ("ordered_list", {"order": 7})
