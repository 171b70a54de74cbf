"""Immutable, numbered snapshots of an article."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.documents import schema, stored
from articles.models.article import Article
from newsroom.models import Immutable, ImmutableQuerySet


class Revision(Immutable):
    """Everything that would have been published at one moment, and why the revision was made."""

    class Reason(models.TextChoices):
        IMPORTED = "imported", _("filed")
        HANDOVER = "handover", _("edited by someone else")
        QUIET = "quiet", _("autosave")
        STAGE = "stage", _("stage changed")
        SIGNED = "signed", _("signed")
        RESTORED = "restored", _("restored")
        NEW_VERSION = "new_version", _("new version uploaded")
        RELEASED = "released", _("released")
        REOPENED = "reopened", _("correction started")
        KEPT = "kept", _("saved by hand")
        SENT = "sent", _("downloaded for review")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(_("number"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    version = models.PositiveIntegerField(_("document version"))
    content = models.TextField(_("content"))
    headline = models.CharField(_("headline"), max_length=1000, blank=True)
    byline = models.CharField(_("byline"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12)
    direction = models.CharField(_("direction"), max_length=3)
    words = models.PositiveIntegerField(_("words"))
    digest = models.CharField(_("fingerprint"), max_length=80)
    passages = models.JSONField(default=list, help_text="[anchor id, start, end, state] of each, as it was")
    created_at = models.DateTimeField(_("saved"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = ImmutableQuerySet["Revision"].as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["article", "-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.headline} #{self.number}"

    def parsed(self) -> schema.Node:
        """The text for the document engine, with its suggestions."""
        return stored.load(self.content)

    def published(self) -> schema.Node:
        """The text as it would have been published, without suggestions."""
        return stored.published(self.content)

    def get_absolute_url(self) -> str:
        return reverse("revision", args=[self.article.slug, self.number])
