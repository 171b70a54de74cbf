"""Pages in any encoding, and pages that are none or too much."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import ImportFailed, import_copy
from tests.articles.importing.html.test_body import page
from tests.articles.importing.memory import READ, needs_proc, run_apart
from tests.articles.importing.word.test_fuzz import WORDS, sound


def declared(charset, encoding):
    return f'<html><head><meta charset="{charset}"></head><body><p>“Señor” is back.</p>'.encode(encoding)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-8", "utf-16"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "cp1252"),
        ("windows-1252", "utf-8"),
        ("nonsense", "utf-8"),
        ("idna", "utf-8"),
        ("utf-7", "cp1252"),
    ],
)
def test_encodings_by_mark_by_declaration_and_by_letters(charset, encoding):
    assert import_copy(declared(charset, encoding), filename="a.html").summary()["text"] == "“Señor” is back."


def test_an_encoding_of_other_letters_is_believed_where_it_is_declared():
    data = '<meta http-equiv="content-type" content="text/html; charset=shift_jis"><p>船が戻った。'.encode(
        "shift_jis"
    )
    assert import_copy(data, filename="a.html").summary()["text"] == "船が戻った。"


def refused(data):
    with pytest.raises(ImportFailed) as failed:
        import_copy(data, filename="a.html")
    assert failed.value.message.endswith(".")
    return failed.value.message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7", "looks like a PDF document"),
        (page(""), "has no text to import"),
        (page("<div>" * 120 + "A"), "nested too deeply"),
        (page("<b>" * 3_000 + "A"), "nested too deeply"),
        (page("<p>" * 1_300_000), "too long to be read at once"),
        (page("<p>a" * 60_000), "too long to be read at once"),
        (page("x" * 5_300_000), "too large"),
    ],
)
def test_what_is_no_page_or_too_much(data, says):
    assert says in refused(data)


@needs_proc
@pytest.mark.parametrize("body", ["<b>a</b><i>b</i> " * 140_000, "<pre>" + "a\n" * 900_000])
def test_memory_stays_small(body):
    data = page(body)
    _said, megabytes = run_apart(READ, data, "a.html")
    assert megabytes < 300


TAGS = [
    "p",
    "div",
    "b",
    "i",
    "ins",
    "del",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "pre",
    "a",
]
TAGS += ["blockquote", "sup", "figure", "img", "br", "span", "article", "section"]
ATTRIBUTES = [
    "",
    ' class="title"',
    ' class="lst-kix_a-1"',
    ' style="display:none"',
    ' href="#cmnt1" id="cmnt_ref1"',
    ' href="#cmnt_ref1" id="cmnt1"',
    ' href="#ftnt_ref2" id="ftnt2"',
    ' href="#ftnt2" id="ftnt_ref2"',
    ' src="https://a.example/b.png"',
    " hidden",
    ' start="x"',
]


def made(seed):
    chance = random.Random(seed)
    pieces = []
    for _ in range(chance.randint(1, 80)):
        tag, word = chance.choice(TAGS), chance.choice(WORDS)
        opens = f"<{tag}{chance.choice(ATTRIBUTES)}>"
        pieces.append(chance.choice([opens, f"</{tag}>", word, "<!-- x? -->"]))
    return "".join(pieces)


def check(data):
    try:
        imported = import_copy(data, filename="a.html")
    except ImportFailed as refused:
        assert refused.message.endswith(".")
        return False
    sound(imported)
    return True


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_any_page(start):
    assert sum(check(page(made(seed))) for seed in range(start, start + 100)) > 50


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text(text):
    check(text.encode())
