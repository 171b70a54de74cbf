"""Images of a story, kept as files and named by what is in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Asset(models.Model):
    """An image in the copy of an article.

    A document names it by ``asset:`` and its digest, the SHA-256 of the file in hexadecimal; the same file
    may belong to several articles. ``alt`` is the alternative text that it came with.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="assets", verbose_name=_("story")
    )
    digest = models.CharField(_("digest"), max_length=64)
    file = models.FileField(_("file"))
    content_type = models.CharField(_("type"), max_length=40)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("size"))
    alt = models.TextField(_("alternative text"), blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "article"], name="one_asset_a_file_and_article")
        ]

    def __str__(self) -> str:
        return self.alt or self.digest[:12]
