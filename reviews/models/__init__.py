"""Queries, stages, sign-offs, releases and the outbox."""

from reviews.models.guest import Invitation, Visit
from reviews.models.notification import Event, KeptMail, Notification
from reviews.models.query import Clearance, Contribution, Placing, Query, Reply
from reviews.models.release import Release
from reviews.models.subscription import Subscription
from reviews.models.workflow import Round, SignOff, Stage

__all__ = [
    "Clearance",
    "Contribution",
    "Event",
    "Invitation",
    "KeptMail",
    "Notification",
    "Placing",
    "Query",
    "Release",
    "Reply",
    "Round",
    "SignOff",
    "Stage",
    "Subscription",
    "Visit",
]
