import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.notes import LiftedNote, Note
from articles.documents.schema import LIMITS
from articles.documents.text import plain_text, text_blocks
from articles.importing import ImportFailed, import_text
from articles.importing.losses import Losses
from articles.importing.text.markdown import parse
from articles.importing.text.parsing import Markers
from tests.articles.documents.building import examples

MARKER = "\ue000"


def _parse(source):
    losses = Losses()
    copy = parse(source, markers=Markers(), losses=losses)
    copy.doc.check()
    return copy, losses.sentences()


def _shown(source):
    """The blocks below the headline, and what was lost."""
    copy, losses = _parse(source)
    return ", ".join(str(block) for block in copy.doc.children[1:]), losses


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("A *b* **c** _d_", 'paragraph("A ", em("b"), " ", strong("c"), " ", em("d"))'),
        ("One\ntwo  \nthree\\\nfour", 'paragraph("One two", hard_break, "three", hard_break, "four")'),
        ("a<br>b <em>c</em> <B>d</B>", 'paragraph("a", hard_break, "b ", em("c"), " ", strong("d"))'),
        ("&lt;b&gt; &amp; &#65;", 'paragraph("<b> & A")'),
        ("## Two\n\nUnder\n---", 'heading("Two"), heading("Under")'),
        ("> a\n>\n> b", 'blockquote(paragraph("a"), paragraph("b"))'),
        ("> [!pull-quote]\n> A *fine* day", 'pull_quote("A ", em("fine"), " day")'),
        (
            "- a\n- b\n  - c",
            'bullet_list(list_item(paragraph("a")), '
            'list_item(paragraph("b"), bullet_list(list_item(paragraph("c")))))',
        ),
        ("3. a\n4. b", 'ordered_list(list_item(paragraph("a")), list_item(paragraph("b")))'),
        ("- ## a", 'bullet_list(list_item(paragraph, heading("a")))'),
        ("* * *", "horizontal_rule"),
        (
            "[a](https://x.example) <https://y.example>",
            'paragraph(link("a"), " ", link("https://y.example"))',
        ),
        ("[a][1]\n\n[1]: https://x.example", 'paragraph(link("a"))'),
        ("![alt](https://x.example/a.jpg)", "figure(image)"),
        (
            '![alt](https://x.example/a.jpg "A *fine* day")',
            'figure(image, caption("A ", em("fine"), " day"))',
        ),
    ],
)
def test_what_a_document_holds_is_read_without_loss(source, blocks):
    assert _shown(source) == (blocks, ())


def test_links_and_images_keep_their_attributes():
    copy, _losses = _parse(
        '[a](https://x.example/ä?b=1&c "T") and\n\n'
        '![The *quay*](https://x.example/a.jpg){credit="Rui \\"R\\" Sol"}'
    )
    link = copy.doc.child(1).child(0).marks[0]
    image = copy.doc.child(2).child(0)
    assert link.attrs == {"href": "https://x.example/ä?b=1&c", "title": "T"}
    assert image.attrs == {"src": "https://x.example/a.jpg", "alt": "The quay", "credit": 'Rui "R" Sol'}


@pytest.mark.parametrize(
    ("source", "blocks", "loss"),
    [
        (
            "| a | b |\n|---|---|\n" + "| c | |\n" * LIMITS.table_cells,
            ", ".join(['paragraph("a | b")', *['paragraph("c")'] * LIMITS.table_cells]),
            "Tables with more than 50 columns or 1,000 cells became paragraphs, one per row.",
        ),
        (
            "| a ![b](https://x.example/c.jpg) |\n|---|",
            'table(table_row(table_cell(paragraph("a ")))), figure(image)',
            "Images in a table were moved below it.",
        ),
        ("<table><tr><td>a<td><td>c<td></table>", 'paragraph("a | | c")', "Tables"),
        (
            "<table><tr><td>a</td><td><p>b</p><p>c</p></td></tr><tr><td></td><td>d</td></tr></table>",
            'paragraph("a | b c"), paragraph("| d")',
            "Tables became paragraphs, one per row.",
        ),
        (
            "<div>before\n<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></table></div>",
            'paragraph("before"), paragraph("a"), paragraph("b | c"), paragraph("d")',
            "Tables",
        ),
        (
            "<iframe src='https://x.example/map/' title='A map'></iframe>\n<video src='/a.mp4'></video>\n"
            "<img src='data:image/png;base64,AA'>\n\na",
            'paragraph("a")',
            "Images, video and other media in HTML were left out: iframe A map, video a.mp4, img.",
        ),
        ("<div><img src='a.jpg'></div>\n\na", 'paragraph("a")', "HTML were left out: img a.jpg."),
        ("![A chart](data:image/png;base64,AAAA)", "figure(image)", "kept without their file: A chart."),
        ("![A quay](quay.jpg)", "figure(image)", "kept without their file: quay.jpg “A quay”."),
        ("x `y` z", 'paragraph("x ", code("y"), " z")', ""),
        (
            "```py\na\n\nb\n```",
            'paragraph(code("a"), code(hard_break), code(hard_break), code("b"))',
            "The language of a code block was left out: py",
        ),
        ("    a\n    b", 'paragraph(code("a"), code(hard_break), code("b"))', ""),
        ("a <span class='x'>b</span>", 'paragraph("a b")', "HTML tags were left out"),
        ("<div>\na <b>c</b>\n<p>d</p></div>", 'paragraph("a c"), paragraph("d")', "Blocks of HTML"),
        ("<!-- wp:paragraph -->\na", 'paragraph("a")', "Hidden HTML was left out: wp:paragraph."),
        ("a\n\n<!-- b\n\nc", 'paragraph("a"), paragraph("<!-- b c")', "Blocks of HTML"),
        ("<script>x()</script>\n\na", 'paragraph("a")', "Scripts and styles were left out"),
        ('<img src="a.jpg" alt="A ferry">\n\na', 'paragraph("a")', "Hidden HTML was left out: A ferry"),
        ("a <!-- wp:paragraph --> b", 'paragraph("a  b")', "Hidden HTML was left out: <!-- wp:paragraph -->"),
        ("# One\n\n# Two", 'heading("Two")', "A second headline became a heading: Two"),
        ("##### Five", 'heading("Five")', "Headings of the fifth"),
        ("a[^1]\n\n[^2]: Source", 'paragraph("a[^1]"), paragraph("[^2]: Source")', "Footnotes that"),
        ("- [x] a", 'bullet_list(list_item(paragraph("[x] a")))', "Task list checkboxes"),
        ("a ~~b~~", 'paragraph("a ~~b~~")', "Strikethrough"),
        ("[a](javascript:alert(1))", 'paragraph("a")', "became plain text: “a” to javascript:alert(1)"),
        ("[a](/times)", 'paragraph("a")', "became plain text: “a” to /times"),
        ("a ![b](https://x.example/c.jpg) d", 'paragraph("a d"), figure(image)', "Images within a paragraph"),
        ("![a](quay.jpg)", "figure(image)", "kept without their file: quay.jpg"),
        (
            "[![a](https://x.example/b.jpg)](https://y.example)",
            "figure(image)",
            "links around images were left out: https://y",
        ),
        (
            "a\n\n[b]: https://x.example 'Some words'",
            'paragraph("a"), paragraph("[b]: https://x.example \'Some words\'")',
            "Unused link definitions",
        ),
        ("99999999. a", 'ordered_list(list_item(paragraph("a")))', "too large a number"),
        ("# *a* [b](https://x.example)\n\nc", 'paragraph("c")', "A headline can’t contain a link"),
    ],
)
def test_what_a_document_cannot_hold_becomes_text_and_is_told(source, blocks, loss):
    shown, losses = _shown(source)
    assert shown == blocks
    assert loss in " ".join(losses)
    assert bool(losses) == bool(loss)


@pytest.mark.parametrize(
    ("source", "before", "rows"),
    [
        ("| a | b |\n|---|---|\n| *c* | d |", [], [["[a]", "[b]"], ["c", "d"]]),
        ("| a | b |\n|---|---|\n| c | d | e |", [], [["[a]", "[b]", "[]"], ["c", "d", "e"]]),
        ("Above\n| a |\n| --- |\n| b |", ["Above"], [["[a]"], ["b"]]),
        ("| | b |\n|---|---|\n| c | | d |", [], [["[]", "[b]", "[]"], ["c", "", "d"]]),
        ("| | |\n|---|---|\n| c | d |", [], [["c", "d"]]),
        ("| a |\n|---|\n| 5\u00a0x \\| y | |", [], [["[a]", "[]"], ["5\u00a0x | y", ""]]),
        ("a | b\n--|--\nc | d", [], [["[a]", "[b]"], ["c", "d"]]),
    ],
)
def test_a_table_has_as_many_cells_in_every_row(source, before, rows):
    copy, losses = _parse(source)
    *above, table = copy.doc.children[1:]
    assert [block.text_content for block in above] == before
    shown = [
        [f"[{cell.text_content}]" if cell.attrs["header"] else cell.text_content for cell in row.children]
        for row in table.children
    ]
    assert shown == rows
    assert losses == ()


def test_cells_know_the_line_on_which_they_stand():
    copy, _losses = _parse("Above\n| a | b |\n|---|---|\n| c | d |\n| e | f |")
    lines = {block.text: copy.lines[id(block.node)] for block in text_blocks(copy.doc) if block.text}
    assert lines == {"Above": 1, "a": 2, "b": 2, "c": 4, "d": 4, "e": 5, "f": 5}


def test_a_link_without_words_shows_its_address():
    assert _shown("see [](https://x.example)")[0] == 'paragraph("see ", link("https://x.example"))'


def test_what_is_nested_too_deeply_stands_further_out():
    shown, losses = _shown("> " * 20 + "deep")
    assert "deep" in shown
    assert losses == ("Deeply nested blocks were moved out.",)


def test_nesting_that_cannot_be_read_at_all_is_refused():
    with pytest.raises(ImportFailed, match="nested too deeply"):
        import_text("> " * 5000 + "deep", markup="markdown")


def test_a_long_listing_of_code_is_divided():
    lines = [f"line{number}" for number in range(1500)]
    imported = import_text("```\n" + "\n".join(lines) + "\n```", markup="markdown")
    assert plain_text(imported.doc).split() == lines


def test_lines_of_the_source_are_kept_for_each_block():
    source = "---\nstandfirst: s\n---\n\n# Head\n\nOne\ntwo\n\n- a\n- b\n\n> c\n\n| d |\n|---|\n| e |\n"
    copy, _losses = _parse(source)
    words = {"Head": 5, "One two": 7, "a": 10, "b": 11, "c": 13, "d": 15, "e": 17}
    found = {}
    copy.doc.descendants(
        lambda node, *_: (
            found.update({node.text_content: copy.lines.get(id(node))}) if node.inline_content else None
        )
    )
    assert {word: found[word] for word in words if word != "Head"} == {
        word: line for word, line in words.items() if word != "Head"
    }


@pytest.mark.parametrize(
    "source",
    [
        "# Head@line\n\nText",
        "#@ Headline\n\nText",
        "@# Headline\n\nText",
        "@- item\n- two",
        "-@ item\n- two",
        "- item@\n- two",
        "@1. item",
        "@> quote",
        "A [link@ text](https://x.example) b",
        "A [link](https://x.example@) b",
        'A [link](https://x.example "ti@tle") b',
        "A [link][ref] b\n\n[ref]: https://x.example@ 'title'",
        "A\n\n[unused]: https://x.example@",
        "A **bold@** b",
        "A **@bold** b",
        "A @**bold** b",
        "A **bold**@ b",
        "A **“bold”**@ b",
        "A *bold.*@b",
        "A ***both*@ bold** b",
        "| a@ | b |\n|---|---|\n| c | d |",
        "| a | b |@\n|---|---|\n| c | d |",
        "| a | b |\n|---|---|@\n| c | d |",
        "| a | b |\n|---|---|\n| c | @d |",
        "A\nB@\nC",
        "A\n\n@\n\nB",
        "@\n\nA",
        "@A",
        "A  @\nB",
        "A <span title='@'>b</span>",
        "<div>\nA@ b\n</div>",
        "![al@t](https://x.example/a.jpg)",
        "![alt](https://x.example/a@.jpg)",
        '![alt](https://x.example/a.jpg "cap@tion")',
        '![alt](https://x.example/a.jpg){credit="Rui@ Sol"}',
        "A ![alt@](https://x.example/a.jpg) b",
        "Title@\n=====\n\nText",
        "---\nheadline: Ferry@ returns\n---\nText",
        "---\nheadline: Head\nstandfirst: 'Some@ words'\n---\nText",
        "---\nbyline: Ana@ Lima\n---\nText",
        "---\nlanguage: en@\n---\nText",
        "---\ntags: a@, b\n---\nText",
        "---\nbyline: Ana\n@\n---\nText",
        "@\n---\nbyline: Ana\n---\nText",
        "---\nheadline: Head@\n---\n# Head@\n\nText",
    ],
)
def test_a_marker_survives_everywhere_and_changes_nothing(source):
    """The document is the one without the marker, apart from a paragraph that holds the marker alone."""
    bare, _losses = _parse(source.replace("@", ""))
    marked = parse(
        source.replace("@", MARKER),
        markers=Markers([LiftedNote(note=Note(question="?"), marker=MARKER)]),
        losses=Losses(),
    )
    text = plain_text(marked.doc)
    assert text.count(MARKER) == 1
    without = [block.replace(MARKER, "").split() for block in text.split("\n\n")]
    assert [words for words in without if words] == [
        block.split() for block in plain_text(bare.doc).split("\n\n") if block
    ]
    assert _marks(marked.doc) == _marks(bare.doc)
    assert (marked.byline, marked.language) == (bare.byline, bare.language)


def test_a_marker_on_a_line_of_its_own_does_not_part_the_paragraph_around_it():
    markers = Markers([LiftedNote(note=Note(question="?"), marker=MARKER)])
    doc = parse(f"A\n{MARKER}\nB", markers=markers, losses=Losses()).doc
    assert doc.child(1).text_content.replace(MARKER, "") == "A B"


def _marks(doc):
    """The kinds of blocks with words in them, and the marks on these words."""
    found = []

    def visit(node, *_):
        if node.is_text and (words := node.text.replace(MARKER, "").split()):
            found.append((words, sorted((mark.type.name, str(mark.attrs)) for mark in node.marks)))
        elif node.inline_content and node.text_content.replace(MARKER, "").strip():
            found.append(node.type.name)

    doc.descendants(visit)
    return found


_SYNTAX = st.sampled_from(
    [
        "# ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "**",
        "*",
        "_",
        "`",
        "[",
        "](",
        ")",
        "![",
        "<b>",
        "</b>",
        "<div>",
        "<!--",
        "-->",
        "|",
        "|---|\n",
        "---\n",
        "a: b\n",
        "[^1]: ",
        "[a]: x\n",
        "&amp;",
        "\\",
        "  \n",
        "    ",
        "\t",
        "```\n",
        "~~",
        "<",
        ">",
        "“",
        "é",
        "ع",
        "word",
        "two words",
        " ",
    ]
)


@given(st.lists(_SYNTAX, max_size=30).map("".join))
@examples(400)
def test_no_word_of_a_markdown_text_is_lost(source):
    """Any mixture of signs gives a valid document in which, or in whose losses, every word is found."""
    try:
        imported = import_text(source, markup="markdown")
    except ImportFailed:
        return
    kept = plain_text(imported.doc) + " ".join(imported.losses) + imported.byline
    imported.doc.check()
    if not imported.notes:
        for word in ("word", "two words", "é", "ع"):
            assert kept.count(word) >= (1 if word in source else 0)


def test_a_paragraph_of_many_lines_is_read_once(monkeypatch):
    """Twice the lines, at most twice the work: a break looks at one character, not at all before it."""
    looked_at = []
    without = Markers.without
    monkeypatch.setattr(
        Markers, "without", lambda self, text: looked_at.append(len(text)) or without(self, text)
    )

    def work(lines):
        looked_at.clear()
        import_text("# Lines\n\n" + "word\n" * lines, markup="markdown")
        return sum(looked_at)

    assert work(400) <= 2.1 * work(200)
