"""Suggestions: their authors, and the decisions on them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def pending(self) -> Self:
        return self.filter(state=Suggestion.State.PENDING)

    def decided(self) -> Self:
        return self.exclude(state=Suggestion.State.PENDING)


class Suggestion(models.Model):
    """A proposed change of an article's text. The document has the change itself, under ``key``.

    ``articles.editing.suggestion_rows`` writes the row, in the transaction of every batch that adds the key
    to the text or removes it. ``kind``, its words and ``note`` describe the change
    (:class:`articles.documents.suggestions.Suggestion`); they are filled in when it is decided.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="suggestions", verbose_name=_("story")
    )
    key = models.CharField(_("key"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("empty if it came with a file and its author has no account here"),
    )
    written_as = models.CharField(
        _("written as"),
        max_length=120,
        blank=True,
        help_text=_("who made it, as the file it came with says"),
    )
    made_at = models.DateTimeField(_("made"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    kind = models.CharField(max_length=12, blank=True)
    inserted = models.TextField(_("insertion"), blank=True)
    deleted = models.TextField(_("deletion"), blank=True)
    formatted = models.TextField(_("formatting"), blank=True)
    note = models.CharField(_("other change"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_at_version = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("position in the document; empty once its text was deleted")
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["article", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="one_suggestion_per_key"),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True, decided_at_version__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
                name="decided_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.inserted or self.deleted or self.formatted or self.key

    @property
    def by_name(self) -> str:
        """The author's name: of a person here, or from a file; empty when it is unknown."""
        return str(self.author) if self.author else self.written_as

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING
