"""Uploads: copy that somebody brought in and looks at before it is filed."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class UploadQuerySet(models.QuerySet["Upload"]):
    def due(self, now: datetime) -> Self:
        """Those that the worker is to read now."""
        return self.filter(state=Upload.State.WAITING, not_before__lte=now)


class Upload(models.Model):
    """A file, or pasted copy, between being brought in and being filed. It is deleted with that act.

    ``content`` is the article that was read in it (:mod:`articles.importing.packing`), ``failure`` the
    sentence that says why nothing could be read. ``article`` is the story that it is to be a new version of,
    ``details`` what the person has filled in so far. While the worker reads it, ``not_before`` is when
    another may try.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("being read")
        READ = "read", _("read")
        FAILED = "failed", _("failed")

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads", verbose_name=_("owner")
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("story"),
    )
    name = models.CharField(_("name"), max_length=300)
    data = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    content = models.TextField(blank=True)
    failure = models.CharField(_("why it could not be read"), max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("next attempt"))
    created_at = models.DateTimeField(_("uploaded"))

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["not_before"], condition=models.Q(state="waiting"), name="uploads_that_wait"
            ),
        ]

    def __str__(self) -> str:
        return self.name
