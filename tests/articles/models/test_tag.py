"""Tags are equal whatever the case of their letters, and the database holds each once a story."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from articles.models import Tag
from articles.models.tag import LONGEST_TAG, distinct_tags


def test_blank_and_repeated_ones_are_left_out_and_the_first_spelling_stays():
    assert distinct_tags([" Ferry  night ", "", "FERRY NIGHT", "straße", "STRASSE"]) == {
        "ferry night": "Ferry night",
        "strasse": "straße",
    }


def test_the_key_of_the_longest_tag_has_room():
    longest = "\u0390" * LONGEST_TAG
    (key,) = distinct_tags([longest])
    assert len(key) <= Tag._meta.get_field("key").max_length


def test_a_story_has_a_tag_once(room):
    Tag.objects.create(article=room.article, name="Ferry", key="ferry")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(article=room.article, name="ferry", key="ferry")
