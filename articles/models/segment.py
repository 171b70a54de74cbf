"""Segments: what is kept of the log when its steps are deleted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.document import Document


class LogSegment(models.Model):
    """The compacted part of a log between two versions: see :mod:`articles.editing.compaction`.

    ``moves`` has the position map of each step, ``acts`` the author and time of each batch, ``deltas`` the
    changes of positions from one revision to the next, and ``attribution`` the acts that inserted and wrote
    each position at ``end``. ``content`` (the text at ``end``) and ``memory`` (the state from which the
    account continues) are empty where the log has no steps any more.
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
