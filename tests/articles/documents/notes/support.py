"""The project's own cases, and documents to lift their notes in."""

import tomllib
from pathlib import Path

import pytest

from articles.documents.schema import schema

CASES = Path(__file__).parent / "cases"
LOOKALIKES = "lookalikes"


def load(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]


def case_params(*names):
    return [
        pytest.param(case, id=f"{name}-{number}")
        for name in names
        for number, case in enumerate(load(name), 1)
    ]


def positive_names():
    return sorted(path.stem for path in CASES.glob("*.toml") if path.stem != LOOKALIKES)


def document(marked, headline=""):
    """Marked text as a document: one paragraph for each stretch between blank lines."""
    words = [schema.text(headline)] if headline else []
    paragraphs = [
        schema.node("paragraph", None, [schema.text(part)] if part else [])
        for part in marked.replace("\r\n", "\n").split("\n\n")
    ]
    return schema.node("doc", None, [schema.node("headline", None, words), *paragraphs])
