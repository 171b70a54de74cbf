"""Queries, stages, sign-offs, releases and the outbox."""

from reviews.models.notification import Event, KeptMail, Notification
from reviews.models.query import Clearance, Query, Reply
from reviews.models.release import Release
from reviews.models.subscription import Subscription
from reviews.models.workflow import Round, SignOff, Stage

__all__ = [
    "Clearance",
    "Event",
    "KeptMail",
    "Notification",
    "Query",
    "Release",
    "Reply",
    "Round",
    "SignOff",
    "Stage",
    "Subscription",
]
