from __future__ import annotations

import pytest

from tests.factories import newsroom
from tests.reviews.answering import answered, desk

__all__ = ["answered", "desk"]


@pytest.fixture
def room(db):
    """A desk with everybody on it, a stranger, and an article by the writer."""
    return newsroom()
