"""Record an event, with a row of the outbox for each person who is notified.

Everything here runs inside the transaction of the act: if the act is rolled back, nobody is notified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from articles.announcing import announce_lists
from articles.models import Article
from newsroom.messaging.jobs import enqueue
from newsroom.models import User
from newsroom.shortening import on_one_line
from reviews import sql
from reviews.models import Event, Notification, Query, Reply, Round, Stage
from reviews.models.facts import SHAPES, Asked, Facts, Ids, QueriesByPerson, StandsIn
from reviews.notifications import recipients, webhook_rows

SUBJECT_LENGTH = 140
State = Notification.State


def record(
    *,
    kind: Event.Kind,
    article: Article,
    actor: User | None,
    now: datetime,
    query: Query | None = None,
    reply: Reply | None = None,
    round: Round | None = None,
    stage: Stage | None = None,
    facts: Facts | None = None,
    once: str | None = None,
) -> Event:
    """Write the event and its notifications; at most five statements, however many people,
    and one more where webhooks are.

    ``actor`` is ``None`` for the operator at the command line and for the clock. ``facts``
    are in the shape of the kind, else TypeError is raised. Load ``article.desk`` beforehand.
    """
    event = Event(
        kind=kind,
        article=article,
        actor=actor,
        query=query,
        reply=reply,
        round=round,
        stage=stage,
        happened_at=now,
        facts=_stored(_shaped(kind, facts), article),
        once=once,
    )
    return _write(event, recipients.recipients(event))


def record_once(once: str, **about: Any) -> Event | None:
    """:func:`record` an event of the clock, unless it was recorded already: ``once`` names it. ``None`` then.

    When two schedulers record it at the same time, the database lets one.
    """
    try:
        with transaction.atomic():
            return record(once=once, **about)
    except IntegrityError:
        if not Event.objects.filter(once=once).exists():
            raise
        return None


def record_filed(
    *,
    article: Article,
    actor: User | None,
    queries: Sequence[Query],
    together: bool = False,
    now: datetime,
) -> Event | None:
    """Copy came in with these queries: one event, and to each person one mail with all of theirs.

    ``together`` when somebody asked them at once about copy that was here.

    Returns ``None`` when there are no queries.
    """
    if not queries:
        return None
    event = Event(kind=Event.Kind.ASKED, article=article, actor=actor, happened_at=now)
    mentioned = tuple(sorted({person for query in queries for person in query.people_mentioned}))
    facts = Asked(queries=_ids(queries), mentioned=mentioned, together=together)
    event.facts = facts.to_json()
    addressees = recipients.recipients(event, queries=queries)
    event.facts = _stored(replace(facts, notified=_queries_by_person(addressees)), article)
    return _write(event, addressees)


def record_backlog(
    *, article: Article, queries: Sequence[Query], away: User, deputy: User, now: datetime
) -> Event | None:
    """Somebody is away from now on, and these open queries wait for their deputy; ``None`` when that one
    cannot be told."""
    facts = StandsIn(queries=_ids(queries), away=away.pk, deputy=deputy.pk)
    event = Event(kind=Event.Kind.STANDS_IN, article=article, happened_at=now, facts=facts.to_json())
    addressees = recipients.recipients(event, queries=queries)
    event.facts = _stored(replace(facts, notified=_queries_by_person(addressees)), article)
    return _write(event, addressees) if addressees else None


def _ids(queries: Sequence[Query]) -> Ids:
    return tuple(query.pk for query in queries)


def _queries_by_person(addressees: recipients.Addressees) -> QueriesByPerson:
    return {person: tuple(addressee.queries) for person, addressee in addressees.items()}


def _shaped(kind: str, facts: Facts | None) -> Facts:
    shape = SHAPES[kind]
    if facts is not None and type(facts) is not shape:
        raise TypeError(f"An event of the kind {kind} has facts of another shape: {facts}")
    return facts or shape()


def _stored(facts: Facts, article: Article) -> dict[str, Any]:
    return replace(facts, subject=subject_now(article)).to_json()


def subject_now(article: Article) -> str:
    """What a mail thread about this article is called if it begins now.

    Every event keeps this; the mails of an article bear the one of its first event, so that a
    new headline does not tear the thread apart.
    """
    return f"[{article.desk.name}] {on_one_line(article.headline or article.slug, SUBJECT_LENGTH)}"


def leaves_at(kind: str, article: Article, *, now: datetime) -> datetime:
    """When the mail about an act may leave: a little later, so that what follows goes with it; sooner
    when the deadline is near, and at once when it is all about that or somebody waits for a link."""
    if kind in (Event.Kind.PRESSING, Event.Kind.INVITED):
        return now
    is_near = article.deadline is not None and article.deadline - now <= settings.NEAR_DEADLINE
    window: timedelta = settings.MAIL_WINDOW
    return now + (min(window, settings.MAIL_WINDOW_NEAR_DEADLINE) if is_near else window)


def mail_domain() -> str:
    """The right-hand side of our Message-IDs: the domain the mail comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"


def _write(event: Event, addressees: recipients.Addressees) -> Event:
    event.save(force_insert=True)
    webhook_rows.enqueue(event)
    enqueue("reviews.index_story", event.article_id)
    leaves = leaves_at(event.kind, event.article, now=event.happened_at)
    _notify(event, addressees, leaves=leaves)
    announce_lists(event.article.desk_id)
    if leaves == event.happened_at and any(
        _first_state(addressee) == State.PENDING for addressee in addressees.values()
    ):
        enqueue("reviews.deliver")
    return event


def _notify(event: Event, addressees: recipients.Addressees, *, leaves: datetime) -> None:
    """A row for each of them."""
    if not addressees:
        return
    rows = [
        sql.Row(person, _first_state(addressee), addressee.only_follows, addressee.in_place_of)
        for person, addressee in addressees.items()
    ]
    message_id = f"<{uuid4().hex}.", f"@{mail_domain()}>"
    sql.insert_notifications(event, rows, message_id=message_id, not_before=leaves)


def _first_state(addressee: recipients.Addressee) -> str:
    if not addressee.by_mail:
        return State.INBOX_ONLY
    return State.DIGEST if addressee.in_digest else State.PENDING
