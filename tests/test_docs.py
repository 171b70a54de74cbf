"""What the documents for contributors name is there."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from newsroom.running.children import PROJECT

GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text()
ROWS = [line.strip("|").split("|") for line in GLOSSARY.splitlines() if line.startswith("| ")][1:]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`([^`]+)`", row[-1])})


def is_there(name: str) -> bool:
    if "/" in name:
        return (PROJECT / name).exists()
    first, *rest = name.split(".")
    models = [model for model in apps.get_models() if model.__name__ == first]
    if models:
        return all(
            hasattr(models[0], part) or part in {f.name for f in models[0]._meta.get_fields()}
            for part in rest[:1]
        )
    pattern = rf"^\s*(?:class|def) {rest[-1] if rest else first}\b"
    files = [path for app in ("newsroom", "articles", "reviews") for path in (PROJECT / app).rglob("*.py")]
    return any(re.search(pattern, path.read_text(), re.MULTILINE) for path in files)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_glossary_names_is_in_the_code(name):
    assert is_there(name)


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/glossary.md",
        *sorted(str(path.relative_to(PROJECT)) for path in (PROJECT / "docs" / "architecture").glob("*.md")),
    ],
)
def test_links_between_documents_lead_somewhere(document):
    path = PROJECT / document
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), target
