import pytest

from tests.factories import join, make_desk, make_user


@pytest.fixture
def administrator(db):
    return make_user("Ines Okafor", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(db):
    return make_desk("city")


@pytest.fixture
def editor(desk):
    return join(make_user("Ruth Adeyemi", groups=["Copy editors"]), desk, "editor")
