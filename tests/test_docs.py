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


def paths_in(text: str) -> list[str]:
    """What a page names in backticks by a path that begins at the top of the project."""
    return re.findall(r"`((?:articles|docs|newsroom|reviews|tests)/[^`\s*]*)`", text)


@pytest.mark.parametrize(
    "page",
    [PROJECT / "ARCHITECTURE.md", *sorted((PROJECT / "docs").rglob("*.md"))],
    ids=lambda path: path.name,
)
def test_every_path_that_a_page_names_is_there(page):
    missing = [name for name in paths_in(page.read_text()) if not (PROJECT / name).exists()]
    assert missing == []


def test_the_page_for_newcomers_names_a_place_for_everything():
    rows = [
        line
        for line in (PROJECT / "docs" / "where-to-put-it.md").read_text().splitlines()
        if line[:2] == "| "
    ]
    assert all(paths_in(row) for row in rows if not row.startswith("| you "))
    assert len(rows) >= 24


@pytest.mark.parametrize("name", NAMES)
def test_what_the_glossary_names_is_in_the_code(name):
    assert is_there(name)


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "ARCHITECTURE.md",
        "docs/where-to-put-it.md",
        "docs/first-change.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/glossary.md",
        "docs/sign-in.md",
        "docs/settings.md",
        *sorted(str(path.relative_to(PROJECT)) for path in (PROJECT / "docs" / "architecture").glob("*.md")),
    ],
)
def test_links_between_documents_lead_somewhere(document):
    path = PROJECT / document
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), target
