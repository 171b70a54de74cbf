"""Queries, stages, sign-offs, releases and the outbox."""

from reviews.models.digest import Digest
from reviews.models.draft import DraftQuery
from reviews.models.feed import Feed
from reviews.models.guest import Invitation, Visit
from reviews.models.hours import Hours, hours_of
from reviews.models.inbound import Answer, Attachment, InboundMail, StoppedAddress
from reviews.models.notification import Event, KeptMail, Notification
from reviews.models.query import Clearance, Contribution, Placing, Query, Reply
from reviews.models.release import Release
from reviews.models.saved_view import DefaultView, SavedView
from reviews.models.search import SearchEntry
from reviews.models.style import LeftFinding, Stylebook, StyleEntry
from reviews.models.subscription import Subscription
from reviews.models.webhook import Delivery, Endpoint
from reviews.models.workflow import Round, SignOff, Stage

__all__ = [
    "Answer",
    "Attachment",
    "Clearance",
    "Contribution",
    "DefaultView",
    "Delivery",
    "Digest",
    "DraftQuery",
    "Endpoint",
    "Event",
    "Feed",
    "Hours",
    "InboundMail",
    "Invitation",
    "KeptMail",
    "LeftFinding",
    "Notification",
    "Placing",
    "Query",
    "Release",
    "Reply",
    "Round",
    "SavedView",
    "SearchEntry",
    "SignOff",
    "Stage",
    "StoppedAddress",
    "StyleEntry",
    "Stylebook",
    "Subscription",
    "Visit",
    "hours_of",
]
