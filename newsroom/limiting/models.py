"""How much of a limited thing somebody has used, in one row for each."""

from __future__ import annotations

from django.db import models


class Allowance(models.Model):
    """``used_until`` moves on with each use and is overtaken by the clock: what lies ahead of now is used.

    ``subject`` is a digest: who tried to sign in with which address is nothing to keep.
    """

    limit = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    used_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "subject"], name="one_allowance_each")]
        indexes = [models.Index(fields=["used_until"], name="allowances_over")]

    def __str__(self) -> str:
        return f"{self.limit} {self.subject[:8]}"
