import pytest

from tests.reviews.notifications.newsroom import open_newsroom


@pytest.fixture
def room(db):
    return open_newsroom()
