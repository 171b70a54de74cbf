from __future__ import annotations

import pytest

from articles.documents.notes import scanner


@pytest.fixture(autouse=True)
def many_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a text of nothing but notes costs is measured, and not how soon it is refused."""
    monkeypatch.setattr(scanner, "NOTES", 1_000_000)
