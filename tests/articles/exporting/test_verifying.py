import pytest
from hypothesis import given

from articles.documents.suggestions import rejected
from articles.exporting import export, verify
from tests.articles.documents.building import doc, examples, p
from tests.articles.documents.suggesting import deleted, inserted
from tests.articles.exporting.documents import documents, ferry, publication
from tests.articles.exporting.word.copies import review_of

SIGNED = publication(ferry())
ENDINGS = {"html": "page.html", "markdown": "copy.md", "text": "copy.txt"}

ORDINARY_PAGE = """<!DOCTYPE html>
<html><head><title>Ferry returns | Harbour News</title><style>p {{}}</style></head>
<body>
<header><a href="/">Harbour News</a></header>
<nav><ul><li>Home</li><li>Sport</li></ul></nav>
<div class="story">
<h1>Ferry returns to Harbour Island</h1>
<p class="lead">Crossings resume on Monday after six weeks</p>
<div>Ana Lima and Rui Sol</div>
<p>The Aurora sails at 7 a.m., the port authority
   said. Bicycles travel free.</p>
<h2>What it costs</h2>
<ol><li>Adults: &euro;4 <ul><li>return: €7</li></ul></li><li>Children: free</li></ol>
{inside}
<blockquote>“We missed her,” the harbour&nbsp;master said.</blockquote>
<p>We missed her</p>
<figure><img src="x.jpg" alt="{alt}"><figcaption>The Aurora on Friday Rui Sol</figcaption></figure>
<p>A &lt;b&gt; &amp; a “quote” – done.</p>
</div>
<aside>Read also: market opens on Thursdays</aside>
<footer>Contact us</footer>
<script>var words = "none";</script>
</body></html>
"""


def _differences(text, filename, publication_=SIGNED):
    return [
        (found.line, found.expected, found.found) for found in verify(publication_, text, filename=filename)
    ]


@pytest.mark.parametrize("fmt", ENDINGS)
def test_an_export_is_what_was_signed(fmt):
    assert verify(SIGNED, export(SIGNED, fmt), filename=ENDINGS[fmt]) == []


@pytest.mark.parametrize("fmt", ENDINGS)
def test_a_changed_word_is_found_with_its_line_and_sentence(fmt):
    text = export(SIGNED, fmt).replace("Bicycles travel free", "Bicycles travel cheaply")
    line = next(n for n, words in enumerate(text.split("\n"), start=1) if "cheaply" in words)
    found = _differences(text, ENDINGS[fmt])
    # A block of HTML or Markdown is placed by its first line.
    assert found in (
        [(line, "Bicycles travel free.", "Bicycles travel cheaply.")],
        [(line - 1, "Bicycles travel free.", "Bicycles travel cheaply.")],
    )


@pytest.mark.parametrize("fmt", ENDINGS)
def test_missing_and_added_paragraphs_are_found(fmt):
    text = export(SIGNED, fmt)
    assert [(e, f) for _l, e, f in _differences(text.replace("What it costs", ""), ENDINGS[fmt])] in (
        [("What it costs", "")],
        [("What it costs", "###")],
    )
    added = (
        text.replace("We missed her\n\n", "We missed her\n\nA note was left here.\n\n")
        if fmt != "html"
        else text.replace("<hr>", "<p>A note was left here.</p>")
    )
    assert [(e, f) for _l, e, f in _differences(added, ENDINGS[fmt])] == [("", "A note was left here.")]


@pytest.mark.parametrize(
    ("old", "new"),
    [("“We", '"We'), ("€4", "€ 4"), ("7 a.m.", "7 A.M."), ("– done", "- done"), ("free.", "free")],
)
@pytest.mark.parametrize("fmt", ENDINGS)
def test_nothing_but_white_space_is_forgiven(fmt, old, new):
    text = export(SIGNED, fmt)
    assert old in text
    assert len(verify(SIGNED, text.replace(old, new, 1), filename=ENDINGS[fmt])) == 1


def test_white_space_is_folded():
    text = (
        export(SIGNED, "text")
        .replace(" ", "  ")
        .replace("\n\n", "\r\n \r\n\r\n")
        .replace("port  authority", "port\nauthority")
    )
    assert verify(SIGNED, text, filename="a.txt") == []


def test_the_same_words_on_an_ordinary_page():
    page = ORDINARY_PAGE.format(inside="", alt="A white ferry at a quay")
    assert verify(SIGNED, page, filename="page.htm") == []


def test_a_note_left_on_an_ordinary_page():
    page = ORDINARY_PAGE.format(
        inside="<p>Does it take cars <which days?></p>", alt="A white ferry at a quay"
    )
    assert _differences(page, "page.html") == [(14, "", "Does it take cars <which days?>")]


def test_an_alternative_text_that_was_not_signed():
    page = ORDINARY_PAGE.format(inside="", alt="ferry pic TK")
    assert _differences(page, "page.html") == [(17, "", "ferry pic TK")]


def test_the_element_that_holds_the_article_counts_and_all_of_it():
    story = doc(p("The ferry is back."), p("It sails at seven."), headline="Ferry returns")
    signed = publication(story, byline="")
    cards = "<article><h2>Market</h2><p>Opens on Thursdays.</p></article>"
    whole = "<article><h1>Ferry returns</h1><p>The ferry is back.</p><p>It sails at seven.</p>{}</article>"
    page = f"<main><p>Breaking</p>{whole}{cards}</main>"
    assert verify(signed, page.format(""), filename="a.html") == []
    assert [
        m.found for m in verify(signed, page.format("<aside>Ask the port</aside>"), filename="a.html")
    ] == ["Ask the port"]


def test_sentences_for_people():
    missing, extra, changed = (
        verify(SIGNED, export(SIGNED, "text").replace(old, new), filename="a.txt")[0].sentence
        for old, new in (
            ("Ana Lima and Rui Sol\n\n", ""),
            ("What it costs", "What it costs\n\nTK"),
            ("at 7 a.m.", "at 8 a.m."),
        )
    )
    assert missing == "Signed off but missing: “Ana Lima and Rui Sol”"
    assert extra == "Not signed off: “TK”"
    assert changed == (
        "Reads “The Aurora sails at 8 a.m., the port authority said.”, "
        "but was signed off as “The Aurora sails at 7 a.m., the port authority said.”"
    )


def test_a_draft_is_not_what_was_signed():
    draft = publication(ferry(), draft=True, released_at=None)
    for fmt in ("html", "text"):
        found = verify(SIGNED, export(draft, fmt), filename=ENDINGS[fmt])
        assert [mismatch.found for mismatch in found] == ["DRAFT — NOT FOR PUBLICATION"]


def test_an_empty_file_lacks_everything():
    assert [m.found for m in verify(SIGNED, "", filename="a.html")] == [""] * len(
        verify(SIGNED, "", filename="a.html")
    )
    assert verify(SIGNED, "", filename="a.txt")


@given(documents())
@examples(40)
def test_every_export_is_what_was_signed(document):
    signed = publication(document)
    assert verify(signed, export(signed, "text"), filename="a.txt") == []
    assert verify(signed, export(signed, "markdown"), filename="a.md") == []
    assert verify(signed, export(signed, "html"), filename="a.html") == []


@pytest.mark.parametrize(("fmt", "name"), [("docx", "a.docx"), ("odt", "a.odt")])
@given(documents())
@examples(15)
def test_every_office_file_is_what_was_signed(fmt, name, document):
    signed = publication(document)
    assert verify(signed, export(signed, fmt), filename=name) == []


def test_words_that_are_tracked_in_an_office_file_are_not_signed():
    document = doc(p("It costs ", deleted("six"), inserted("seven"), " euros."), headline="Ferry")
    signed = publication(rejected(document), byline="")
    (found,) = verify(signed, review_of(document), filename="back.docx")
    assert (found.line, found.expected, found.found) == (2, "It costs six euros.", "It costs seven euros.")
