"""The words under which a story is found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models.article import Article, search_key

MOST_TAGS: Final = 20
LONGEST_TAG: Final = 60  # characters


class Tag(models.Model):
    """A free word or two about a story. Two that differ in the case of their letters alone are the same."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="tags", verbose_name=_("story")
    )
    name = models.CharField(_("tag"), max_length=LONGEST_TAG)
    key = models.CharField(max_length=3 * LONGEST_TAG, editable=False)  # folding may make three of a letter
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["article", "key"]
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="a_tag_is_given_once"),
        ]
        indexes = [models.Index(fields=["key"], name="stories_with_a_tag")]

    def __str__(self) -> str:
        return self.name


def distinct_tags(names: Iterable[str]) -> dict[str, str]:
    """Key → name, without blanks and repeated ones, in the order of the keys."""
    found: dict[str, str] = {}
    for name in names:
        words = " ".join(name.split())
        if words:
            found.setdefault(search_key(words), words)
    return dict(sorted(found.items()))
