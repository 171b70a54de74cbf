from __future__ import annotations

import pytest

from tests.factories import newsroom


@pytest.fixture
def room(db):
    """A desk with everybody on it, a stranger, and an article by the writer."""
    return newsroom()
