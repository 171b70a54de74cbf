import re
from html.parser import HTMLParser

from hypothesis import given
from lxml import etree, html

from articles.documents.text import plain_text
from articles.exporting import export
from tests.articles.documents.building import cell, doc, examples, p, row, table, text
from tests.articles.exporting.documents import documents, ferry, link, publication

VOID = {"meta", "br", "hr", "img"}
HEADINGS = {"h1", "h2", "h3", "h4"}
LISTS = {"ul", "ol", "li"}
KNOWN = VOID | HEADINGS | LISTS | {"html", "head", "title", "body", "article", "header", "section", "sup"}
KNOWN |= {"p", "a", "em", "strong", "blockquote", "figure", "figcaption", "span", "code", "pre"}
KNOWN |= {"table", "thead", "tbody", "tr", "th", "td"}


class _Strict(HTMLParser):
    """Every tag is known, every tag that is opened is closed in its turn."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in KNOWN
        assert not any(name.startswith("on") for name, _value in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def _check(page):
    parser = _Strict()
    parser.feed(page)
    parser.close()
    assert parser.open == []


def test_a_whole_article():
    page = export(publication(ferry()), "html")
    _check(page)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">')
    article = page[page.index("<article>") : page.index("</article>")]
    assert (
        article
        == """<article>
<header>
<h1>Ferry returns to <em>Harbour Island</em></h1>
<p class="standfirst">Crossings resume on Monday after <strong>six weeks</strong></p>
<p class="byline">Ana Lima and Rui Sol</p>
</header>
<p>The <em>Aurora</em> sails at 7 a.m., \
the <a href="https://port.example/times?a=1&amp;b=2" title="Timetable">port authority</a> said.<br>\
Bicycles travel free.</p>
<h3>What it costs</h3>
<ol start="3">
<li>
<p>Adults: €4</p>
<ul>
<li>return: €7</li>
</ul>
</li>
<li>Children: free</li>
</ol>
<blockquote>
<p>“We missed her,” the harbour master said.</p>
</blockquote>
<blockquote class="pull-quote"><p>We missed her</p></blockquote>
<figure><img src="https://img.example/aurora.jpg" alt="A white ferry at a quay">\
<figcaption>The <em>Aurora</em> on Friday <span class="credit">Rui Sol</span></figcaption></figure>
<hr>
<p>A &lt;b&gt; &amp; a “quote” – done.</p>
"""
    )


def test_what_is_signed_can_be_proved_from_the_page():
    page = html.document_fromstring(export(publication(ferry()), "html"))
    assert page.xpath("//meta[@name='copydesk:digest']/@content") == ["sha256:" + "0" * 64]
    assert page.xpath("//meta[@name='article:published_time']/@content") == ["2025-03-03T06:30:00+00:00"]


def test_a_draft_is_marked_for_people_and_for_machines():
    page = html.document_fromstring(export(publication(ferry(), draft=True, released_at=None), "html"))
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    assert page.xpath("string(//article//p[@class='draft'])") == "DRAFT — NOT FOR PUBLICATION"
    assert page.xpath("string(//title)").startswith("DRAFT — NOT FOR PUBLICATION")
    assert page.xpath("//meta[@name='copydesk:digest']") == []
    assert "DRAFT" not in export(publication(ferry()), "html")


def test_direction_and_language_of_the_copy():
    page = export(publication(doc(p("مكتبة")), language="ar", direction="rtl"), "html")
    assert '<html lang="ar" dir="rtl">' in page


def test_one_link_stays_one_link_whatever_is_in_it():
    mixed = link("the ", "https://x.example")["marks"]
    page = export(publication(doc(p(text("the ", *mixed), text("port", *mixed, "strong")))), "html")
    assert '<p><a href="https://x.example">the <strong>port</strong></a></p>' in page


def test_without_headline_and_byline_nothing_empty_is_written():
    page = export(publication(doc(p("Words."), headline=""), byline=""), "html")
    assert "<header>" not in page
    assert "<title>ferry-returns</title>" in page


@given(documents())
@examples(60)
def test_whatever_is_in_a_document_the_page_is_well_formed_and_holds_its_words(document):
    page = export(publication(document, byline='<script>"&', slug="a<b>"), "html")
    _check(page)
    body = re.search(r"<article>.*</article>", page, re.DOTALL)[0]
    read = html.fragment_fromstring(body)
    for image in read.xpath("//img | //hr | //br"):
        image.tail = " " + (image.tail or "")
    for number in read.xpath("//sup"):
        number.drop_tree()
    words = "".join(read.itertext(with_tail=True)).split()
    for word in plain_text(document).split():
        assert word in "".join(words)
    assert etree.tostring(read)


def test_a_table_has_a_head_and_rows_of_one_length():
    head = row(cell("Boat", header=True), cell("Seats <n>", header=True))
    two = cell(p("120"), p("(summer)"))
    page = export(publication(doc(table(head, row(cell("Aurora", header=True), two), ["Borealis"]))), "html")
    _check(page)
    assert (
        """<table>
<thead>
<tr><th scope="col">Boat</th><th scope="col">Seats &lt;n&gt;</th></tr>
</thead>
<tbody>
<tr><th scope="row">Aurora</th><td><p>120</p><p>(summer)</p></td></tr>
<tr><td>Borealis</td><td></td></tr>
</tbody>
</table>"""
        in page
    )


def test_a_table_without_words_is_left_out():
    assert "<table" not in export(publication(doc(table(["", ""]), "Words.")), "html")
