"""Which acts of a mail still matter to its reader: a mail describes the current state, not the way to it.

The inbox keeps every item. A mail leaves out what its reader can no longer do anything about and what is
again as they last knew it: a query that was asked and resolved, resolved and reopened, handed on and back,
a sign-off that is good again, a stage the copy has left, a decision on suggestions that was taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from articles.models import Article, Suggestion
from reviews.models import Event, Notification, Query, SignOff, facts, hours_of, turns
from reviews.models.facts import Assigned, Assignment, Decided, Stale
from reviews.notifications.acts import Act

Kind = Event.Kind
TO_ANSWER = frozenset({Kind.ASKED, Kind.ASSIGNED})
WAITING = TO_ANSWER | {Kind.CHANGED, Kind.REMINDED}
OPENED_OR_CLOSED = frozenset({Kind.RESOLVED, Kind.REOPENED})
A_WHILE = timedelta(minutes=10)
"""A query that comes back to its reader within this time has not been away."""


@dataclass(frozen=True)
class Reassignment:
    """A query was given to somebody else; ``None`` is nobody in particular."""

    at: datetime
    event: int
    before: int | None


@dataclass(frozen=True)
class Signature:
    """A sign-off that was not withdrawn."""

    round: int
    stage: int
    signer: int
    digest: str


@dataclass(frozen=True)
class Relevance:
    """What decides whether acts still matter: reassignments, by query; which query a mail has assigned to
    whom (``notified``); who has signed what; and the state of suggestions, by row."""

    reassignments: Mapping[int, Sequence[Reassignment]]
    notified: frozenset[tuple[int, int]]
    signatures: frozenset[Signature]
    suggestions: Mapping[int, str]

    def of(self, acts: Sequence[Act]) -> tuple[Act, ...]:
        """One person's acts that a mail still has to report, each with its queries that still matter."""
        threads: dict[int, list[Act]] = {}
        for act in acts:
            for query in act.queries:
                threads.setdefault(query.pk, []).append(act)
        narrowed = [_narrowed(act, threads, self) if act.queries else act for act in acts]
        return tuple(act for act in _once_a_stage(narrowed) if self._is_relevant(act))

    def _is_relevant(self, act: Act) -> bool:
        if act.event.kind == Kind.DEPUTY:
            return act.row.seen_at is None
        if act.row.seen_at is not None or act.event.article.state == Article.State.SPIKED:
            return False
        if act.event.kind == Kind.STAGE_DUE:
            return self._is_due(act)
        if act.event.kind == Kind.STALE:
            return self._is_stale(act)
        if act.event.kind == Kind.DECIDED:
            return self._is_decided(act)
        if act.event.kind == Kind.ASSIGNMENT:
            was_asked = Assignment.of(act.event).former == act.row.recipient_id
            return was_asked or act.row.only_follows or _is_unanswered(act)
        if act.event.kind == Kind.PRESSING and not act.event.article.is_open:
            return False
        about_no_query = act.event.kind in (
            Kind.RELEASED,
            Kind.INVITED,
            Kind.BOUNCED,
            Kind.AUTHOR,
            Kind.MOVED,
            Kind.ACCEPTED,
            Kind.DECLINED,
        )
        return about_no_query or bool(act.queries) or act.event.kind not in Kind.values

    def _is_decided(self, act: Act) -> bool:
        state = Suggestion.State.ACCEPTED if Decided.of(act.event).accepted else Suggestion.State.REJECTED
        return any(self.suggestions.get(pk) == state for pk in _suggestions(act))

    def _is_due(self, act: Act) -> bool:
        event = act.event
        if not event.article.is_open or (event.round and event.round.stage_id != event.stage_id):
            return False  # it went on, or back
        return not self._signed(event, act.row.recipient_id)

    def _is_stale(self, act: Act) -> bool:
        event = act.event
        if not event.article.is_open or (event.round and event.round.closed_at):
            return False
        return any(not self._signed(event, signer) for signer in Stale.of(event).signers)

    def _signed(self, event: Event, signer: int) -> bool:
        """Whether the words as they are now bear this person's signature for the event's stage."""
        if event.round_id is None or event.stage_id is None:
            return False
        return Signature(event.round_id, event.stage_id, signer, event.article.digest) in self.signatures


def _is_unanswered(act: Act) -> bool:
    """Whether its reader is asked to write the story, and has neither accepted nor declined."""
    article = act.event.article
    return article.planning == Article.Planning.ASSIGNED and article.author_id == act.row.recipient_id


def load_relevance(acts: Sequence[Act]) -> Relevance:
    """Read what decides whether these acts still matter.

    Two statements for queries, one for stages and sign-offs, and one for suggestions.
    """
    asked = {query.pk for act in acts if act.event.kind in WAITING for query in act.queries}
    assigned = {query.pk for act in acts if act.event.kind == Kind.ASSIGNED for query in act.queries}
    rounds = {act.event.round_id for act in acts if act.event.kind in (Kind.STAGE_DUE, Kind.STALE)}
    suggestions = {pk for act in acts if act.event.kind == Kind.DECIDED for pk in _suggestions(act)}
    return Relevance(_reassignments(asked), _notified(assigned), _signatures(rounds), _states(suggestions))


def _reassignments(queries: Collection[int]) -> dict[int, list[Reassignment]]:
    found: dict[int, list[Reassignment]] = {}
    if not queries:
        return found
    events = Event.objects.filter(query__in=queries, kind=Kind.ASSIGNED).order_by("pk")
    for pk, query, at, stored in events.values_list("pk", "query_id", "happened_at", "facts"):
        found.setdefault(query or 0, []).append(Reassignment(at, pk, Assigned.from_json(stored).before))
    return found


def _notified(queries: Collection[int]) -> frozenset[tuple[int, int]]:
    if not queries:
        return frozenset()
    sent = Notification.objects.filter(state=Notification.State.SENT)
    sent = sent.filter(event__query__in=queries, event__kind__in=TO_ANSWER)
    return frozenset(sent.values_list("event__query_id", "recipient_id"))


def _signatures(rounds: Collection[int | None]) -> frozenset[Signature]:
    wanted = [pk for pk in rounds if pk is not None]
    if not wanted:
        return frozenset()
    signoffs = SignOff.objects.filter(round__in=wanted, withdrawn_at=None)
    return frozenset(
        Signature(*row) for row in signoffs.values_list("round_id", "stage_id", "signer_id", "digest")
    )


def _states(suggestions: Collection[int]) -> dict[int, str]:
    if not suggestions:
        return {}
    return dict(Suggestion.objects.filter(pk__in=suggestions).values_list("pk", "state"))


def _suggestions(act: Act) -> list[int]:
    """The decided ones that are reported to this reader: their own, or all if they follow."""
    decided = Decided.of(act.event).suggestions
    own = decided.get(act.row.recipient_id)
    return [pk for one in ([own] if own else decided.values()) for pk in one.ids]


def _narrowed(act: Act, threads: Mapping[int, Sequence[Act]], relevance: Relevance) -> Act:
    """The act with those of its queries that still concern the reader."""
    relevant = [query for query in act.queries if _concerns_reader(act, query, threads[query.pk], relevance)]
    return act if len(relevant) == len(act.queries) else replace(act, queries=tuple(relevant))


def _concerns_reader(act: Act, query: Query, thread: Sequence[Act], relevance: Relevance) -> bool:
    """``thread``: all acts on this query that are reported to the same person now."""
    kind = act.event.kind
    if kind == Kind.STANDS_IN:
        return _is_deputys(act, query)
    if not query.is_open and not _knew_before(act.row.recipient_id, query, thread):
        return False
    if kind == Kind.PRESSING:
        return query.is_open and query.blocking
    if kind in WAITING and act.row.recipient_id not in facts.mentioned_by(act.event):
        return _waits(act, query, thread, relevance)
    if kind in OPENED_OR_CLOSED:
        return _is_news(act, query, thread)
    if query.is_open or query.resolved_at is None:
        return True
    is_later = act.event.happened_at > query.resolved_at
    return is_later or any(_is_news(other, query, thread) for other in thread)


def _is_deputys(act: Act, query: Query) -> bool:
    """Whether the absence still stands, with this deputy, and the query still waits for who is away."""
    away, event = act.row.in_place_of, act.event
    if away is None or query.state != Query.State.OPEN:
        return False
    hours = hours_of(away)
    absent = {away.pk: hours.deputy_id} if hours.is_away(event.happened_at) else {}
    is_theirs = away.pk == query.owner_id_in(event.article)
    return is_theirs and act.row.recipient_id == turns.turn_of(query, event.article.author_id, away=absent)


def _knew_before(reader: int, query: Query, thread: Sequence[Act]) -> bool:
    """Whether the reader knew of the query before any of this."""
    if query.asked_by_id == reader or any(reply.author_id == reader for reply in query.replies.all()):
        return True
    return not any(act.event.kind in TO_ANSWER for act in thread)


def _is_news(act: Act, query: Query, thread: Sequence[Act]) -> bool:
    """Of resolving and reopening the last counts, unless all is again as it was before the first."""
    turns = [other for other in thread if other.event.kind in OPENED_OR_CLOSED]
    if not turns or act is not turns[-1]:
        return False
    was_open = turns[0].event.kind == Kind.RESOLVED
    is_so = query.is_open == (act.event.kind == Kind.REOPENED)
    return is_so and query.is_open != was_open


def _waits(act: Act, query: Query, thread: Sequence[Act], relevance: Relevance) -> bool:
    """Whether the query still waits for this reader, who does not know of it yet."""
    event, reader = act.event, act.row.recipient_id
    if not _still_waits(act, query, relevance):
        return False
    knows = (query.pk, reader) in relevance.notified or thread[0] is not act
    reassignments = relevance.reassignments.get(query.pk, ())
    return not (event.kind == Kind.ASSIGNED and knows and _was_returned(event, reader, reassignments))


def _still_waits(act: Act, query: Query, relevance: Relevance) -> bool:
    """Whether nothing came between that lets the reader off: it was handed on, answered, or they replied."""
    event, reader = act.event, act.row.recipient_id
    since = [
        reassignment
        for reassignment in relevance.reassignments.get(query.pk, ())
        if reassignment.event > event.pk
    ]
    owner = query.owner_id_in(event.article)
    if not query.is_open or (since and owner not in (reader, act.row.in_place_of_id)):
        return False
    later = [reply for reply in query.replies.all() if reply.created_at > event.happened_at]
    if any(reply.author_id == reader for reply in later):
        return False
    return not (later and query.state == Query.State.ANSWERED)


def _was_returned(event: Event, reader: int, reassignments: Sequence[Reassignment]) -> bool:
    """Whether the query was the reader's a moment ago, so that nothing has changed for them."""
    return any(
        reassignment.before == reader
        and reassignment.event < event.pk
        and event.happened_at - reassignment.at <= A_WHILE
        for reassignment in reassignments
    )


def _once_a_stage(acts: Sequence[Act]) -> list[Act]:
    """Of several events of one kind about one stage, the last: the copy may go back and forth."""
    last = {(act.event.kind, act.event.stage_id): act for act in acts}
    return [
        act for act in acts if act.event.stage_id is None or act is last[act.event.kind, act.event.stage_id]
    ]
