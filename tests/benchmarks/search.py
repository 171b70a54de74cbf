"""How quick a search is in an archive of many stories."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

from django.db import connection

from articles.models import Article
from reviews.models import SearchEntry
from reviews.search.texts import folded
from tests.benchmarks.measuring import Figure, timed
from tests.factories import NOW

if TYPE_CHECKING:
    from tests.benchmarks.scenes import Newsroom

STORIES = 20_000
WORDS = 400
VOCABULARY = 30_000
ASKED = {
    "a word of three stories in four": "word0",
    "two words, the last one begun": "word20 word30",
    "a phrase": '"word0 word1"',
    "the best match of a common word": "word3&order=best",
}


def measure(room: Newsroom) -> list[Figure]:
    """Whole pages of results, among stories that are gone afterwards."""
    fill(room, STORIES)
    figures = [
        timed(
            f"Search {STORIES:,} stories for {what}",
            lambda query=query: room.get(f"/search/?q={query}"),
            runs=30,
            statements=lambda query=query: room.statements(f"/search/?q={query}"),
        )
        for what, query in ASKED.items()
    ]
    Article.objects.filter(slug__startswith="archived-").delete()
    return figures


def fill(room: Newsroom, count: int) -> None:
    """Released stories with words as unevenly spread as those of a language, and entries for them."""
    chance = random.Random(3)
    words = [f"word{number}" for number in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(VOCABULARY)))
    for start in range(0, count, 1_000):
        stories = Article.objects.bulk_create(
            Article(
                slug=f"archived-{start + number}",
                desk=room.desk,
                author=room.writer,
                state=Article.State.RELEASED,
                headline=" ".join(chance.choices(words, cum_weights=weights, k=8)),
                created_at=NOW,
                updated_at=NOW,
            )
            for number in range(1_000)
        )
        entries = []
        for story in stories:
            texts = [("c", None, " ".join(chance.choices(words, cum_weights=weights, k=WORDS)))]
            entries.append(
                SearchEntry(article=story, texts=texts, folded=folded(story.headline, texts), changed_at=NOW)
            )
        SearchEntry.objects.bulk_create(entries)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE reviews_searchentry")
