"""Clean copy that left, with its certificate."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.exporting import Exported, from_json
from articles.models import Article, Revision
from newsroom.models import Immutable, ImmutableQuerySet
from reviews.models.workflow import Round


class Release(Immutable):
    """The very words that were signed, as they left, in every format.

    ``certificate`` is plain JSON: who signed what and when, the digest, the revision, the version
    of the scanner, the queries resolved, and the queries left open (none that block).
    ``exports`` maps a format's name to the text that left, or to the base 64 of a file that is no text.
    """

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="releases", verbose_name=_("story")
    )
    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, related_name="release", verbose_name=_("round")
    )
    revision = models.OneToOneField(
        Revision, on_delete=models.PROTECT, related_name="release", verbose_name=_("revision")
    )
    digest = models.CharField(_("fingerprint"), max_length=80)
    certificate = models.JSONField(_("certificate"))
    exports = models.JSONField(_("exports"))
    released_at = models.DateTimeField(_("released"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="releases",
        verbose_name=_("released by"),
    )

    objects = ImmutableQuerySet["Release"].as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-released_at"]

    def __str__(self) -> str:
        return f"{self.article} · {self.round.number}"

    def copy_in(self, fmt: str) -> Exported | None:
        """What left in this format, or none when it did not leave in it."""
        return from_json(self.exports[fmt], fmt) if fmt in self.exports else None
