"""A query: a question on a passage, owned by somebody, answered or not."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models import Anchor, Article, Revision

TYPED_AS = {
    "angle": "<…?>",
    "assistant": "oaicite",
    "bracket": "[AU: …]",
    "capitals": "ABC",
    "cq": "[CQ]",
    "critic": "{>>…<<}",
    "doubt": "(…?)",
    "export": "[a] …",
    "hidden": "<!-- … -->",
    "house": "[[…]]",
    "line": "NOTE TO DESK:",
    "placeholder": "TK",
}
"""What a convention of notes looks like when it is typed, in every language."""


class QueryQuerySet(models.QuerySet["Query"]):
    def open(self) -> Self:
        """Not resolved, whether somebody answered or not."""
        return self.exclude(state=Query.State.RESOLVED)

    def blocking(self) -> Self:
        return self.open().filter(blocking=True)


class Query(models.Model):
    """A question on a passage of an article."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        RESOLVED = "resolved", _("resolved")

    class Kind(models.TextChoices):
        WORDING = "wording", _("wording")
        FACT = "fact", _("fact")
        SOURCE = "source", _("source")
        LEGAL = "legal", _("legal")
        STYLE = "style", _("style")
        MISSING = "missing", _("missing")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="queries", verbose_name=_("article")
    )
    number = models.PositiveIntegerField(_("number"))
    anchor = models.OneToOneField(
        Anchor, on_delete=models.PROTECT, related_name="query", verbose_name=_("passage")
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("asked on revision")
    )
    question = models.TextField(_("question"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WORDING)
    blocking = models.BooleanField(_("blocks release"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    remark = models.CharField(
        _("remark"),
        max_length=300,
        blank=True,
        help_text=_("why an answer found in the copy does not answer"),
    )
    convention = models.CharField(_("typed as"), max_length=40, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="queries_asked",
        verbose_name=_("asked by"),
    )
    asked_as = models.CharField(_("asked as"), max_length=120, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="queries_assigned",
        verbose_name=_("assigned to"),
    )
    asked_at = models.DateTimeField(_("asked"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    history = HistoricalRecords()

    objects = QueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("query")
        verbose_name_plural = _("queries")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_query_per_number"),
            models.CheckConstraint(
                condition=Q(state="resolved", resolved_at__isnull=False)
                | (~Q(state="resolved") & Q(resolved_at__isnull=True)),
                name="resolved_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "state", "blocking"]),
            models.Index(fields=["assigned_to", "state"]),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return self.state != self.State.RESOLVED

    @property
    def typed_as(self) -> str:
        """What the note looked like that this query was lifted from; empty for one asked here."""
        return TYPED_AS.get(self.convention, self.convention)

    @property
    def asker(self) -> str:
        """The name of who asked, as far as it is known."""
        return str(self.asked_by) if self.asked_by else self.asked_as


class Reply(models.Model):
    """One contribution to the thread of a query."""

    query = models.ForeignKey(
        Query, on_delete=models.CASCADE, related_name="replies", verbose_name=_("query")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    written_as = models.CharField(_("written as"), max_length=120, blank=True)
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.body

    @property
    def writer(self) -> str:
        return str(self.author) if self.author else self.written_as


class Clearance(models.Model):
    """Somebody looked at words that look like a note and says they are meant for readers."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="clearances")
    text = models.TextField(_("words"))
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("cleared by")
    )
    cleared_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("cleared"))

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ["-cleared_at"]
        constraints = [models.UniqueConstraint(fields=["article", "text"], name="words_are_cleared_once")]

    def __str__(self) -> str:
        return self.text
