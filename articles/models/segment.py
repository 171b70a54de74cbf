"""What stays of the log when its steps are let go of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.document import Document


class LogSegment(models.Model):
    """The part of a log between two versions, compacted: see :mod:`articles.editing.compaction`.

    ``moves`` says how each step moved positions, ``acts`` whose each batch was and when, ``deltas`` what
    became of each position from one revision to the next, ``attribution`` who put and who wrote each
    position at ``end``. ``content`` (the text at ``end``) and ``memory`` (what the account of the log goes on
    with) are empty where the log has no steps any more.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="segments")
    first_version = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    newest_at = models.DateTimeField(_("newest step"))
    moves = models.BinaryField()
    acts = models.BinaryField()
    deltas = models.BinaryField()
    attribution = models.BinaryField()
    content = models.BinaryField(default=bytes)
    memory = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = _("log segment")
        verbose_name_plural = _("log segments")
        ordering = ["document", "first_version"]
        constraints = [
            models.UniqueConstraint(fields=["document", "first_version"], name="one_segment_per_version"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("first_version")), name="a_segment_has_steps"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}@{self.first_version}-{self.end}"
