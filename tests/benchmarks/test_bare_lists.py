"""The bare lists show the rows that they are the yardstick of, and those of nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from reviews.models import Query
from reviews.search import indexing
from tests.factories import make_query, newsroom

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.benchmarks.bare")]
PATHS = ["/bare/", "/bare/board/", "/bare/needs-me/", "/bare/inbox/", "/bare/search/?q=boat"]


@pytest.fixture
def room():
    room = newsroom()
    make_query(room.article, "6.50 euros", by=room.reader, question="Still?")
    Query.objects.update(assigned_to=room.writer)
    list(indexing.rebuild())
    return room


def shown(person, path):
    client = Client()
    client.force_login(person)
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_the_rows_are_those_of_ones_desks(room, path):
    assert room.article.headline in shown(room.writer, path)
    assert room.article.headline not in shown(room.stranger, path)


def test_needs_me_has_the_question_and_its_passage(room):
    page = shown(room.writer, "/bare/needs-me/")
    assert "6.50 euros" in page
    assert "Still?" in page
