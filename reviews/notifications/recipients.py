"""Who is notified of an event: the one place that decides it.

Whatever the event, nobody hears of their own act (but of a deputy that was named in their name), nobody
twice of one event, and only active people are told who still have a part in the article's desk
(administrators have one everywhere when they are named, but are not told as one of a desk's editors or of a
stage's readers), and guests whose invitation to the article stands.

Who is mentioned in a text is notified like those whose turn it is.

Of a reply who asked, who answers and who is mentioned get the mail at once; others in the thread have it in
their digest.

Those who want to hear all of an article are told of what is not theirs, too. Who wants no mail of a
kind or of an article is told all the same, but in their inbox only: their duties are not muted.

What waits for somebody who is away goes to whose turn it is meanwhile
(:func:`reviews.models.turns.turn_of`). Who is away finds it in the inbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from articles.models import Article, CoAuthor
from newsroom.models import Membership, User
from newsroom.sql import read_compiled
from reviews.models import (
    Event,
    Hours,
    Invitation,
    Query,
    Reply,
    SignOff,
    StoppedAddress,
    Subscription,
    facts,
    turns,
)
from reviews.models.facts import (
    Answered,
    Assignment,
    AuthorChanged,
    Bounced,
    Decided,
    Deputy,
    Invited,
    Moved,
    Pressing,
    Stale,
    StandsIn,
)
from reviews.notifications import descriptions

Choice = Subscription.Choice
NO_ONE = Q(pk__in=())
_WAITS_FOR_SOMEBODY = frozenset(
    {
        *(Event.Kind.ASKED, Event.Kind.ASSIGNED, Event.Kind.REPLIED, Event.Kind.REOPENED),
        *(Event.Kind.CHANGED, Event.Kind.REMINDED),
    }
)
_OF_NO_STORY = frozenset({Event.Kind.STANDS_IN, Event.Kind.DEPUTY})
"""Kinds that the followers of a story are not notified of: they are about people."""


class Addressee(NamedTuple):
    """How a person is notified of an event: of which queries, if it is about queries, and whether by mail.

    ``only_follows``: nothing is asked of them, they want to hear all of this article. ``in_digest``: the
    mail is the next digest. ``in_place_of``: the person who is away and whose turn it would be.
    """

    queries: list[int]
    by_mail: bool = True
    only_follows: bool = False
    in_digest: bool = False
    in_place_of: int | None = None


Addressees = dict[int, Addressee]
"""By person id."""

About = dict[int, list[int]]
"""Person id → ids of the queries that concern that person; empty for an event about no query."""

EDITS = Q(part__role=Membership.Role.EDITOR)
VIEWS = Q(part__role=Membership.Role.VIEWER)


class Part(NamedTuple):
    """What a person who can be told has to do with the desk and the event, and what they want to hear."""

    concerned: bool
    speaks: bool
    is_on_desk: bool
    edits: bool
    has_replied: bool
    wants_mail: bool
    wants_digest: bool
    has_digest: bool
    follows: bool
    is_away: bool
    deputy: int | None


People = dict[int, Part]


class _Row(NamedTuple):
    """A person as the one statement has them, in the order of its columns."""

    person: int
    role: str | None
    has_replied: bool
    concerned: bool
    speaks: bool
    of_kind: str | None
    of_article: str | None
    is_away: bool
    deputy: int | None
    has_hours: int | None
    only_digest: bool | None
    digest_at: time | None


@dataclass(frozen=True)
class Rule:
    """``reads`` describes the people to look at, ``picks`` which of them are notified, of which queries."""

    reads: Callable[[Event, Sequence[Query]], Q]
    picks: Callable[[Event, Sequence[Query], People], About]


def recipients(event: Event, *, queries: Sequence[Query] | None = None) -> Addressees:
    """The people who are notified of this event. One SQL statement, if ``event``'s relations are loaded.

    ``event`` need not be saved. ``queries`` are those the event is about; by default its query.
    """
    if queries is None:
        queries = [event.query] if event.query else []
    rule = _RULES[event.kind]
    mentioned = facts.mentioned_by(event)
    wanted = rule.reads(event, queries) | _named(*mentioned)
    people = _reached(event, wanted, guests=_guests(event, queries))
    speaking = {pk: part for pk, part in people.items() if part.speaks}
    about = rule.picks(event, queries, {pk: part for pk, part in speaking.items() if part.concerned})
    every = [query.pk for query in queries]
    for person in mentioned:
        if person in speaking and person not in about:
            about[person] = [one.pk for one in queries if person in one.people_mentioned] or every
    later = about.keys() - _at_once(event, queries, about, speaking)
    instead, missed = _stand_ins(event, queries, about, speaking)
    away = StandsIn.of(event).away if event.kind == Event.Kind.STANDS_IN else None
    addressees = {
        person: Addressee(
            about.get(person, every),
            by_mail=part.wants_mail and (person in missed or not part.is_away),
            only_follows=person not in about,
            in_digest=part.wants_digest or (part.has_digest and not part.follows and person in later),
            in_place_of=instead.get(person, away),
        )
        for person, part in people.items()
        if person in about or (part.follows and event.kind not in _OF_NO_STORY)
    }
    includes_actor = event.kind == Event.Kind.DEPUTY  # should it not have been them
    return {
        person: addressees[person]
        for person in sorted(addressees)
        if includes_actor or person != event.actor_id
    }


def _at_once(event: Event, queries: Sequence[Query], about: About, people: People) -> set[int]:
    """Who gets the mail when it happens: of a reply who asked and who answers, or stands in for them, who is
    mentioned, and who is not on the desk and has no digest. Everybody who is told of anything else."""
    if event.kind != Event.Kind.REPLIED:
        return set(about)
    (query,) = queries
    found = {*facts.mentioned_by(event), *(person for person in about if not people[person].is_on_desk)}
    found.update(pk for pk in (query.asked_by_id, query.owner_id_in(event.article)) if pk is not None)
    absent = {pk: part.deputy for pk, part in people.items() if part.is_away}
    turn = turns.turn_of(query, event.article.author_id, can_act=people, away=absent)
    found.update(_editors(people) if turn is None else [turn])
    return found


def _stand_ins(
    event: Event, queries: Sequence[Query], about: About, people: People
) -> tuple[dict[int, int], set[int]]:
    """Add to ``about`` those who are notified in place of people who are away.

    Returns who for whom, and those away for whom nobody could be found.
    """
    instead: dict[int, int] = {}
    missed: set[int] = set()
    if event.kind not in _WAITS_FOR_SOMEBODY:
        return instead, missed
    for query in queries:
        concerned = {query.asked_by_id, query.owner_id_in(event.article)}
        absent = [pk for pk in about if pk in concerned and query.pk in about[pk] and people[pk].is_away]
        for person in absent:
            others = _in_place_of(person, query, event, people)
            if not others and people[person].deputy != event.actor_id:
                missed.add(person)
            for other in others:
                own = about.setdefault(other, [])
                if query.pk not in own:
                    own.append(query.pk)
                    instead.setdefault(other, person)
    return instead, missed


def _in_place_of(person: int, query: Query, event: Event, people: People) -> list[int]:
    """Whose turn the query is while this person is away; nobody's but theirs when that is who did it."""
    deputy = people[person].deputy
    if (
        deputy is not None
        and deputy == event.actor_id
        and event.kind in (Event.Kind.REPLIED, Event.Kind.REOPENED)
    ):
        return []  # who stands in knows
    here = people.keys() - {event.actor_id}
    away = {pk: part.deputy for pk, part in people.items() if part.is_away}
    if person not in turns.in_line(query, event.article.author_id):
        return [deputy] if deputy is not None and deputy in here - away.keys() else []
    turn = turns.turn_of(query, event.article.author_id, can_act=here, away=away)
    return [turn] if turn is not None else [pk for pk in _editors(people) if pk in here - away.keys()]


def has_part(*, person: str, desk: str) -> Exists:
    """For a queryset whose rows name a person and a desk: has that person a part there?"""
    return Exists(Membership.objects.filter(user=OuterRef(person), desk=OuterRef(desk)))


def _guests(event: Event, queries: Sequence[Query]) -> Q:
    """The guests who may be notified of an event: it is about their own queries, or about them."""
    ids = {query.assigned_to_id for query in queries} | {query.asked_by_id for query in queries}
    guest = Invited.of(event).guest if event.kind == Event.Kind.INVITED else None
    return _named(guest, *ids)


def _reached(event: Event, wanted: Q, *, guests: Q) -> People:
    """The people of that description who may be told, and those who follow the article.

    ``wanted`` may speak of ``part``, the membership of the desk, and of ``has_replied`` in the thread. The
    statement is built once for each shape of description, where it holds no statement of its own.
    """
    now = event.happened_at or timezone.now()
    about = [event.article_id, event.article.desk_id, event.query_id or 0, event.article.author_id or 0]
    has = _Has(bool(event.query_id), bool(event.article.author_id))
    ids = [*descriptions.ids_in(wanted), *descriptions.ids_in(guests)]

    def build(values: Sequence[Any]) -> QuerySet[User, Any]:
        given = iter(values[len(about) + 1 :])
        those, invited = descriptions.with_ids(wanted, given), descriptions.with_ids(guests, given)
        return _statement(event.kind, has, *values[: len(about) + 1], wanted=those, guests=invited)

    values: list[int | datetime] = [now, *about, *ids]
    shape = descriptions.shape_of(wanted), descriptions.shape_of(guests)
    if None in shape:
        rows: Iterable[Sequence[Any]] = build(values)
    else:
        rows = read_compiled((event.kind, has, *shape), values, build)
    usual_digest = settings.DIGEST_AT
    return {row.person: _part(row, usual_digest=usual_digest) for row in map(_Row._make, rows)}


class _Has(NamedTuple):
    """Which of its optional values the statement is about."""

    query: bool
    author: bool


def _statement(
    kind: str,
    has: _Has,
    now: datetime,
    article: int,
    desk: int,
    query: int,
    author: int,
    *,
    wanted: Q,
    guests: Q,
) -> QuerySet[User, Any]:
    """The people for events of that kind, each in the columns of :class:`_Row`."""
    on_this_desk = FilteredRelation("memberships", condition=Q(memberships__desk=desk))
    has_replied = Exists(Reply.objects.filter(query=query, author=OuterRef("pk")))
    subscriptions = Subscription.objects.filter(person=OuterRef("pk"))
    invited = Invitation.objects.active(now).filter(article=article, person=OuterRef("pk"))
    away = Hours.objects.filter(away_from__lte=now, away_until__gt=now)
    might_stand_in = _might_stand_in(kind, away, desk=desk, author=author if has.author else None)
    return (
        User.objects.alias(part=on_this_desk, is_deputy=Exists(away.filter(deputy=OuterRef("pk"))))
        .annotate(
            has_replied=has_replied if has.query else Value(False),
            of_kind=Case(  # mail that came back is mail they do not want
                When(Exists(_stopped()), then=Value(Choice.NO_MAIL)),
                default=Subquery(subscriptions.filter(kind=kind).values("choice")[:1]),
            ),
            of_article=Subquery(subscriptions.filter(article=article).values("choice")[:1]),
            is_away=Case(
                When(hours__away_from__lte=now, hours__away_until__gt=now, then=True), default=False
            ),
        )
        .annotate(
            concerned=Case(When(wanted, then=True), default=False),
            speaks=Case(When(VIEWS & Q(is_superuser=False), then=False), default=True),
        )
        .filter(Q(concerned=True) | Q(of_article=Choice.ALL) | might_stand_in, is_active=True)
        .filter(Q(part__isnull=False) | Q(is_superuser=True) | Q(guests, Exists(invited), is_guest=True))
        .order_by()
        .values_list(
            *("pk", "part__role", "has_replied", "concerned", "speaks", "of_kind", "of_article", "is_away"),
            *("hours__deputy", "hours__person", "hours__only_digest", "hours__digest_at"),
        )
    )


def _stopped() -> QuerySet[StoppedAddress]:
    return StoppedAddress.objects.active().filter(address=Lower(OuterRef("email")))


def _might_stand_in(kind: str, away: QuerySet[Hours], *, desk: int, author: int | None) -> Q:
    """Deputies, and who is next after them; nobody while nobody of the desk is away."""
    if kind not in _WAITS_FOR_SOMEBODY:
        return NO_ONE
    absent = Exists(away.filter(person__memberships__desk=desk))
    return Q(absent) & (Q(is_deputy=True) | _named(author) | EDITS)


def _part(row: _Row, *, usual_digest: time | None) -> Part:
    has_digest = (row.digest_at if row.has_hours else usual_digest) is not None
    in_digest = bool(row.only_digest) or row.of_kind == Choice.DIGEST  # without one, what waits is no mail
    is_muted = row.of_kind == Choice.NO_MAIL or row.of_article == Choice.MUTE
    return Part(
        concerned=row.concerned,
        speaks=row.speaks,
        is_on_desk=row.role is not None,
        edits=row.role == Membership.Role.EDITOR,
        has_replied=row.has_replied,
        wants_mail=not is_muted and (has_digest or not in_digest),
        wants_digest=in_digest,
        has_digest=has_digest,
        follows=row.of_article == Choice.ALL,
        is_away=row.is_away,
        deputy=row.deputy,
    )


def _named(*ids: int | None) -> Q:
    return Q(pk__in={pk for pk in ids if pk is not None})


def _editors(people: People) -> list[int]:
    return [person for person, part in people.items() if part.edits]


def _reads_asked(event: Event, queries: Sequence[Query]) -> Q:
    return _named(event.article.author_id, *(query.assigned_to_id for query in queries)) | EDITS


def _asked(event: Event, queries: Sequence[Query], people: People) -> About:
    """The person each query is assigned to, else the author, else the desk's editors.

    Somebody who left or asked the question themselves is no answer to "who answers this?", so
    the next in line is notified. Nobody is notified of a query that people assign to themselves.
    """
    about: About = {}
    for query in queries:
        for person in _first_in_line(query, event.article, people, actor=event.actor_id):
            about.setdefault(person, []).append(query.pk)
    return about


def _first_in_line(query: Query, article: Article, people: People, *, actor: int | None) -> Iterable[int]:
    if query.assigned_to_id and query.assigned_to_id == actor:
        return []
    turn = turns.turn_of(query, article.author_id, can_act=people.keys() - {actor}, away={})
    return [turn] if turn is not None else [person for person in _editors(people) if person != actor]


def _reads_assigned(event: Event, queries: Sequence[Query]) -> Q:
    return _named(*(query.assigned_to_id for query in queries))


def _reads_thread(event: Event, queries: Sequence[Query]) -> Q:
    (query,) = queries
    return _named(query.asked_by_id, query.owner_id_in(event.article)) | Q(has_replied=True) | EDITS


def _thread(event: Event, queries: Sequence[Query], people: People) -> About:
    """Who asked, who answers, and everyone who wrote in the thread.

    When that is nobody but the actor, or when who asked of an answered query cannot be told (a note found in
    the copy has no known asker), the desk's editors are, unless nothing is left to do.
    """
    (query,) = queries
    named = {query.asked_by_id, query.owner_id_in(event.article)}
    concerned = [person for person, part in people.items() if person in named or part.has_replied]
    if event.kind != Event.Kind.RESOLVED and set(concerned) <= {event.actor_id}:
        concerned = _editors(people)
    elif query.state == Query.State.ANSWERED and query.asked_by_id not in people:
        concerned += _editors(people)
    return {person: [query.pk] for person in concerned}


def _reads_stage_due(event: Event, queries: Sequence[Query]) -> Q:
    """The desk's people who sign there."""
    if event.stage is None:
        return NO_ONE
    return Q(part__isnull=False) & event.stage.signers_of(event.article)


def _reads_stale(event: Event, queries: Sequence[Query]) -> Q:
    """Those whose signature no longer covers the words, and nobody else."""
    return _named(*Stale.of(event).signers)


def _reads_released(event: Event, queries: Sequence[Query]) -> Q:
    """The authors, everyone whose signature of this round stands, and the desk's editors."""
    co_authors = CoAuthor.objects.filter(article=event.article_id).values("person")
    signed = SignOff.objects.filter(round=event.round, withdrawn_at=None).values("signer")
    return _named(event.article.author_id) | Q(pk__in=co_authors) | Q(pk__in=signed) | EDITS


def _reads_invited(event: Event, queries: Sequence[Query]) -> Q:
    return _named(Invited.of(event).guest)


def _reads_bounced(event: Event, queries: Sequence[Query]) -> Q:
    """The desk's editors, who may know another way; and the person, who finds it in the inbox."""
    return _named(Bounced.of(event).person) | EDITS


def _reads_pressing(event: Event, queries: Sequence[Query]) -> Q:
    """The desk's editors, and as press time comes close its slot."""
    pressing = Pressing.of(event)
    slot = User.groups.through.objects.filter(group=pressing.slot_group or 0).values("user")
    if pressing.to_slot:
        return EDITS | Q(part__isnull=False, pk__in=slot)
    return EDITS & ~Q(pk__in=slot)


def _reads_decided(event: Event, queries: Sequence[Query]) -> Q:
    """Those whose suggestions they were."""
    return _named(*Decided.of(event).suggestions)


def _reads_author(event: Event, queries: Sequence[Query]) -> Q:
    """The new author and the former one."""
    return _named(event.article.author_id, AuthorChanged.of(event).former)


def _reads_moved(event: Event, queries: Sequence[Query]) -> Q:
    """The author, the editors of the desk it was moved to, and those of the former one who still see it."""
    return _named(event.article.author_id, *Moved.of(event).editors) | EDITS


def _reads_assignment(event: Event, queries: Sequence[Query]) -> Q:
    """Who is asked to write it, and who was asked before."""
    return _named(event.article.author_id, Assignment.of(event).former)


def _reads_answered(event: Event, queries: Sequence[Query]) -> Q:
    """Who assigned it, and the editor in charge."""
    return _named(Answered.of(event).assigned_by, event.article.editor_id)


def _reads_stands_in(event: Event, queries: Sequence[Query]) -> Q:
    return _named(StandsIn.of(event).deputy)


def _reads_deputy(event: Event, queries: Sequence[Query]) -> Q:
    """The desk's editors, and on the first of their desks who was named and who named them."""
    named = Deputy.of(event)
    both = _named(named.person, named.deputy)
    return (both | EDITS) if named.notifies_both else EDITS & ~both


def _everyone(event: Event, queries: Sequence[Query], people: People) -> About:
    return {person: [query.pk for query in queries] for person in people}


_RULES: dict[str, Rule] = {
    Event.Kind.ASKED: Rule(_reads_asked, _asked),
    Event.Kind.REPLIED: Rule(_reads_thread, _thread),
    Event.Kind.ASSIGNED: Rule(_reads_assigned, _everyone),
    Event.Kind.RESOLVED: Rule(_reads_thread, _thread),
    Event.Kind.REOPENED: Rule(_reads_thread, _thread),
    Event.Kind.CHANGED: Rule(_reads_asked, _asked),
    Event.Kind.STAGE_DUE: Rule(_reads_stage_due, _everyone),
    Event.Kind.STALE: Rule(_reads_stale, _everyone),
    Event.Kind.RELEASED: Rule(_reads_released, _everyone),
    Event.Kind.INVITED: Rule(_reads_invited, _everyone),
    Event.Kind.BOUNCED: Rule(_reads_bounced, _everyone),
    Event.Kind.REMINDED: Rule(_reads_asked, _asked),
    Event.Kind.PRESSING: Rule(_reads_pressing, _everyone),
    Event.Kind.STANDS_IN: Rule(_reads_stands_in, _everyone),
    Event.Kind.DECIDED: Rule(_reads_decided, _everyone),
    Event.Kind.DEPUTY: Rule(_reads_deputy, _everyone),
    Event.Kind.AUTHOR: Rule(_reads_author, _everyone),
    Event.Kind.MOVED: Rule(_reads_moved, _everyone),
    Event.Kind.ASSIGNMENT: Rule(_reads_assignment, _everyone),
    Event.Kind.ACCEPTED: Rule(_reads_answered, _everyone),
    Event.Kind.DECLINED: Rule(_reads_answered, _everyone),
}
