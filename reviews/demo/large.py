"""A newsroom of any size, made up and written in bulk: to measure what pages do when there is much.

The rows are those that the acts of a working day would leave, without the acts: one statement for thousands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Max, Model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from articles.documents.digest import publication_digest
from articles.documents.notes import SCANNER_VERSION
from articles.models import Anchor, Article, Document, Revision
from articles.models.article import search_key
from newsroom.errors import Conflict
from newsroom.models import Desk, Membership, User
from newsroom.sql import analyze
from reviews.demo import words
from reviews.demo.newsroom import WORKFLOW, is_empty, refuse_in_production
from reviews.demo.words import WORDS
from reviews.models import Event, Notification, Query, Release, Reply, Round, Stage
from reviews.models.facts import Asked

DOMAIN = "large.saltmarsh.example"
BATCH = 2_000
PEOPLE_A_DESK = 20
DAYS = 730
"""Over so many days the stories are spread."""
IN_PROGRESS = 0.1
"""The part of the stories that is not released yet."""

Role = Membership.Role
Row = TypeVar("Row", bound=Model)
Progress = Callable[[str], None]


class NotEmpty(Conflict):
    """There is something in the database that was not made up here."""


@dataclass(frozen=True)
class Size:
    """How much there is to be. What is there already counts."""

    stories: int
    replies: int
    people: int


@dataclass(frozen=True)
class Staff:
    """A desk with its stages in their order, its people, and its writers among them."""

    desk: Desk
    stages: Sequence[Stage]
    people: Sequence[User]
    writers: Sequence[User]


def is_seeded() -> bool:
    """Whether everybody in the database was made up here."""
    others = User.objects.exclude(email__endswith=f"@{DOMAIN}")
    return User.objects.exists() and not others.exists()


def somebody() -> User:
    """Somebody to sign in as: an editor of a desk, who administers nothing."""
    return User.objects.filter(email__endswith=f"@{DOMAIN}", is_superuser=False).earliest("pk")


def seed(size: Size, *, password: str, force: bool, now: datetime, progress: Progress) -> None:
    """Write what is missing to that size. One transaction.

    Raises :class:`NotEmpty` where there is something else in the database, unless with ``force``, and
    :class:`~reviews.demo.newsroom.NoDemoInProduction`.
    """
    refuse_in_production()
    if not (force or is_empty() or is_seeded()):
        raise NotEmpty(
            _("There are people or stories already. Seed an empty database, or add to this one with --force.")
        )
    with transaction.atomic():
        staffs = _staffs(size.people, password)
        _Stories(staffs, now, progress).write(size)
    analyze()


def _staffs(people: int, password: str) -> list[Staff]:
    known = User.objects.filter(email__endswith=f"@{DOMAIN}").count()
    hashed = make_password(password)
    User.objects.bulk_create(
        User(
            email=f"{words.name(number).replace(' ', '.').lower()}.{number}@{DOMAIN}",
            name=words.name(number),
            password=hashed,
            is_demo=True,
            is_staff=number == 0,
            is_superuser=number == 0,
        )
        for number in range(known, people)
    )
    everybody = list(User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk"))
    count = max(1, min(len(WORDS["desks"]), len(everybody) // PEOPLE_A_DESK))
    return [_staff(WORDS["desks"][number], everybody[number::count]) for number in range(count)]


def _staff(name: str, people: Sequence[User]) -> Staff:
    """The first four of each ten are editors, then come two readers, three writers and a viewer."""
    desk, is_new = Desk.objects.get_or_create(slug=f"large-{name.lower()}", defaults={"name": name})
    groups = [Group.objects.get_or_create(name=f"{name}: {group}")[0] for _stage, group in WORKFLOW]
    if is_new:
        stages = enumerate(zip(WORKFLOW, groups, strict=True), start=1)
        made = [
            Stage(desk=desk, position=position, name=stage, group=group)
            for position, ((stage, _name), group) in stages
        ]
        bulk_create_with_history(made, Stage)
    roles = [*[Role.EDITOR] * 4, *[Role.READER] * 2, *[Role.WRITER] * 3, Role.VIEWER]
    parts = [Membership(user=one, desk=desk, role=roles[n % 10]) for n, one in enumerate(people)]
    Membership.objects.bulk_create(parts, ignore_conflicts=True)
    through = User.groups.through
    signers = (through(user=one, group=groups[n % 4]) for n, one in enumerate(people) if n % 10 < 6)
    through.objects.bulk_create(signers, ignore_conflicts=True)
    writers = [part.user for part in parts if part.role == Role.WRITER]
    return Staff(desk, list(desk.stages.order_by("position")), people, writers or list(people))


class _Stories:
    """Writes stories with their threads, batch by batch."""

    def __init__(self, staffs: Sequence[Staff], now: datetime, progress: Progress) -> None:
        self.staffs = {staff.desk.pk: staff for staff in staffs}
        self.now, self.progress = now, progress
        self.rng = Random(1)  # noqa: S311 - the same newsroom each time, and no secret
        self.copies = [words.copy(self.rng, paragraphs=3 + n % 8) for n in range(64)]

    def write(self, size: Size) -> None:
        missing = size.stories - Article.objects.count()
        replies, left = size.replies - Reply.objects.count(), missing
        number = (Article.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        while left > 0:
            count = min(BATCH, left)
            share = round(replies * count / left)
            self._batch(number, count, share)
            number, left, replies = number + count, left - count, replies - share
            self.progress(_("%(count)d of %(all)d stories") % {"count": missing - left, "all": missing})

    def _batch(self, first: int, count: int, replies: int) -> None:
        copies = [self.rng.choice(self.copies) for _ in range(count)]
        made = [self._article(number, copy) for number, copy in enumerate(copies, start=first)]
        articles = bulk_create_with_history([article for article, _text in made], Article, batch_size=BATCH)
        texts = [text for _article, text in made]
        documents = _write(self._document(*one) for one in zip(articles, texts, strict=True))
        revisions = _write(_revision(*one) for one in zip(articles, documents, strict=True))
        rounds = _write(self._round(article) for article in articles)
        finished = [one for one in zip(articles, rounds, revisions, strict=True) if not one[0].is_open]
        _write(self._release(*one) for one in finished)
        self._threads(articles, copies, replies)

    def _article(self, number: int, copy: words.Copy) -> tuple[Article, str]:
        staff = self.staffs[self.rng.choice(list(self.staffs))]
        author, title = self.rng.choice(staff.writers), words.headline(self.rng)
        is_open = self.rng.random() < IN_PROGRESS
        filed = self.now - timedelta(minutes=self.rng.randrange(2_880 if is_open else DAYS * 1440))
        content = copy.with_headline(title)
        article = Article(
            slug=f"{slugify(title)[:60].strip('-')}-{number}",
            desk=staff.desk,
            author=author,
            byline=author.name,
            state=Article.State.OPEN if is_open else Article.State.RELEASED,
            deadline=filed + timedelta(hours=self.rng.randrange(4, 120)) if self.rng.random() < 0.8 else None,
            headline=title,
            headline_key=search_key(title),
            words=copy.words + len(title.split()),
            created_at=filed,
            created_by=author,
            updated_at=filed,
        )
        article.digest = publication_digest(
            document=content, byline=article.byline, language=article.language, direction=article.direction
        )
        return article, content

    def _document(self, article: Article, content: str) -> Document:
        return Document(
            article=article, content=content, edited_by=article.author, edited_at=article.created_at
        )

    def _round(self, article: Article) -> Round:
        stages = self.staffs[article.desk_id].stages
        stage = self.rng.choice(stages) if article.is_open else stages[-1]
        closed_at = None if article.is_open else article.created_at + timedelta(hours=5)
        return Round(
            article=article, number=1, stage=stage, opened_at=article.created_at, closed_at=closed_at
        )

    def _release(self, article: Article, round: Round, revision: Revision) -> Release:
        staff, at = self.staffs[article.desk_id], round.closed_at or self.now
        by = self.rng.choice(staff.people)
        return Release(
            article=article,
            round=round,
            revision=revision,
            digest=article.digest,
            certificate={
                "article": article.slug,
                "headline": article.headline,
                "desk": staff.desk.name,
                "round": 1,
                "revision": 1,
                "digest": article.digest,
                "scanner": SCANNER_VERSION,
                "signatures": [],
                "queries_resolved": 0,
                "queries_open": 0,
                "queries_open_not_blocking": 0,
                "cleared": [],
                "released_by": by.name,
                "released_at": at.isoformat(),
            },
            exports={},
            released_at=at,
            released_by=by,
        )

    def _threads(self, articles: Sequence[Article], copies: Sequence[words.Copy], replies: int) -> None:
        """A query for three replies, each on a story by chance; all are resolved where it was released."""
        numbers: Counter[int] = Counter()
        chosen = [self.rng.randrange(len(articles)) for _ in range(-(-replies // 3))]
        anchors = _write(self._anchor(articles[n], copies[n]) for n in chosen)
        made = []
        for n, anchor in zip(chosen, anchors, strict=True):
            numbers[n] += 1
            made.append(self._query(articles[n], anchor, numbers[n]))
        queries = _write(made)
        _write(self._reply(queries[n // 3], n % 3) for n in range(replies))
        events = _write(map(_asked, queries))
        _write(_notification(event, self.now) for event in events)

    def _anchor(self, article: Article, copy: words.Copy) -> Anchor:
        quote, start, end = self.rng.choice(copy.passages)
        behind = len(article.headline)
        return Anchor(
            document_id=article.pk, start=start + behind, end=end + behind, quote=quote, made_at_version=0
        )

    def _query(self, article: Article, anchor: Anchor, number: int) -> Query:
        people = self.staffs[article.desk_id].people
        asked_at = article.created_at + timedelta(minutes=self.rng.randrange(1, 240))
        state = self.rng.choice(Query.State.values) if article.is_open else Query.State.RESOLVED
        is_resolved = state == Query.State.RESOLVED
        return Query(
            article=article,
            number=number,
            anchor=anchor,
            question=self.rng.choice(WORDS["questions"]),
            kind=self.rng.choice(Query.Kind.values),
            blocking=self.rng.random() < 0.7,
            state=state,
            asked_by=self.rng.choice(people),
            assigned_to=self.rng.choice([article.author, None, self.rng.choice(people)]),
            asked_at=asked_at,
            resolved_at=asked_at + timedelta(hours=2) if is_resolved else None,
            resolved_by=self.rng.choice(people) if is_resolved else None,
        )

    def _reply(self, query: Query, turn: int) -> Reply:
        author = query.asked_by if turn == 1 else query.article.author
        at = query.asked_at + timedelta(minutes=7 * (turn + 1))
        return Reply(query=query, author=author, body=self.rng.choice(WORDS["answers"]), created_at=at)


def _write(rows: Iterable[Row]) -> list[Row]:
    """Insert rows, some thousands at a time."""
    written: list[Row] = []
    left: Iterator[Row] = iter(rows)
    while part := list(islice(left, BATCH)):
        manager: Any = type(part[0])._default_manager
        written += manager.bulk_create(part)
    return written


def _revision(article: Article, document: Document) -> Revision:
    return Revision(
        article=article,
        number=1,
        reason=Revision.Reason.IMPORTED,
        version=0,
        content=document.content,
        headline=article.headline,
        byline=article.byline,
        language=article.language,
        direction=article.direction,
        words=article.words,
        digest=article.digest,
        created_at=article.created_at,
        created_by=article.author,
    )


def _asked(query: Query) -> Event:
    return Event(
        kind=Event.Kind.ASKED,
        article=query.article,
        actor=query.asked_by,
        query=query,
        happened_at=query.asked_at,
        facts=Asked(subject=query.article.headline).to_json(),
    )


def _notification(event: Event, now: datetime) -> Notification:
    """Of who it is assigned to or the author; seen unless it is of the last two days."""
    query = event.query
    recipient = (query and query.assigned_to) or event.article.author
    at = event.happened_at
    return Notification(
        event=event,
        recipient=recipient,
        message_id=f"<{event.pk}@{DOMAIN}>",
        state=Notification.State.INBOX_ONLY,
        not_before=at,
        created_at=at,
        seen_at=at if now - at > timedelta(days=2) else None,
    )
