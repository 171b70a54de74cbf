"""What waits for people in the morning: all the reading their digests need, for many people at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.models import Membership, User
from reviews.models import Digest, Hours, Notification, Query, Reply, Round, SignOff, hours_of
from reviews.notifications import mail_data, relevance
from reviews.notifications.acts import Act

Role = Membership.Role
OVERDUE_FOR = timedelta(days=7)
"""A story whose deadline is longer past is nobody's news in the morning."""


@dataclass
class Story:
    """One article with what waits there for the reader; ``due_today`` on the reader's own clock."""

    article: Article
    due_today: bool = False
    to_answer: list[Query] = field(default_factory=list)
    in_place_of: dict[int, User] = field(default_factory=dict)
    to_resolve: list[Query] = field(default_factory=list)
    to_sign: list[Round] = field(default_factory=list)
    news: list[Act] = field(default_factory=list)

    @property
    def has_something(self) -> bool:
        return bool(self.due_today or self.to_answer or self.to_resolve or self.to_sign or self.news)


@dataclass(frozen=True)
class DigestData:
    """A digest before it has words: the stories by deadline, those without one at the end.

    ``held`` are the notifications that waited for it, ``news`` those of them it speaks of.
    """

    row: Digest
    stories: tuple[Story, ...]
    held: tuple[int, ...]
    news: tuple[int, ...]

    @property
    def reader(self) -> User:
        return self.row.person

    @property
    def zone(self) -> tzinfo:
        return hours_of(self.reader).zone

    @property
    def ids(self) -> list[int]:
        return [self.row.pk]

    @property
    def reported(self) -> list[int]:
        return [self.row.pk]

    @property
    def attempts(self) -> int:
        return self.row.attempts

    @property
    def article_id(self) -> int | None:
        return None

    @property
    def is_settled(self) -> bool:
        return not self.refused and not self.stories

    @property
    def refused(self) -> str:
        return "" if self.reader.is_active else _("This person’s account is no longer active.")

    def held_until(self, now: datetime) -> datetime | None:
        return hours_of(self.reader).quiet_ends(now)


def load(rows: QuerySet[Digest], *, now: datetime) -> list[DigestData]:
    """The digests of these rows. A fixed number of statements, however many."""
    digests = list(rows.select_related("person__hours").order_by("pk"))
    people = {digest.person_id: digest.person for digest in digests}
    read = _Reading(people, now)
    return [_digest_data(digest, read) for digest in digests]


class _Reading:
    """What is read once for all these people."""

    def __init__(self, people: Mapping[int, User], now: datetime) -> None:
        self.people, self.now = people, now
        parts = Membership.objects.filter(user__in=people).values_list("user", "desk", "role")
        self.roles = {(user, desk): role for user, desk, role in parts}
        self.desks = {desk for _, desk in self.roles}
        self.absent = self._absent()
        self.queries = self._queries()
        self.rounds = self._rounds()
        self.groups: dict[int, set[int]] = {}
        for user, group in User.groups.through.objects.filter(user__in=people).values_list(
            "user_id", "group_id"
        ):
            self.groups.setdefault(user, set()).add(group)
        self.signed = set(
            SignOff.objects.filter(round__in=self.rounds, withdrawn_at=None).values_list(
                "round", "stage", "signer", "digest"
            )
        )
        self.due = self._due()
        self.held = self._held()

    def _absent(self) -> dict[int, Hours]:
        away = Hours.objects.filter(away_from__lte=self.now, away_until__gt=self.now)
        return {hours.person_id: hours for hours in away.select_related("person", "deputy__hours")}

    def _queries(self) -> list[Query]:
        waiting = Query.objects.waiting_for(*self.people, now=self.now)
        return list(
            waiting.select_related("anchor", "article__desk", "article__author", "asked_by", "assigned_to")
            .prefetch_related(Prefetch("replies", queryset=Reply.objects.select_related("author")))
            .order_by("asked_at", "pk")
        )

    def _rounds(self) -> list[Round]:
        open_rounds = Round.objects.filter(
            closed_at=None,
            stage__isnull=False,
            article__state=Article.State.OPEN,
            article__desk__in=self.desks,
        )
        return list(open_rounds.select_related("stage", "article__desk", "article__author"))

    def _due(self) -> list[Article]:
        near = (self.now - OVERDUE_FOR, self.now + timedelta(days=2))
        return list(
            Article.objects.in_progress()
            .filter(desk__in=self.desks, deadline__range=near)
            .select_related("desk", "author")
        )

    def _held(self) -> dict[int, list[Act]]:
        waits = Notification.objects.filter(recipient__in=self.people, state=Notification.State.DIGEST)
        found: dict[int, list[Act]] = {}
        for act in mail_data.acts(waits.order_by("pk")):
            found.setdefault(act.row.recipient_id, []).append(act)
        return found


def _digest_data(digest: Digest, read: _Reading) -> DigestData:
    stories: dict[int, Story] = {}
    person = digest.person
    _add_queries(stories, person, read)
    _add_rounds(stories, person, read)
    _add_due(stories, person, read)
    held = read.held.get(person.pk, [])
    news = relevance.load_relevance(held).of(
        [act for act in held if _has_part(person, act.event.article, read)]
    )
    for act in news:
        _story(stories, act.event.article).news.append(act)
    reported = sorted((story for story in stories.values() if story.has_something), key=_by_deadline)
    return DigestData(
        digest, tuple(reported), tuple(act.row.pk for act in held), tuple(act.row.pk for act in news)
    )


def _add_queries(stories: dict[int, Story], person: User, read: _Reading) -> None:
    for query in read.queries:
        article = query.article
        if not _has_part(person, article, read):
            continue
        edits = read.roles.get((person.pk, article.desk_id)) == Role.EDITOR
        if not query.waits_for(person.pk, edits=edits):
            continue
        if query.state == Query.State.ANSWERED:
            _story(stories, article).to_resolve.append(query)
            continue
        story = _story(stories, article)
        story.to_answer.append(query)
        if away := read.absent.get(query.owner_id_in(article) or 0):
            story.in_place_of[query.pk] = away.person


def _add_rounds(stories: dict[int, Story], person: User, read: _Reading) -> None:
    for round in read.rounds:
        article, stage = round.article, round.stage
        if stage is None or not _speaks(person, article, read):
            continue
        may_sign = stage.may_be_signed_by(person.pk, read.groups.get(person.pk, ()), article=article)
        if may_sign and (round.pk, stage.pk, person.pk, article.digest) not in read.signed:
            _story(stories, article).to_sign.append(round)


def _add_due(stories: dict[int, Story], person: User, read: _Reading) -> None:
    """Stories due today, or overdue: one's own, and for editors those of the desk."""
    zone = hours_of(person).zone
    today = read.now.astimezone(zone).date()
    for article in read.due:
        role = read.roles.get((person.pk, article.desk_id))
        is_theirs = role == Role.EDITOR or (_speaks(person, article, read) and article.author_id == person.pk)
        if is_theirs and article.deadline and article.deadline.astimezone(zone).date() <= today:
            _story(stories, article).due_today = True


def _story(stories: dict[int, Story], article: Article) -> Story:
    return stories.setdefault(article.pk, Story(article))


def _speaks(person: User, article: Article, read: _Reading) -> bool:
    return read.roles.get((person.pk, article.desk_id)) not in (None, Role.VIEWER)


def _has_part(person: User, article: Article, read: _Reading) -> bool:
    return person.is_superuser or (person.pk, article.desk_id) in read.roles


def _by_deadline(story: Story) -> tuple[bool, float, int]:
    deadline = story.article.deadline
    return deadline is None, deadline.timestamp() if deadline else 0.0, story.article.pk
