"""What search looks into: the words of each story, as they were when it was read for the index."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article


class SearchEntry(models.Model):
    """The words of one story. :mod:`reviews.search.indexing` writes it, and nobody else.

    ``texts`` are what excerpts are taken from: ``[kind, number of the query or null, text]`` each, with the
    kinds of :class:`Kind`. ``folded`` are the same words as they are compared, each behind the letter of its
    kind, with a space on both sides and ``|`` between texts. ``changed_at`` and ``event`` say what was read:
    the story's last change, and the key of its newest event.

    Each database finds words by an index that it keeps itself from ``folded``, made by the migration: in
    PostgreSQL the generated column ``vector`` with a GIN index, in SQLite the FTS5 table
    ``reviews_searchwords``, kept by triggers. A migration that makes this table anew in SQLite has to make
    the triggers anew.
    """

    class Kind(models.TextChoices):
        HEADLINE = "h", _("headline")
        STANDFIRST = "s", _("standfirst")
        COPY = "c", _("copy")
        QUERY = "q", _("query")
        REPLY = "r", _("reply")
        PEOPLE = "p", _("people")
        RELEASED = "x", _("released copy")

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    texts = models.JSONField(default=list)
    folded = models.TextField()
    changed_at = models.DateTimeField()
    event = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return f"{self.article_id}"
