"""The authors of a story: the first is its own, the others have rows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, CoAuthor


def test_a_person_is_co_author_once(room):
    CoAuthor.objects.create(article=room.article, person=room.colleague, position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CoAuthor.objects.create(article=room.article, person=room.colleague, position=2)


def test_all_authors_are_read_in_one_statement(room, django_assert_num_queries):
    CoAuthor.objects.create(article=room.article, person=room.editor, position=2)
    CoAuthor.objects.create(article=room.article, person=room.colleague, position=1)
    article = Article.objects.select_related("author").get(pk=room.article.pk)
    with django_assert_num_queries(1):
        assert article.authors() == [room.writer, room.colleague, room.editor]
    with django_assert_num_queries(1):
        assert [article.is_by(one.pk) for one in (room.writer, room.colleague, room.reader)] == [
            True,
            True,
            False,
        ]
