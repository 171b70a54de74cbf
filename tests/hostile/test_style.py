"""Nothing that a person types as a pattern or as copy costs more than linear work."""

from __future__ import annotations

import pytest

from articles.documents.schema import schema
from articles.documents.style.checking import check_consistency, check_entries
from articles.documents.style.model import Entry, Form
from articles.documents.style.rules import Rules
from tests.hostile.inputs import TEXTS
from tests.hostile.measuring import MOST, TIMES, cost, growth

SIZE = 4_000
PATTERNS = [
    r"(?:a+)+b",
    r"(?:a|a)*b",
    r"(?:a|aa)+$",
    r"a.*b|a",
    r"(?:.*a){12}",
    r"(?:x+x+)+y",
    r"[ab]*a[ab]{14}c",
    r"(?:\pL+\s?)+!",
    r"(?:a?){60}a{60}",
    r"\s+$",
    r"\w+@",
    r".*.*.*=.*",
]
WORDS = {
    "letters": lambda size: "a" * size,
    "pairs": lambda size: "ab" * (size // 2),
    "words": lambda size: "aa " * (size // 3),
    "spaces": lambda size: "a" + " " * size,
    "Arabic": lambda size: "وبال" * (size // 4),
    "wide": lambda size: "😀a" * (size // 2),
}
COPY = {
    "one name in many spellings": lambda size: " ".join(
        f"Anna Mar{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}elli" for n in range(size // 14)
    ),
    "abbreviations": lambda size: " ".join(f"Alpha Beta Gamma (ABG) A{n} " for n in range(size // 26)),
    "one abbreviation": lambda size: "Alpha Beta Gamma (ABG) ABG " * (size // 27),
    "capitals": lambda size: "Aa Bb Cc Dd " * (size // 12),
    "dots": lambda size: "U.S. US " * (size // 8),
    "quotations": lambda size: '“a” "b" «c ' * (size // 12),
    "brackets": lambda size: "A (AB" * (size // 5),
    "percentages": lambda size: "5% 5 percent 5 per cent $5 US$5 " * (size // 32),
    "Arabic words": lambda size: " ".join(
        f"محمد الام{chr(0x0628 + n % 20)}ان ا{n}" for n in range(size // 14)
    ),
    "different names": lambda size: " ".join(f"Ann{n:x}a B{n:x}bbes," for n in range(size // 14)),
}


def document(text):
    parts = [part for part in text.replace("\x00", " ").split("\n\n") if part] or ["a"]
    paragraphs = [schema.node("paragraph", None, [schema.text(part)]) for part in parts]
    return schema.node("doc", None, [schema.node("headline", None, []), *paragraphs])


def is_linear(make, work):
    """Documents are made anew for each measurement, as what was read of their blocks is kept."""
    small, large = make(SIZE), make(TIMES * SIZE)
    if cost(lambda: work(document(large))) < 0.1:
        return True
    return growth(lambda: work(document(small)), lambda: work(document(large))) <= MOST


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("text", WORDS)
def test_no_pattern_hangs(pattern, text):
    entry = Entry(name="x", pattern=pattern, reason="x", form=Form.RE2)
    assert is_linear(WORDS[text], lambda doc: check_entries(doc, Rules([entry])))


@pytest.mark.parametrize("text", [*TEXTS, *COPY])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_copy_hangs(text, language):
    make = TEXTS.get(text) or COPY[text]
    assert is_linear(make, lambda doc: check_consistency(doc, language=language, everything=True))
