"""Proofs are set and read back by another program than the one that set them."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from articles.exporting.proof import Labels, Note, Proof, Thread, pages_of, typeset
from tests.articles.documents.building import (
    block,
    cell,
    doc,
    documents,
    examples,
    footnote,
    note,
    p,
    row,
    table,
    text,
    where,
)
from tests.articles.exporting.documents import ferry
from tests.articles.exporting.reading import pdf_pages

LABELS = Labels(queries="Queries", suggestions="Suggestions", page="page", image="Image")
HOSTILE = [
    '#set page(width: 1cm) #panic("x") #read("proof.typ") #include "proof.typ"',
    '#import "@preview/x:1.0.0": y',
    "= Heading\n- list\n+ enum\n/ term: x",
    "*bold* _em_ `raw` $x^2$ @cite <passage> https://a.example // no /* comment */",
    '\\u{41} \\ \\" "quoted" #sys.inputs.proof',
    '"}],"threads":[{"number":99}]',
    "</script><b>&amp;",
    "\u202eright to left\u202c \u2066x\u2069 \u200b\ufeff",
    "a\tb\rc\x0bd\x00e\x1b[31m",
    "\ud800 half a character",
    "Z" * 3000,
    "e" + "\u0301" * 500,
    "漢字 かな 한국어 हिन्दी 🙂👩‍👩‍👧",
    "عربي with English inside (2)",
    " ",
    "",
]


def proof(document, *threads, **changes):
    facts = {
        "doc": document,
        "title": "Ferry returns",
        "slug": "ferry-returns",
        "byline": "Ana Lima",
        "language": "en",
        "direction": "ltr",
        "about": "Proof · City",
        "labels": LABELS,
        "threads": threads,
    }
    return Proof(**(facts | changes))


def thread(number, document, words, nth=0, **changes):
    start, end = where(document, words, nth)
    facts = {
        "number": number,
        "start": start,
        "end": end,
        "by": "Ruth Adeyemi",
        "question": f"Question {number}?",
        "state": "Open",
        "facts": ["asked yesterday"],
        "quote": words,
    }
    return Thread(**(facts | changes))


def pages(*args, **changes):
    return pdf_pages(typeset(*pages_of(proof(*args, **changes))))


def test_the_copy_is_there_with_its_lines_and_the_threads_are_behind():
    document = ferry()
    first, behind = pages(
        document,
        thread(4, document, "Bicycles", replies=[Note("Ana Lima, today", "They do.\nSince May.")]),
        thread(7, document, "harbour master", in_margin=False, state="Resolved"),
        notice="DRAFT — NOT FOR PUBLICATION",
    )
    for words in (
        "DRAFT — NOT FOR PUBLICATION",
        "Ferry returns to Harbour Island",
        "Crossings resume on Monday",
        "Ana Lima",
        "the port authority said.",
        "4. Children: free",
        "Image: A white ferry at a quay",
        "https://img.example/aurora.jpg",
        "A <b> & a “quote” – done.",
        "4 Ruth Adeyemi",
        "Question 4?",
    ):
        assert words in first
    assert re.search(r"Bicycles\W*4\W+travel free", first)
    assert re.search(r"\n1\n2\n3\n4\n(.*\n)*16", first), "the numbers of the lines"
    assert "Question 7?" not in first
    for words in (
        "Queries",
        "4 Open · asked yesterday · page 1",
        "Bicycles",
        "Ana Lima, today",
        "They do.",
        "Since May.",
        "7 Resolved · asked yesterday",
    ):
        assert words in behind
    assert behind.index("Question 4?") < behind.index("They do.") < behind.index("Question 7?")


def test_what_is_suggested_is_shown_and_rows_are_as_long_as_the_longest():
    key = "1.aaaaaaaa"
    marks = [{"type": name, "attrs": {"suggestion": key}} for name in ("deletion", "insertion")]
    document = doc(
        p("It costs ", text("four", marks[0]), text("five", marks[1]), " euros."),
        block("paragraph", "A new paragraph.", inserted=key),
        table(
            row(cell("Item", header=True), cell("Price", header=True)),
            ["Adult"],
            row("Child", "1", deleted=key),
        ),
    )
    data = pages_of(proof(document)).data
    assert data["blocks"][0]["runs"] == [
        {"text": "It costs "},
        {"text": "four", "deleted": True},
        {"text": "five", "inserted": True},
        {"text": " euros."},
    ]
    assert data["blocks"][1]["inserted"] is True
    rows = data["blocks"][2]["rows"]
    assert [len(one["cells"]) for one in rows] == [2, 2, 2]
    assert (data["blocks"][2]["headed"], rows[2]["deleted"]) == (True, True)
    (page,) = pages(document)
    for words in ("It costs fourfive euros.", "A new paragraph.", "Adult", "Child"):
        assert words in page


def test_passages_may_cross_blocks_and_each_other_and_begin_between_blocks():
    document = doc("One two three.", "Four five 😀 six.")
    one, six = where(document, "two")[0], where(document, " six")[1]
    between = where(document, "Four")[0] - 1
    first = thread(1, document, "One", start=one, end=six)
    second = thread(2, document, "One", start=between, end=six - 4)
    empty = thread(3, document, "One", start=between, end=between)
    runs = [one["runs"] for one in pages_of(proof(document, first, second, empty)).data["blocks"]]
    assert runs == [
        [{"text": "One "}, {"begins": 1}, {"text": "two three.", "queried": True}],
        [
            {"begins": 2},
            {"begins": 3},
            {"ends": 3},
            {"text": "Four five 😀", "queried": True},
            {"ends": 2},
            {"text": " six", "queried": True},
            {"ends": 1},
            {"text": "."},
        ],
    ]


def test_arabic_is_set_from_right_to_left_in_its_own_font():
    document = doc("عادت العبارة إلى الميناء يوم الاثنين", headline="العبارة تعود")
    asked = thread(1, document, "الميناء", question="متى؟", by="روث")
    pdf = typeset(*pages_of(proof(document, asked, language="ar", direction="rtl", byline="آنا")))
    fonts = set()
    reader = PdfReader(BytesIO(pdf))
    for page in reader.pages:
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert any("Amiri-Regular" in font for font in fonts)
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    first = pdf_pages(pdf)[0]
    for words in ("إلى", "الميناء", "يوم", "الاثنين"):
        assert words in first
    places = {}

    def note_place(said, page_matrix, text_matrix, *_):
        places.setdefault(said.strip(), page_matrix[4] + page_matrix[0] * text_matrix[4])

    reader.pages[0].extract_text(visitor_text=note_place)
    numbers = [x for said, x in places.items() if said in {"2", "3"}]
    assert numbers
    assert min(numbers) > 500, "the lines are numbered on the right"


def test_sixty_queries_on_one_page_are_all_in_the_margin():
    document = doc(" ".join(f"word{number}." for number in range(120)))
    asked = [
        thread(number, document, f"word{2 * number}.", question=f"Q{number} " * 9) for number in range(1, 60)
    ]
    first = pages(document, *asked)[0]
    for number in range(1, 60):
        assert f"Q{number} " in first


def test_more_queries_than_a_page_has_lines_are_numbers_in_the_margin_and_all_in_the_list():
    document = doc(" ".join(f"word{number}." for number in range(150)))
    asked = [thread(number, document, f"word{number}.") for number in range(1, 150)]
    first, *behind = pages(document, *asked)
    assert "Question 1?" not in first
    assert all(f"Question {number}?" in "\n".join(behind) for number in range(1, 150))


def test_twenty_thousand_words_are_some_fifty_pages_and_every_word_is_there():
    document = doc(*[" ".join(f"w{100 * part + number}" for number in range(100)) for part in range(200)])
    found = pages(document)
    assert 35 <= len(found) <= 70
    words = set(re.findall(r"w\d+", "\n".join(found)))
    assert words == {f"w{number}" for number in range(20_000)}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_was_typed_is_read_as_markup(hostile):
    clean = "".join(char for char in hostile if char.isprintable() and not 0xD800 <= ord(char) < 0xE000)
    document = doc(
        "Before", *([clean] if clean else []), "After", headline=clean or "H", standfirst=clean or "S"
    )
    asked = thread(
        1, document, "After", question=hostile, by=hostile, quote=hostile, state=hostile, facts=[hostile]
    )
    asked_too = thread(2, document, "Before", replies=[Note(hostile, hostile)])
    found = pages(
        document,
        asked,
        asked_too,
        title=hostile,
        slug=hostile,
        byline=hostile,
        about=hostile,
        language=hostile,
    )
    read = "\n".join(found)
    assert "Before" in read and "After" in read
    if hostile.isascii() and hostile.isprintable() and hostile.strip() and len(hostile) < 100:
        squeezed = re.sub(r"\s|\u200b", "", read)
        assert squeezed.count(re.sub(r"\s", "", hostile)) >= 8


@given(documents, st.randoms(use_true_random=False))
@examples(8)
def test_every_document_can_be_set_with_queries_anywhere_and_gives_each_edge_once(document, random):
    size = document.content.size
    places = [sorted((random.randint(0, size), random.randint(0, size))) for _ in range(4)]
    asked = [
        Thread(number=number, start=start, end=end, by="R", question="Why?", state="Open")
        for number, (start, end) in enumerate(places)
    ]
    data, pictures = pages_of(proof(document, *asked))
    edges = re.findall(r"'(begins|ends)': (\d)", str(data))
    assert sorted(edges) == sorted((kind, str(number)) for kind in ("begins", "ends") for number in range(4))
    assert pdf_pages(typeset(data, pictures))


def test_the_same_proof_is_the_same_bytes_and_says_of_itself_its_title_alone():
    document = ferry()
    one, other = (typeset(*pages_of(proof(document, thread(1, document, "Aurora")))) for _ in range(2))
    assert one == other
    about = PdfReader(BytesIO(one)).metadata
    assert set(about) == {"/Title", "/Creator"}
    assert about["/Title"] == "Ferry returns"
    assert about["/Creator"].startswith("Typst")


def test_footnotes_are_at_the_foot_of_the_page_and_keep_their_numbers():
    document = doc(
        p("Seven", note(id="b"), " and eight", note(id="a"), " and seven", note(id="b"), note(id="x")),
        footnote("Of eight.", id="a"),
        footnote("Of seven.", id="b"),
        footnote("Of nothing.", id="c"),
    )
    (page,) = pages(document)
    assert re.search(r"Seven\s*1\s*and eight\s*2\s*and seven\s*1\s*\?", page)
    assert re.search(r"1\s*Of seven\.", page)
    assert re.search(r"2\s*Of eight\.", page)
    assert re.search(r"\?\s*Of nothing\.", page)
    assert page.count("Of seven.") == 1
