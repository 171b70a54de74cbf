"""What the clock records as a deadline nears: reminders to who has to answer, then what holds a story up.

Each is an event like any other, written once whatever schedulers and clocks do: its name (``Event.once``)
holds the step and the deadline, so that another deadline begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from articles.models import Article
from newsroom.models import Desk
from reviews.models import Event, Query, Stage
from reviews.models.facts import Pressing
from reviews.notifications import events
from reviews.schedule.steps import Step, escalation_steps, reminder_steps

REMINDER_SPACING = timedelta(hours=1)
"""Reminders are at least so far from the question and from each other, where there is time for it."""
GRACE = timedelta(minutes=10)
"""A query that is asked shortly before the deadline is this old before the desk is notified."""
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Moment:
    """When a step is due. ``name`` is the step's as settings spell it."""

    at: datetime
    name: str


def remind(*, now: datetime) -> int:
    """Remind those who have to answer what nobody answered yet. Called by the clock; says how often.

    Of several steps that are due at once, after an outage, only the last is recorded.
    """
    due = dict(_reminders_due(now))
    recorded = set(Event.objects.filter(once__in=due).values_list("once", flat=True))
    fresh = [(once, pk) for once, pk in due.items() if once not in recorded][:MOST_AT_ONCE]
    queries = Query.objects.select_related("article__desk", "article__author").in_bulk(
        [pk for _, pk in fresh]
    )
    return sum(_remind(queries[pk], once, now=now) for once, pk in fresh)


def escalate(*, now: datetime) -> int:
    """Notify the desk, and close to the deadline its slot, of what has blocked each story longest.

    All in one transaction, so that a person gets one mail. Returns the number of stories.
    """
    with transaction.atomic():
        return sum(_escalate(article, step, now=now) for article, step in _stories_due(now))


def reminders(asked_at: datetime, deadline: datetime, steps: Sequence[Step]) -> list[Moment]:
    """The moments at which an unanswered query is remembered, in order; none where there is no time."""
    if deadline <= asked_at:
        return []
    spacing = min(REMINDER_SPACING, (deadline - asked_at) / 4)
    spaced: list[Moment] = []
    for moment in sorted(_moments(asked_at, deadline, steps), key=lambda moment: moment.at, reverse=True):
        if moment.at - asked_at >= spacing and not (spaced and spaced[-1].at - moment.at < spacing):
            spaced.append(moment)
    return spaced[::-1]


def _moments(asked_at: datetime, deadline: datetime, steps: Sequence[Step]) -> Iterator[Moment]:
    for step in steps:
        left = (deadline - asked_at) * step if isinstance(step, float) else step
        yield Moment(deadline - left, _spelled(step))


def _spelled(step: Step) -> str:
    return f"{step:.0%}" if isinstance(step, float) else f"{step.total_seconds():.0f}s"


def _once(kind: str, pk: int, name: str, deadline: datetime | None) -> str:
    return f"{kind}:{pk}:{name}:{deadline.isoformat() if deadline else ''}"


def _reminders_due(now: datetime) -> Iterator[tuple[str, int]]:
    """The name of each reminder that is due, and the query it is about.

    A query that has a due time of its own is to be answered by then, others by the deadline of their story.
    """
    waiting = Query.objects.filter(state=Query.State.OPEN, article__state=Article.State.OPEN)
    until = waiting.annotate(until=Coalesce("due_at", "article__deadline")).filter(until__gt=now)
    named = until.order_by("pk").values_list(
        *("pk", "asked_at", "article__created_at", "until", "article__desk__reminders")
    )
    for pk, asked_at, filed_at, deadline, chosen in named:
        # A comment of a file was asked long before anybody here could answer it.
        since = max(asked_at, filed_at)
        moments = reminders(since, deadline or now, reminder_steps(chosen))
        past = [moment for moment in moments if moment.at <= now]
        if past:
            yield _once(Event.Kind.REMINDED, pk, past[-1].name, deadline), pk


def _remind(query: Query, once: str, *, now: datetime) -> bool:
    """Under a lock, so that who answers at this moment is not reminded."""
    with transaction.atomic():
        still = Query.objects.select_for_update().filter(pk=query.pk, state=Query.State.OPEN)
        if not still.exists():
            return False
        event = events.record_once(
            once, kind=Event.Kind.REMINDED, article=query.article, actor=None, query=query, now=now
        )
    return event is not None


def _stories_due(now: datetime) -> Iterable[tuple[Article, timedelta]]:
    """Stories within a step of their deadline, each with the step, unless it was recorded already."""
    chosen = Desk.objects.order_by().values_list("escalations", flat=True).distinct()
    longest = max((step for one in chosen for step in escalation_steps(one)), default=None)
    if longest is None:
        return []
    near = Article.objects.in_progress().filter(deadline__gt=now, deadline__lte=now + longest)
    reached = [
        (article, step)
        for article in near.select_related("desk", "author").order_by("deadline", "pk")
        if (step := _step_reached(article, now)) is not None
    ]
    named = {_escalation_key(article, step): (article, step) for article, step in reached}
    recorded = set(Event.objects.filter(once__in=named).values_list("once", flat=True))
    return [story for once, story in named.items() if once not in recorded]


def _step_reached(article: Article, now: datetime) -> timedelta | None:
    if article.deadline is None:
        return None
    left = article.deadline - now
    return min((step for step in escalation_steps(article.desk.escalations) if left <= step), default=None)


def _escalation_key(article: Article, step: timedelta) -> str:
    return _once(Event.Kind.PRESSING, article.pk, _spelled(step), article.deadline)


def _escalate(article: Article, step: timedelta, *, now: datetime) -> bool:
    blocking = article.queries.blocking().filter(asked_at__lte=now - GRACE).order_by("asked_at", "pk")
    oldest = blocking.first()
    if oldest is None:
        return False
    slot = Stage.objects.filter(desk=article.desk_id).order_by("-position").first()
    facts = Pressing(
        others=article.queries.blocking().count() - 1,
        slot_group=slot.group_id if slot else None,
        to_slot=step == min(escalation_steps(article.desk.escalations)),
    )
    event = events.record_once(
        _escalation_key(article, step),
        kind=Event.Kind.PRESSING,
        article=article,
        actor=None,
        query=oldest,
        facts=facts,
        now=now,
    )
    return event is not None
