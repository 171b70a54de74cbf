"""The statements that every batch of typing needs, written out.

Building them anew for each batch costs more than the database takes for them. What they mean stands where
they are used: :mod:`articles.editing.edits` and :mod:`articles.editing.anchor_rows`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from articles.models import Anchor, Article, Document, StepBatch

NAMED = """
    SELECT articles_document.* FROM articles_document
    JOIN articles_article ON articles_article.id = articles_document.article_id
    WHERE articles_article.slug = %s
"""
METADATA = "SELECT * FROM articles_article WHERE id = %s"
TEXT = """
    UPDATE articles_document SET content = %s, version = %s, hands = %s, edited_by_id = %s, edited_at = %s
    WHERE article_id = %s
"""
APPEND = """
    INSERT INTO articles_stepbatch
        (document_id, kind, first_version, "count", steps, client_id, author_id, created_at, can_undo)
    VALUES
"""
BATCH = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
DERIVED = """
    UPDATE articles_article SET headline = %s, headline_key = %s, words = %s, digest = %s, updated_at = %s
    WHERE id = %s
"""
NEAR = """
    SELECT * FROM articles_anchor
    WHERE document_id = %s AND (state IN (%s, %s) OR ("end" >= %s AND start <= %s))
"""
PUSH = """
    UPDATE articles_anchor SET start = start + %s, "end" = "end" + %s
    WHERE document_id = %s AND start > %s AND state NOT IN (%s, %s)
"""
ELSEWHERE = (str(Anchor.State.DETACHED), str(Anchor.State.MOVED))
"""States of anchors whose place another may take."""


def lock_named(slug: str) -> Document | None:
    """The document of the article of that slug, locked until the transaction ends, where the database can."""
    lock = "FOR UPDATE OF articles_document" if connection.features.has_select_for_update_of else ""
    return next(iter(Document.objects.raw(NAMED + lock, [slug])), None)


def read_article(pk: int) -> Article:
    """The article of a document that is locked."""
    return Article.objects.raw(METADATA, [pk])[0]


def write_text(document: Document) -> None:
    """Keep the text, its version and who edited it last."""
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
        cursor.execute(TEXT, values)


def append_batches(batches: Sequence[StepBatch]) -> None:
    """Add new batches to the log. What number each has there is not asked."""
    values: list[Any] = []
    for one in batches:
        created_at = connection.ops.adapt_datetimefield_value(one.created_at)
        values += [one.document_id, str(one.kind), one.first_version, one.count, json.dumps(one.steps)]
        values += [one.client_id, one.author_id, created_at, one.can_undo]
    with connection.cursor() as cursor:
        cursor.execute(APPEND + ", ".join([BATCH] * len(batches)), values)


def write_derived(article: Article) -> None:
    """Keep what an article shows of its text, without an entry in its history."""
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
        cursor.execute(DERIVED, values)


def anchors_near(document: Document, start: int, end: int) -> list[Anchor]:
    """Anchors that reach into a range, and those that may be somewhere else: detached and moved ones."""
    return list(Anchor.objects.raw(NEAR, [document.pk, *ELSEWHERE, start, end]))


def push_anchors(document: Document, behind: int, by: int) -> None:
    """Move the anchors behind a position along."""
    with connection.cursor() as cursor:
        cursor.execute(PUSH, [by, by, document.pk, behind, *ELSEWHERE])
