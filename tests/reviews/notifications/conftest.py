import pytest

from tests.reviews.notifications.foreign_desk import open_desk


@pytest.fixture
def foreign(db):
    return open_desk()
