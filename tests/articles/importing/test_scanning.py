import pytest

from articles.importing import ImportFailed
from articles.importing.scanning import scan_published


def _found(text, filename):
    return [(found.line, found.text) for found in scan_published(text.encode(), filename=filename)]


def test_a_note_in_a_published_page_is_found_where_it_stands():
    page = "<title>Ferry</title>\n<p>One.</p>\n<p>The ferry <Which ferry?> is back.</p>"
    assert [line for line, _text in _found(page, "page.html")] == [3]


@pytest.mark.parametrize(
    "page",
    [
        "<p>The ferry &lt;Which ferry?&gt; is back.</p>",
        '<p><img src="a.jpg" alt="Ferry [AU: name of the ferry?]"></p>',
        "<title>Ferry TK</title><p>It is back.</p>",
        "<p>It is back.</p><!-- check the time with the port -->",
        '<meta name="description" content="The ferry [ED: which one?] is back"><p>a</p>',
    ],
)
def test_notes_are_found_wherever_a_reader_may_meet_them(page):
    assert len(_found(page, "page.htm")) == 1


def test_a_clean_page_and_clean_text_have_none():
    assert _found("<p>The <b>ferry</b> is back, and <a href='x?y'>sails</a> at 7.</p>", "a.html") == []
    assert _found("The ferry is back.\n\nIt sails at 7.", "a.txt") == []


def test_text_and_markdown_are_read_line_by_line():
    assert [line for line, _text in _found("One.\n\nThe ferry [AU: which?] is back.\n", "a.txt")] == [3]
    assert [line for line, _text in _found("# Head\n\nThe *ferry* <Which ferry?> is back.\n", "a.md")] == [3]


def test_what_is_no_text_is_refused():
    with pytest.raises(ImportFailed):
        scan_published(b"%PDF-1.4", filename="a.html")
