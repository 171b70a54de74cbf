"""Rows of the outbox with everything their mails are made of: all the reading that delivery does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.models import User
from reviews import reading
from reviews.models import Event, Invitation, Notification, Query, facts, hours_of
from reviews.models.facts import Facts
from reviews.notifications import recipients, relevance
from reviews.notifications.acts import Act
from reviews.notifications.events import subject_now


@dataclass(frozen=True)
class ArticleMail:
    """A mail before it has words: the events that it reports to one person.

    ``rows`` are all that go with it, ``acts`` what is still to be said of them, in the order in which
    it happened. ``subject`` names the article's mail thread, ``invitation`` lets a guest in.
    """

    rows: tuple[Notification, ...]
    acts: tuple[Act, ...]
    subject: str
    reader_has_part: bool
    invitation: Invitation | None = None

    @property
    def lead(self) -> Notification:
        return self.rows[0]

    @property
    def reader(self) -> User:
        return self.lead.recipient

    @property
    def zone(self) -> tzinfo:
        """On whose clock the mail names moments."""
        return hours_of(self.reader).zone

    def held_until(self, now: datetime) -> datetime | None:
        """When this may leave, if its reader wants no mail now."""
        hours = hours_of(self.reader)
        presses = any(act.event.kind == Event.Kind.PRESSING for act in self.acts)
        return None if presses and hours.pressing_in_quiet else hours.quiet_ends(now)

    @property
    def stands_in(self) -> bool:
        """Whether it tells a deputy what waits for them as an absence begins."""
        return self.lead.event.kind == Event.Kind.STANDS_IN

    @property
    def names_a_deputy(self) -> bool:
        """Whether it tells of a deputy, and so of no story."""
        return self.lead.event.kind == Event.Kind.DEPUTY

    @cached_property
    def is_one_story(self) -> bool:
        return len(self.articles) == 1 and not self.names_a_deputy

    @cached_property
    def articles(self) -> list[Article]:
        """Most mails are about one; a mail about blocked stories is about all of them."""
        return list({act.event.article_id: act.event.article for act in self.acts}.values())

    @property
    def article_id(self) -> int | None:
        return self.article.pk

    @property
    def attempts(self) -> int:
        return self.lead.attempts

    @property
    def refused(self) -> str:
        """Why this must not be sent, if it must not."""
        return "" if self.reader_has_part else _("This person is no longer on the desk.")

    @property
    def article(self) -> Article:
        return self.lead.event.article

    @cached_property
    def queries(self) -> list[Query]:
        """Each query the mail speaks of, once."""
        return list({query.pk: query for act in self.acts for query in act.queries}.values())

    @property
    def is_settled(self) -> bool:
        """Nothing is left to say, and nothing went wrong that would have to be said."""
        return self.reader_has_part and not self.acts

    @cached_property
    def ids(self) -> list[int]:
        return [row.pk for row in self.rows]

    @property
    def reported(self) -> list[int]:
        """The rows the mail speaks of; the others were settled meanwhile."""
        return [act.row.pk for act in self.acts]


def load(rows: QuerySet[Notification]) -> list[ArticleMail]:
    """The letters of these rows, oldest first; rows with one Message-ID are one letter.

    Six statements, however many rows, one more for guests, and two when there are stages or sign-offs
    among them.
    """
    loaded = acts(
        rows.annotate(has_part=recipients.has_part(person="recipient", desk="event__article__desk")).order_by(
            "pk"
        )
    )
    subjects = _subjects({act.row.event.article_id for act in loaded})
    current = relevance.load_relevance(loaded)
    invitations = _invitations(loaded)
    return [
        _article_mail(together, current, subjects, invitations.get(_key(together[0].row)))
        for together in _by_mail(loaded)
    ]


def acts(rows: QuerySet[Notification]) -> list[Act]:
    """What these rows tell of, in their order. Four statements, however many rows, and one more for the
    files of replies that came by mail."""
    loaded = list(
        rows.select_related(
            *("recipient__hours", "in_place_of__hours", "event__article__desk", "event__article__author"),
            *("event__actor", "event__stage", "event__round"),
        )
    )
    wanted = {row.pk: query_ids(row) for row in loaded}
    queries = _queries({pk for ids in wanted.values() for pk in ids})
    _name_turns([row.event for row in loaded if row.event.kind == Event.Kind.PRESSING], queries)
    return [Act(row, tuple(queries[pk] for pk in wanted[row.pk] if pk in queries)) for row in loaded]


def _by_mail(loaded: Iterable[Act]) -> list[list[Act]]:
    mails: dict[str, list[Act]] = {}
    for act in loaded:
        mails.setdefault(act.row.message_id, []).append(act)
    return sorted(mails.values(), key=lambda acts: min((act.row.not_before, act.row.pk) for act in acts))


def _article_mail(
    together: Sequence[Act],
    current: relevance.Relevance,
    subjects: dict[int, str],
    invitation: Invitation | None,
) -> ArticleMail:
    article = together[0].row.event.article
    readable = [act for act in together if _may_read(act.row, invitation)]
    return ArticleMail(
        rows=tuple(act.row for act in together),
        acts=current.of(readable),
        subject=subjects.get(article.pk) or subject_now(article),
        reader_has_part=bool(readable),
        invitation=invitation,
    )


def _may_read(row: Notification, invitation: Invitation | None) -> bool:
    """``row`` is annotated with ``has_part``. A guest whose invitation ran out still hears how to go on."""
    if row.recipient.is_guest:
        return row.recipient.is_active and invitation is not None and invitation.revoked_at is None
    has_part: bool = row.has_part  # type: ignore[attr-defined]
    return row.recipient.is_active and (has_part or row.recipient.is_superuser)


def _key(row: Notification) -> tuple[int, int]:
    return row.event.article_id, row.recipient_id


def _invitations(loaded: Iterable[Act]) -> dict[tuple[int, int], Invitation]:
    """What lets the guests among the readers in, by article and person."""
    guests = {_key(act.row) for act in loaded if act.row.recipient.is_guest}
    if not guests:
        return {}
    articles, people = zip(*guests, strict=True)
    found = Invitation.objects.select_related("invited_by").filter(article__in=articles, person__in=people)
    return {(one.article_id, one.person_id): one for one in found}


def query_ids(row: Notification) -> Sequence[int]:
    """The queries a row tells of; of copy that came in with many, only its reader's own."""
    if row.event.query_id is not None:
        return [row.event.query_id]
    return facts.of_queries(row.event).notified.get(row.recipient_id, ())


def _queries(ids: Iterable[int]) -> dict[int, Query]:
    queries = Query.objects.select_related("anchor", "asked_by", "assigned_to").prefetch_related(
        "replies__author"
    )
    found = queries.in_bulk(list(ids))
    reading.read_files(found.values())
    return found


def _name_turns(pressing: Sequence[Event], queries: dict[int, Query]) -> None:
    """Who is waited for, where a mail says so: as it was when it was found to press."""
    if not pressing:
        return
    last = max(event.happened_at for event in pressing)
    found = Query.objects.filter(pk__in=[event.query_id for event in pressing]).with_turn(last)
    turns = {query.pk: query.turn_id for query in found.only("pk")}
    named = [query for pk, query in queries.items() if pk in turns]
    for query in named:
        query.turn_id = turns[query.pk]
    known = [*(event.article.author for event in pressing), *(query.assigned_to for query in named)]
    reading.name_turns(named, known=known)


def _subjects(article_ids: Iterable[int]) -> dict[int, str]:
    """The subject of each article's thread: that of its first event."""
    first = (
        Event.objects.filter(article__in=article_ids)
        .order_by()
        .values("article")
        .annotate(first=Min("pk"))
        .values("first")
    )
    found = Event.objects.filter(pk__in=first).values_list("article_id", "facts")
    return {article_id: Facts.from_json(stored).subject for article_id, stored in found}
