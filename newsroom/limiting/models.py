"""The rows of limits: one for each limit and subject."""

from __future__ import annotations

from django.db import models


class Allowance(models.Model):
    """Each use moves ``used_until`` ahead. The time from now until then is used.

    ``subject`` is a digest, because nobody needs to know who tried to sign in with which address.
    """

    limit = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    used_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "subject"], name="one_allowance_each")]
        indexes = [models.Index(fields=["used_until"], name="allowances_over")]

    def __str__(self) -> str:
        return f"{self.limit} {self.subject[:8]}"
