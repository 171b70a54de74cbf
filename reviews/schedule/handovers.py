"""Notices to deputies: once of the queries that wait for a person who is away, and at once of being named.

What is asked later reaches the deputy by itself (:mod:`reviews.notifications.recipients`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from articles.models import Article
from newsroom.models import Desk, Membership, User
from reviews.models import Event, Hours, Query, hours_of
from reviews.models.facts import Deputy
from reviews.notifications import events


def notify(*, now: datetime) -> int:
    """Notify the deputies of absences that have begun, each once. Called by the schedule; returns the
    number of stories.

    Nobody is notified of an absence that was taken back before it began, or before the mail is sent.
    """
    begun = Hours.objects.filter(
        away_from__lte=now, away_until__gt=now, deputy__isnull=False, deputy_notified_at=None
    )
    return sum(_notify(hours, now=now) for hours in begun.select_related("person", "deputy__hours"))


def _notify(hours: Hours, *, now: datetime) -> int:
    """The row is marked in the same transaction: of two schedulers one does it."""
    away, deputy = hours.person, hours.deputy
    with transaction.atomic():
        as_it_was = Hours.objects.filter(
            pk=hours.pk, deputy=deputy, away_from=hours.away_from, deputy_notified_at=None
        )
        if not as_it_was.update(deputy_notified_at=now) or deputy is None or hours_of(deputy).is_away(now):
            return 0
        recorded = [
            events.record_backlog(article=article, queries=queries, away=away, deputy=deputy, now=now)
            for article, queries in waiting_for(deputy, away, now=now)
        ]
    return len([event for event in recorded if event])


def notify_named(person: User, deputy: User, *, is_named: bool, now: datetime) -> None:
    """Somebody was named as deputy, or is one no longer: both are notified, and the editors of their desks.

    One event for each desk they share that has a story; a deputy can do nothing on the others. The caller
    holds the transaction of the act.
    """
    newest = Article.objects.filter(desk=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    desks = Desk.objects.filter(memberships__user=person)
    desks = desks.filter(pk__in=Membership.objects.speaking().filter(user=deputy).values("desk"))
    found = desks.annotate(newest=Subquery(newest)).exclude(newest=None).order_by("pk")
    articles = Article.objects.select_related("desk", "author").filter(pk__in=found.values("newest"))
    for number, article in enumerate(articles.order_by("desk")):
        events.record(
            kind=Event.Kind.DEPUTY,
            article=article,
            actor=person,
            now=now,
            facts=Deputy(
                person=person.pk,
                deputy=deputy.pk,
                names={one.pk: str(one) for one in (person, deputy)},
                is_named=is_named,
                notifies_both=number == 0,
            ),
        )


def waiting_for(deputy: User, away: User, *, now: datetime) -> Sequence[tuple[Article, list[Query]]]:
    """The open queries that the deputy has to answer in place of who is away, by story, the oldest first."""
    theirs = Query.objects.owned_by(away).filter(state=Query.State.OPEN)
    waiting = theirs.waiting_for(deputy, now=now)
    stories: dict[int, tuple[Article, list[Query]]] = {}
    for query in waiting.select_related("article__desk", "article__author").order_by("asked_at", "pk"):
        if query.waits_for(deputy.pk, edits=False):
            stories.setdefault(query.article_id, (query.article, []))[1].append(query)
    return list(stories.values())
