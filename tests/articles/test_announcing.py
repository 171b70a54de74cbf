"""What the pages of a story hear of a change, and what lists of its desk do."""

from __future__ import annotations

import json

from django.db import connection

from articles.announcing import announce, announce_lists
from articles.models import topic_of, topic_of_desk
from tests.factories import make_article, make_desk


def test_a_story_hears_what_changed_and_its_desk_that_something_did(db, django_capture_on_commit_callbacks):
    article = make_article(make_desk())
    connection.run_on_commit.clear()  # that it was filed
    with django_capture_on_commit_callbacks() as events:
        announce(article, "queries")
        announce_lists(article.desk_id)
    assert [json.loads(event.payload) for event in events] == [
        {"topic": topic_of(article.pk), "changed": "queries"},
        {"topic": topic_of_desk(article.desk_id), "changed": "stories"},
    ]
