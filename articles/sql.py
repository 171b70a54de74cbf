"""The statements of every batch of typing, as SQL.

For Django to build them takes longer than for the database to run them. :mod:`articles.editing.edits` and
:mod:`articles.editing.anchor_rows` use and explain them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from articles.models import Anchor, Article, Document, StepBatch

LOCK_BY_SLUG = """
    SELECT articles_document.* FROM articles_document
    JOIN articles_article ON articles_article.id = articles_document.article_id
    WHERE articles_article.slug = %s
"""
READ_ARTICLE = "SELECT * FROM articles_article WHERE id = %s"
WRITE_TEXT = """
    UPDATE articles_document SET content = %s, version = %s, hands = %s, edited_by_id = %s, edited_at = %s
    WHERE article_id = %s
"""
INSERT_BATCHES = """
    INSERT INTO articles_stepbatch
        (document_id, kind, first_version, "count", steps, client_id, author_id, created_at, can_undo)
    VALUES
"""
BATCH_VALUES = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
WRITE_DERIVED = """
    UPDATE articles_article SET headline = %s, headline_key = %s, words = %s, digest = %s, updated_at = %s
    WHERE id = %s
"""
READ_ANCHORS_NEAR = """
    SELECT * FROM articles_anchor
    WHERE document_id = %s AND (state IN (%s, %s) OR ("end" >= %s AND start <= %s))
"""
SHIFT_ANCHORS = """
    UPDATE articles_anchor SET start = start + %s, "end" = "end" + %s
    WHERE document_id = %s AND start > %s AND state NOT IN (%s, %s)
"""
ELSEWHERE_STATES = (str(Anchor.State.DETACHED), str(Anchor.State.MOVED))
"""States of anchors that may get another position later."""


def lock_by_slug(slug: str) -> Document | None:
    """The document of the article of that slug, locked until the transaction ends if the database can."""
    lock = "FOR UPDATE OF articles_document" if connection.features.has_select_for_update_of else ""
    return next(iter(Document.objects.raw(LOCK_BY_SLUG + lock, [slug])), None)


def read_article(pk: int) -> Article:
    """The article of a document that is locked."""
    return Article.objects.raw(READ_ARTICLE, [pk])[0]


def write_text(document: Document) -> None:
    """Write the text, its version and its last editors."""
    edited_at = connection.ops.adapt_datetimefield_value(document.edited_at)
    recent_editors = json.dumps(document.recent_editors)
    values: list[Any] = [
        document.content,
        document.version,
        recent_editors,
        document.edited_by_id,
        edited_at,
        document.pk,
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_TEXT, values)


def append_batches(batches: Sequence[StepBatch]) -> None:
    """Insert new batches into the log, without reading their primary keys."""
    values: list[Any] = []
    for one in batches:
        created_at = connection.ops.adapt_datetimefield_value(one.created_at)
        values += [one.document_id, str(one.kind), one.first_version, one.count, json.dumps(one.steps)]
        values += [one.client_id, one.author_id, created_at, one.can_undo]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_BATCHES + ", ".join([BATCH_VALUES] * len(batches)), values)


def write_derived(article: Article) -> None:
    """Write the fields that an article shows of its text, without an entry in its history."""
    updated_at = connection.ops.adapt_datetimefield_value(article.updated_at)
    values: list[Any] = [
        article.headline,
        article.headline_key,
        article.words,
        article.digest,
        updated_at,
        article.pk,
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_DERIVED, values)


def anchors_near(document: Document, start: int, end: int) -> list[Anchor]:
    """The anchors that touch a range, and all detached and moved ones, which may match elsewhere."""
    return list(Anchor.objects.raw(READ_ANCHORS_NEAR, [document.pk, *ELSEWHERE_STATES, start, end]))


def shift_anchors(document: Document, behind: int, by: int) -> None:
    """Shift the anchors behind a position."""
    with connection.cursor() as cursor:
        cursor.execute(SHIFT_ANCHORS, [by, by, document.pk, behind, *ELSEWHERE_STATES])
