import pytest

from tests.reviews.notifications.foreign_desk import open_desk


@pytest.fixture
def foreign(db):
    return open_desk()


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = "tests.reviews.notifications.urls"
