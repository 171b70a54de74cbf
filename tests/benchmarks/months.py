"""A story that many people worked on for months: who wrote it, what changed in it, and what its log takes."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import connection
from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import ReplaceStep, Step

from articles.documents import schema, stored
from articles.editing import compaction, edits
from articles.models import Article, Document, LogSegment, Revision, StepBatch
from newsroom.models import Desk, User
from tests.benchmarks.measuring import Figure, timed
from tests.benchmarks.scenes import Newsroom, paragraphs
from tests.factories import NOW, make_article, make_doc

STEPS = 100_000
BURST = 120
"""Letters that somebody types at one place, a sentence or two, in batches of a few."""
BURSTS_A_REVISION = 4
AIM = 300.0

TEXT = """## Months of work on one story

A story of {words:,} words: {steps:,} steps by six people in ninety days, and {revisions} revisions.

| what | figure |
|---|---:|
| The log as it was written | {before:.0f} MB |
| The log when it has been compacted | {after:.1f} MB |
| The same for 325,000 steps | {months:.0f} MB |
"""


def section(room: Newsroom) -> tuple[list[Figure], str]:
    """The figures, and the chapter of BENCHMARKS.md about the log."""
    article = long_story(room.writer, room.editors[:6], desk=room.desk)
    before = _size()
    compaction.compact(now=NOW + timedelta(days=90), seconds=3600)
    after = _size()
    numbers = list(article.revisions.order_by("number").values_list("number", flat=True))
    url, half = f"/articles/{article.slug}", numbers[len(numbers) // 2]
    compared = f"{url}/compare/?from={half}&to={numbers[-1]}"
    figures = [
        timed(
            f"Who wrote a story of {STEPS:,} steps, the whole copy",
            lambda: room.get(f"{url}/authorship/"),
            runs=20,
            aim=AIM,
            statements=lambda: room.statements(f"{url}/authorship/"),
        ),
        timed(
            f"Compare it with its revision of {STEPS // 2:,} steps before, with names",
            lambda: room.get(compared),
            runs=20,
            aim=AIM,
            statements=lambda: room.statements(compared),
        ),
    ]
    article.refresh_from_db()
    text = TEXT.format(
        words=article.words,
        steps=STEPS,
        revisions=len(numbers),
        before=before / 1e6,
        after=after / 1e6,
        months=after / 1e6 * 325_000 / STEPS,
    )
    print(text)
    return figures, text


def long_story(writer: User, people: list[User], *, desk: Desk, steps: int = STEPS) -> Article:
    """Written row by row: through the application it would take an hour."""
    article = make_article(desk, author=writer, doc=make_doc(*paragraphs(5000)))
    document = Document.objects.get(pk=article.pk)
    rng, doc, version = random.Random(1), document.parsed(), 0
    batches: list[StepBatch] = []
    kept: list[Revision] = []
    burst = 0
    while version < steps:
        at = NOW + timedelta(days=90) * (version / steps)
        by = people[burst % len(people)]
        made = _burst(doc, rng)
        for first in range(0, len(made), 4):
            part = made[first : first + 4]
            for step in part:
                doc = step.apply(doc).doc or doc
            batches.append(_batch(document, version, part, by, at))
            version += len(part)
        burst += 1
        if burst % BURSTS_A_REVISION == 0:
            kept.append(_revision(article, doc, len(kept) + 2, version, by, at))
    StepBatch.objects.bulk_create(batches, batch_size=1000)
    Revision.objects.bulk_create(kept, batch_size=50)
    document.content, document.version = stored.store(doc), version
    document.edited_at, document.edited_by = NOW + timedelta(days=90), people[0]
    document.save()
    edits.renew_article(article, document.content, now=document.edited_at)
    return article


def _burst(doc: Node, rng: random.Random) -> list[Step]:
    """Somebody types in a paragraph, or takes about as much out of a long one."""
    index = rng.randrange(1, doc.child_count)
    start = 1 + sum(doc.child(number).node_size for number in range(index))
    size = doc.child(index).content.size
    if size > 600:
        return [ReplaceStep(start + 200, start + size - 200, Slice.empty)]
    space = doc.child(index).text_content.find(" ", rng.randrange(size + 1))
    at = start + (space if space >= 0 else size)
    letters = rng.choices("abcdefghij klmnop qrstuv", k=BURST)
    return [
        ReplaceStep(at + number, at + number, Slice(Fragment.from_(schema.schema.text(letter)), 0, 0))
        for number, letter in enumerate(letters)
    ]


def _batch(document: Document, version: int, steps: list[Step], by: User, at: datetime) -> StepBatch:
    return StepBatch(
        document=document,
        first_version=version,
        count=len(steps),
        steps=[step.to_json() for step in steps],
        client_id=f"{by.pk:032}",
        author=by,
        created_at=at,
    )


def _revision(article: Article, doc: Node, number: int, version: int, by: User, at: datetime) -> Revision:
    return Revision(
        article=article,
        number=number,
        reason=Revision.Reason.HANDOVER,
        version=version,
        content=stored.store(doc),
        headline=article.headline,
        byline=article.byline,
        language=article.language,
        direction=article.direction,
        words=article.words,
        digest=f"sha256:{version}",
        created_at=at,
        created_by=by,
    )


def _size() -> int:
    """What the log takes on the disk, in bytes."""
    tables = [StepBatch._meta.db_table, LogSegment._meta.db_table]
    with connection.cursor() as cursor:
        size = 0
        for table in tables:
            cursor.execute(f"VACUUM FULL {table}")  # so that what was deleted is no part of it
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
            size += cursor.fetchone()[0]
    return size
