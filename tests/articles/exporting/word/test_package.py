"""The packages are such that Word opens them: by the rules of another's checker, and by our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ooxml_integrity import check

from articles.documents.compare import compare
from articles.documents.suggestions import accepted, rejected
from articles.exporting import export
from articles.exporting.word import About, Change, redline_docx
from tests.articles.documents import suggesting
from tests.articles.documents.building import LINK, block, doc, examples, footnote, note, p, text
from tests.articles.documents.suggesting import ANNA, mark
from tests.articles.exporting.documents import documents, ferry, publication
from tests.articles.exporting.word.checking import faults
from tests.articles.exporting.word.copies import review_of, threads_on

TABLE = doc(
    p("Before."),
    block(
        "table",
        block("table_row", *(block("table_cell", p(words), header=True) for words in ("Who", "Price"))),
        block("table_row", block("table_cell", p("Adults"))),
    ),
)
NOTED = doc(
    p(
        "One",
        note("a"),
        " and two",
        note("b"),
        ", one again",
        note("a"),
        ", none",
        note("x"),
        ".",
    ),
    footnote("The first, ", text("see", LINK), ".", id="a"),
    footnote(text("The second", mark("insertion", ANNA)), id="b"),
    footnote("Nothing refers to this.", id="c"),
)
RENOTED = doc(
    p("One", note("a"), " and three", note("d"), "."),
    footnote("The first of all.", id="a"),
    footnote("The third", id="d"),
)
FILES = {
    "clean": lambda: export(publication(ferry()), "docx"),
    "draft": lambda: export(publication(ferry(), draft=True, direction="rtl", language="ar"), "docx"),
    "review": lambda: review_of(ferry(), threads_on(ferry(), 3, count=12)),
    "table": lambda: review_of(TABLE, threads_on(TABLE, 1)),
    "notes": lambda: review_of(NOTED, threads_on(NOTED, 5, count=8)),
    "renoted": lambda: redline(NOTED, RENOTED),
    "empty": lambda: review_of(doc(p(), headline=""), threads_on(TABLE, 1)),
    "redline": lambda: redline(TABLE, ferry()),
}


def redline(old, new):
    changes = compare(old, new)
    return redline_docx(old, new, About(title="x"), changes=changes, credit=lambda _run: Change("Anna"))


@pytest.mark.parametrize("name", FILES)
def test_a_checker_of_packages_finds_nothing(name, tmp_path):
    file = tmp_path / "file.docx"
    file.write_bytes(FILES[name]())
    assert [str(finding) for finding in check(file)] == []
    assert faults(file.read_bytes()) == []


@pytest.mark.parametrize("name", FILES)
def test_the_same_copy_makes_the_same_bytes(name):
    assert FILES[name]() == FILES[name]()


@examples(40)
@given(suggesting.documents, st.integers(0, 10_000))
def test_whatever_is_suggested_and_asked_the_package_is_in_order(document, seed):
    assert faults(review_of(document, threads_on(document, seed))) == []
    assert faults(redline(rejected(document), accepted(document))) == []


@examples(40)
@given(documents())
def test_whatever_is_in_clean_copy_the_package_is_in_order(document):
    assert faults(export(publication(document), "docx")) == []


def test_the_rules_find_what_is_wrong():
    good = review_of(doc(p("One ", text("two", "strong"))), threads_on(TABLE, 1))
    assert faults(good) == []
    for old, new in (
        (b'w:id="0"', b'w:id="1"'),
        (b"word/styles.xml", b"word/stiles.xml"),
        (b'w:val="CommentReference"', b'w:val="Missing"'),
    ):
        assert faults(_replaced(good, old, new)), old


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    import zipfile
    from io import BytesIO

    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new, 1) if name != "word/comments.xml" else content)
    return file.getvalue()
