"""Names that people give to revisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.revision import Revision

LONGEST_NAME = 80


class VersionName(models.Model):
    """What a revision is called, beside its number: a row of its own, as the revision never changes."""

    revision = models.OneToOneField(
        Revision,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="version_name",
        verbose_name=_("revision"),
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    named_at = models.DateTimeField(_("named"))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("name of a revision")
        verbose_name_plural = _("names of revisions")
        ordering = ["revision"]

    def __str__(self) -> str:
        return self.name
