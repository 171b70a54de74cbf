"""The project's own cases of style, and documents to check them in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from articles.documents.style.model import Case, Entry, Form
from tests.articles.documents.building import doc

CASES = Path(__file__).parent / "cases"


def load(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]


def case_params(*names):
    return [
        pytest.param(case, id=f"{name}-{number}")
        for name in names
        for number, case in enumerate(load(name), 1)
    ]


def entry(**fields):
    """An entry of a case, with a name if it has none."""
    fields = {"name": "entry", "reason": "House style."} | fields
    for name in ("exceptions", "wrong", "right"):
        fields[name] = tuple(fields.get(name, ()))
    fields["form"] = Form(fields.get("form", "words"))
    fields["case"] = Case(fields.get("case", "any"))
    return Entry(**fields)


def shown(finding):
    """``words → suggestion``, or the words alone."""
    if finding.suggestion is None:
        return finding.place.words
    return f"{finding.place.words} → {finding.suggestion}"


def story(text, headline="A story"):
    """A document with one paragraph for each stretch between blank lines."""
    return doc(*(" ".join(part.split()) for part in text.strip().split("\n\n")), headline=headline)
