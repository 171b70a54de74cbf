"""What follows when a story gets another author: the new one is notified."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from articles.editing.filing import author_changed
from articles.models import Article
from newsroom.models import User
from reviews.models import Event
from reviews.notifications import events


@receiver(author_changed, dispatch_uid="reviews.notify_author")
def notify_author(article: Article, by: User | None, now: datetime, **_: Any) -> None:
    """In the transaction of the act. Their sign-offs are asked about again by themselves
    (:func:`reviews.workflow.signoff.stages_of`)."""
    if article.author_id is not None:
        events.record(kind=Event.Kind.AUTHOR, article=article, actor=by, now=now)
