"""The threads beside the copy, with what this person may do in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse

from articles.access import may_edit, may_manage
from articles.models import Anchor, Article
from articles.rendering import Highlight
from newsroom.models import Membership, User
from newsroom.sql import compiled
from reviews import access, reading
from reviews.models import DraftQuery, Invitation, Query, Reply
from reviews.models.draft import DraftQueryQuerySet
from reviews.presenters.cards import Card, suggested
from reviews.stylebook import from_queries


@dataclass(frozen=True)
class Thread:
    """One query as the margin shows it."""

    query: Query
    replies: Sequence[Reply]
    address: str
    may_reply: bool
    may_resolve: bool
    may_direct: bool
    may_place: bool
    may_accept: bool
    may_reword: bool = False
    may_make_style: bool = False
    proposed: str = ""
    """What the pending suggestion that it discusses would change, where no card beside it says so."""
    is_for_guest: bool = False
    """Where a query was found, and whether it blocks the release, is the desk's own business."""

    @property
    def position(self) -> int:
        return self.query.anchor.start if self.query.anchor else -1

    @property
    def classes(self) -> str:
        query = self.query
        names = [
            "thread",
            f"thread-{query.state}",
            f"passage-is-{query.anchor.state if query.anchor else 'whole'}",
        ]
        if query.blocking and query.is_open and not self.is_for_guest:
            names.append("thread-blocking")
        return " ".join(names)


@dataclass(frozen=True)
class Margin:
    """All threads. The open ones in the order of the copy, those whose words are gone by themselves."""

    attached: list[Thread]
    detached: list[Thread]
    resolved: list[Thread]
    cards: Sequence[Card] = ()
    whole: list[Thread] = field(default_factory=list)
    """Those about the whole story."""

    @property
    def level(self) -> list[Thread | Card]:
        """What stands level with its passage: threads and suggestions, in the order of the copy."""
        return sorted([*self.cards, *self.attached], key=lambda one: one.position)

    @property
    def open_count(self) -> int:
        return len(self.attached) + len(self.detached) + len(self.whole)

    @property
    def blocking_count(self) -> int:
        return sum(thread.query.blocking for thread in (*self.whole, *self.attached, *self.detached))


def beside(article: Article, person: User, *, now: datetime) -> dict[str, object]:
    """What stands beside the copy, for a template."""
    threads = reading.threads(article)
    proposed = suggested(article, person, threads=threads, now=now)
    return {
        "article": article,
        "margin": margin(threads, person, proposed.cards),
        "suggested": proposed,
        "may_ask": access.may_ask(person, article) and article.is_open,
        "drafts": drafts_of(article, person),
        "now": now,
    }


def drafts_of(article: Article, person: User) -> list[DraftQuery]:
    """What this person has not sent yet. One statement; none where they may not ask."""
    if not (article.is_open and access.may_ask(person, article)):
        return []
    return _drafts(person.pk, article.pk)


@compiled
def _drafts(person: int, article: int) -> DraftQueryQuerySet:
    return DraftQuery.objects.of(person, article)


def margin(queries: Sequence[Query], person: User, cards: Sequence[Card] = ()) -> Margin:
    result = Margin([], [], [], cards)
    part = part_in(queries[0].article, person) if queries else None
    for query in queries:
        if not query.is_open:
            place = result.resolved
        elif query.is_on_whole_story:
            place = result.whole
        else:
            place = result.detached if query.is_detached else result.attached
        place.append(thread_of(query, person, part))
    return result


@dataclass(frozen=True)
class Part:
    """What somebody may do in every thread of a story, whoever asked: found once for all of them."""

    address: str
    takes_part: bool
    judges: bool
    directs: bool
    may_place: bool
    may_accept: bool


def part_in(article: Article, person: User) -> Part:
    takes_part = access.may_ask(person, article)
    return Part(
        address=reverse("article", args=[article.slug]),
        takes_part=takes_part,
        judges=access.may_judge(person, article),
        directs=may_manage(person, article),
        may_place=article.is_open and takes_part,
        may_accept=article.is_open and may_edit(person, article),
    )


def thread_of(query: Query, person: User, part: Part | None = None) -> Thread:
    """``part``: the person's in the story, where it is known."""
    part = part or part_in(query.article, person)
    replies = tuple(query.replies.all())
    return Thread(
        query=query,
        replies=replies,
        address=f"{part.address}queries/{query.number}/",
        may_reply=part.takes_part or access.may_reply(person, query),
        may_resolve=part.judges or access.may_resolve(person, query),
        may_direct=part.directs or access.may_direct(person, query),
        may_place=part.may_place,
        may_accept=part.may_accept,
        may_reword=not replies and access.may_reword(person, query),
        may_make_style=part.directs and from_queries.is_about_words(query),
    )


def thread_alone(query: Query, person: User) -> Thread:
    """One thread by itself, its replies read with their writers in one statement."""
    replies = Prefetch("replies", queryset=Reply.objects.select_related("author"))
    prefetch_related_objects([query], replies)
    reading.read_files([query])
    return thread_of(query, person)


def people_of(article: Article, *, now: datetime) -> list[User]:
    """Everybody who may speak on the desk and every guest invited, by name and with their hours: who can be
    asked."""
    return _who_can_be_asked(article.desk_id, article.pk, now)


@compiled
def _who_can_be_asked(desk: int, article: int, now: datetime) -> QuerySet[User]:
    part = Membership.objects.speaking().filter(desk=desk).values("user")
    invited = Invitation.objects.active(now).filter(article=article).values("person")
    people = User.objects.filter(Q(pk__in=part, is_guest=False) | Q(pk__in=invited), is_active=True)
    return people.select_related("hours").order_by("name")


def names_to_mention(people: Iterable[User], person: User) -> list[str]:
    """The names to suggest behind an @: everybody's of the desk but one's own, each once."""
    return list(dict.fromkeys(one.name for one in people if one.pk != person.pk and not one.is_guest))


def highlights(queries: Iterable[Query]) -> list[Highlight]:
    """The passages for the copy as the server draws it."""
    return [
        Highlight(query.anchor.start, query.anchor.end, _classes(query, query.anchor), query.number)
        for query in queries
        if query.anchor and not query.is_detached
    ]


def _classes(query: Query, anchor: Anchor) -> str:
    names = ["passage", "passage-open" if query.is_open else "passage-resolved"]
    if query.blocking:
        names.append("passage-blocking")
    if anchor.state != Anchor.State.EXACT:
        names.append(f"passage-{anchor.state}")
    return " ".join(names)
