"""What is posted: one JSON format for every kind of event, as Standard Webhooks has it. docs/webhooks.md
describes it.

``text``, which Slack and Mattermost read, is one line for people. Nothing in it is markup to them: a headline
cannot call a whole channel.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.models.newsroom import newsrooms_defaults
from newsroom.shortening import shortened
from reviews.models import Delivery, Event, Query, facts
from reviews.notifications.mail import phrases
from reviews.notifications.mail.headers import one_line

TEXT_LENGTH = 600
QUESTION_LENGTH = 200
TRIAL = "trial"
ESCAPES = str.maketrans({"<": "‹", ">": "›", "@": "@\u2060", "`": "'"})


def body_of(delivery: Delivery) -> str:
    """The JSON of a delivery, whose event is loaded with its article and query."""
    with newsrooms_defaults():
        payload = _trial(delivery) if delivery.event is None else _of_event(delivery.event)
        return json.dumps(payload, ensure_ascii=False)


def _of_event(event: Event) -> dict[str, Any]:
    article, query = event.article, event.query
    return {
        "type": event.kind,
        "timestamp": event.happened_at.isoformat(),
        "data": {
            "article": {
                "slug": article.slug,
                "headline": article.headline,
                "url": settings.COPYDESK_URL + article.get_absolute_url(),
                "desk": article.desk.slug,
            },
            "actor": str(event.actor) if event.actor else None,
            "query": _query(query) if query else None,
        },
        "text": _text(event, query),
    }


def _query(query: Query) -> dict[str, Any]:
    return {
        "number": query.number,
        "question": query.question,
        "passage": query.quote,
        "state": query.state,
    }


def _text(event: Event, query: Query | None) -> str:
    """Who did what, the question, and where: one line."""
    count = len(facts.of_queries(event).queries)
    queries = (query,) if query else (Query(),) * count
    sentence = phrases.opening(event, queries, follows=True)
    if query:
        sentence = f"{sentence} “{shortened(one_line(query.question), QUESTION_LENGTH)}”"
    place = f"#query-{query.number}" if query else ""
    address = f"{settings.COPYDESK_URL}{event.article.get_absolute_url()}{place}"
    return f"{_escaped(sentence)[:TEXT_LENGTH]} {address}"


def _escaped(text: str) -> str:
    return one_line(text).translate(ESCAPES)


def _trial(delivery: Delivery) -> dict[str, Any]:
    return {
        "type": TRIAL,
        "timestamp": delivery.created_at.isoformat(),
        "data": {"article": None, "actor": None, "query": None},
        "text": _("Test from Copydesk: activity on %(desk)s will be sent here.")
        % {"desk": _escaped(delivery.endpoint.desk.name)},
    }
