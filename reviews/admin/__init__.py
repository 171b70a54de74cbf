"""The administration of reviews; articles and desks get what reviews add to them."""

from django.contrib import admin

from articles.models import Article
from newsroom.models import Desk, User
from reviews.admin import (
    attention,
    feeds,
    guests,
    hours,
    inbound,
    outbox,
    queries,
    releases,
    style,
    subscriptions,
    webhooks,
    workflow,
)
from reviews.admin.articles import ReviewedArticleAdmin
from reviews.admin.people import PersonWithGuestsAdmin

__all__ = [
    "attention",
    "feeds",
    "guests",
    "hours",
    "inbound",
    "outbox",
    "queries",
    "releases",
    "style",
    "subscriptions",
    "webhooks",
    "workflow",
]

admin.site.unregister(Article)
admin.site.register(Article, ReviewedArticleAdmin)
admin.site.unregister(Desk)
admin.site.register(Desk, workflow.DeskWithWorkflowAdmin)
admin.site.unregister(User)
admin.site.register(User, PersonWithGuestsAdmin)
