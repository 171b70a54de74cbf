"""Code is code: it is kept and exported as such, and nobody reads notes into it."""

import pytest

from articles.documents.notes import find_suspects
from articles.documents.notes.standing import find_standing
from articles.documents.text import plain_text, published_fields
from articles.exporting import export
from articles.exporting.verifying import verify
from articles.importing import import_text
from articles.importing.scanning import scan_published
from tests.articles.exporting.documents import publication

LINES = (
    "if [[ -z $name ]]; then  # TODO check the name\n    echo <Is this right?> [AU: x] TK ((check)) ???\nfi"
)


def shifted(columns):
    return "\n".join(" " * columns + line for line in LINES.split("\n"))


FENCED = f"# Ferry code\n\nRun this:\n\n```sh\n{LINES}\n```\n\nThen wait.\n"
TILDES = f"# Ferry code\n\nRun this:\n\n~~~\n{LINES}\n~~~\n\nThen wait.\n"
INDENTED = f"# Ferry code\n\nRun this:\n\n{shifted(4)}\n\nThen wait.\n"
INLINE = "# Ferry code\n\nHe typed `<Is this right?> [AU: x] TK` and **`{++x++}`** there.\n"
IN_LIST = f"# Ferry code\n\n- Run this:\n\n  ```\n{shifted(2)}\n  ```\n- Then wait.\n"
SOURCES = [FENCED, TILDES, INDENTED, INLINE, IN_LIST]


@pytest.mark.parametrize("source", SOURCES)
def test_no_note_is_read_into_it_at_any_gate(source):
    imported = import_text(source, markup="markdown")
    assert (imported.notes, imported.suspicions) == ((), ())
    assert [found for field in published_fields(imported.doc) for found in find_suspects(field.prose)] == []
    assert scan_published(source.encode(), filename="code.md") == []
    assert find_standing(imported.doc, [(0, imported.doc.content.size)]) == ()


@pytest.mark.parametrize("source", [FENCED, TILDES, INDENTED, IN_LIST])
def test_lines_of_code_are_kept_and_exported(source):
    imported = import_text(source, markup="markdown")
    assert LINES in plain_text(imported.doc)
    released = publication(imported.doc)
    written = export(released, "markdown")
    assert "```\n" in written
    again = import_text(written, markup="markdown")
    assert again.doc.eq(imported.doc)
    page = export(released, "html")
    assert "<pre><code>if [[ -z $name ]]; then" in page
    assert "\n    echo &lt;Is this right?&gt;" in page
    assert LINES.split("\n")[2] in export(released, "text")


def test_code_among_words_is_kept_and_exported():
    imported = import_text(INLINE, markup="markdown")
    assert imported.losses == ()
    released = publication(imported.doc)
    assert "`<Is this right?> [AU: x] TK`" in export(released, "markdown")
    assert "<code>&lt;Is this right?&gt; [AU: x] TK</code>" in export(released, "html")


def test_the_name_of_the_language_is_one_line_of_losses():
    (loss,) = import_text(FENCED, markup="markdown").losses
    assert loss == "The language of a code block was left out: sh."


def test_a_note_beside_code_is_still_one():
    imported = import_text("# Ferry\n\nHe typed `x` [AU: which x?] there.\n", markup="markdown")
    assert [note.question for note, _passage in imported.notes] == ["which x?"]
    assert plain_text(imported.doc) == "Ferry\n\nHe typed x there."


def test_code_in_backticks_of_plain_text_is_not_read():
    assert find_suspects("He typed `<Is this right?>` there.") == []


@pytest.mark.parametrize("code", ["a `b` c", "`", " x", "a|b", "**x**", "x\\", "<b>", "&amp;"])
def test_awkward_code_reads_back(code):
    imported = import_text(f"# F\n\nHe typed `` {code} `` there.\n", markup="markdown")
    again = import_text(export(publication(imported.doc), "markdown"), markup="markdown")
    assert again.doc.eq(imported.doc)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("format", "name"), [("html", "a.html"), ("markdown", "a.md"), ("text", "a.txt")])
def test_released_code_is_what_was_signed(source, format, name):
    released = publication(import_text(source, markup="markdown").doc)
    assert verify(released, export(released, format), filename=name) == []
