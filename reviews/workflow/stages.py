"""What becomes of the stories of a desk that gets its first stage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from articles import locking
from reviews.models import Round, Stage
from reviews.workflow import signoff


def join_first_stage(desk_id: int, *, now: datetime) -> int:
    """Bring stories that were filed before their desk had stages to the first one, and notify its group.

    The caller holds the lock on the desk, in the transaction that makes the stage. Returns how many.
    """
    first = Stage.objects.filter(desk=desk_id).order_by("position").first()
    if first is None:
        return 0
    joined = 0
    waiting = Round.objects.filter(article__desk=desk_id, closed_at=None, stage=None)
    for round in waiting.select_related("article__desk", "article__author").order_by("article"):
        locking.lock(round.article)
        round.refresh_from_db(fields=["stage", "closed_at"])
        is_here = round.article.desk_id == desk_id
        if is_here and round.stage_id is None and round.closed_at is None:
            signoff.move(round.article, round, first, by=None, now=now)
            signoff.announce(round.article)
            joined += 1
    return joined


@receiver(post_save, sender=Stage, dispatch_uid="reviews.join_first_stage")
def stage_was_made(instance: Stage, created: bool, raw: bool, **kwargs: Any) -> None:
    """Whoever makes it, and wherever: an open round of a desk with stages is at one."""
    if created and not raw:
        join_first_stage(instance.desk_id, now=timezone.now())
