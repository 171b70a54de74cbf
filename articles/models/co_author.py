"""Who writes a story together with its author."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models.article import Article

MOST_CO_AUTHORS: Final = 9


class CoAuthor(models.Model):
    """One more author, who may do with the story what its author may. The first is ``Article.author``."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="co_authors", verbose_name=_("story")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="co_authored",
        verbose_name=_("co-author"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        ordering = ["article", "position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="a_person_is_co_author_once"),
        ]

    def __str__(self) -> str:
        return str(self.person)
