"""A person's updates: all their notifications, whether or not an email was sent.

They say what happened. What is to be done about it is the other half of the inbox: ``reviews.lists.to_do``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Func, IntegerField, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.models import Membership, User
from newsroom.shortening import shortened
from newsroom.sql import read_compiled
from reviews.models import Event, Notification, Query, SignOff, facts
from reviews.models.notification import NotificationQuerySet
from reviews.notifications import mail_data, summaries
from reviews.notifications.acts import Act
from reviews.notifications.mail import content, phrases, signed_links
from reviews.notifications.mail.content import Passage
from reviews.notifications.mail.signed_links import LinkRefused

PER_PAGE = 30
WORDS_LENGTH = 280


@dataclass(frozen=True)
class Question:
    """A query of an item: its passage, and the last words about it (who, what)."""

    passage: Passage
    who: str
    words: str


@dataclass(frozen=True)
class Item:
    """One notification as the inbox shows it."""

    pk: int
    link: str
    opening: str
    questions: tuple[Question, ...]
    is_resolved: bool
    happened_at: datetime
    is_unread: bool


@dataclass(frozen=True)
class Group:
    """What stands together: items of one article, all of them seen or none, the newest first.

    ``summary`` counts what happened; whoever follows ``link`` has seen all of it.
    """

    article: Article
    is_unread: bool
    items: tuple[Item, ...]
    summary: str
    link: str

    @property
    def is_bundle(self) -> bool:
        """Whether the summary stands for several items."""
        return len(self.items) > 1


@dataclass(frozen=True)
class Update:
    """The same in one line: ``pk`` is that of the newest item."""

    pk: int
    article: Article
    is_unread: bool
    summary: str
    link: str
    happened_at: datetime


@dataclass(frozen=True)
class Inbox:
    page: Page[Notification]
    groups: tuple[Group, ...]


def items_of(person: User | AnonymousUser) -> NotificationQuerySet:
    """What this person was told about articles they see now."""
    if not isinstance(person, User) or not person.is_active:
        return Notification.objects.none()
    return _items_of(person.pk, is_superuser=person.is_superuser)


def _items_of(person: int, *, is_superuser: bool) -> NotificationQuerySet:
    mine = Notification.objects.filter(recipient=person)
    if is_superuser:
        return mine
    return mine.filter(event__article__desk__in=Membership.objects.filter(user=person).values("desk"))


def unread_count(person: User | AnonymousUser) -> int:
    """One statement, on an index of nothing but what is unread."""
    if not isinstance(person, User) or not person.is_active:
        return 0
    [[count]] = read_compiled(
        ("inbox.unread", person.is_superuser), [person.pk], _counted(person.is_superuser)
    )
    return int(count)


def _counted(is_superuser: bool) -> Callable[[Sequence[Any]], QuerySet[Notification, Any]]:
    def build(values: Sequence[Any]) -> QuerySet[Notification, Any]:
        mine = _items_of(values[0], is_superuser=is_superuser).unread().order_by()
        return mine.values_list(Func("pk", function="COUNT", output_field=IntegerField()))

    return build


def inbox(person: User, *, page: int | str) -> Inbox:
    """A page of the inbox: unread first, of each the newest first, grouped by article."""
    shown = Paginator(_in_order(person), PER_PAGE).get_page(page)
    rows: QuerySet[Notification] = shown.object_list  # type: ignore[assignment]  # a slice of the queryset
    return Inbox(shown, tuple(_grouped(mail_data.acts(rows))))


def latest(person: User, *, most: int) -> list[Update]:
    """The first stories of the inbox, each with what happened in one line. One statement."""
    rows = _in_order(person).select_related("event__article", "event__query")[:PER_PAGE]
    together: dict[tuple[bool, int], list[Notification]] = {}
    for row in rows:
        together.setdefault((row.seen_at is None, row.event.article_id), []).append(row)
    return [_update(found) for found in list(together.values())[:most]]


def notified_of_query(query: Query) -> NotificationQuerySet:
    """Who was notified of a query and of its later events, the latest first. Of copy that came in with
    many and of an invitation to answer many, only those people whose own this one was."""
    filed = {
        event.pk: [person for person, about in facts.of_queries(event).notified.items() if query.pk in about]
        for event in Event.objects.filter(
            article=query.article_id,
            kind__in=(Event.Kind.ASKED, Event.Kind.INVITED, Event.Kind.STANDS_IN),
            query=None,
        )
    }
    about = Q(event__query=query.pk)
    for event, people in filed.items():
        about |= Q(event=event, recipient__in=people)
    return _notified(about)


def notified_of_signoff(signoff: SignOff) -> NotificationQuerySet:
    """Who was notified of a sign-off, the latest first: that it brought the copy to the next stage, that it
    went stale, and that the copy left with it."""
    of_round = Q(event__round=signoff.round_id)
    passed_on = Q(
        event__kind=Event.Kind.STAGE_DUE, event__actor=signoff.signer_id, event__happened_at=signoff.signed_at
    )
    stale = Q(
        event__kind=Event.Kind.STALE,
        event__stage=signoff.stage_id,
        event__facts__revision=signoff.revision_id,
        event__facts__signers__0=signoff.signer_id,
    )
    return _notified(of_round & (passed_on | stale | Q(event__kind=Event.Kind.RELEASED)))


def _notified(about: Q) -> NotificationQuerySet:
    return Notification.objects.filter(about).select_related("event", "recipient").order_by("-pk")


def see(person: User, ids: Iterable[int], *, now: datetime) -> int:
    """Mark these items of this person as read; others' stay as they are. Says how many changed."""
    return Notification.objects.filter(recipient=person, pk__in=list(ids)).see(now=now)


def see_story(person: User, pk: int, *, now: datetime) -> int:
    """Mark as read what came of a story up to this item of this person; what came since was not seen."""
    return _of_story(person.pk, pk).see(now=now)


def see_all(person: User, *, up_to: int, now: datetime) -> int:
    """Mark as read whatever stood there when ``up_to`` was the newest: what came since was not seen."""
    return Notification.objects.filter(recipient=person, pk__lte=up_to).see(now=now)


def see_by_link(token: str, *, viewer: User | AnonymousUser, now: datetime) -> int:
    """Somebody followed the link of an item: mark it as read, unless somebody else is signed in here.

    A link that is not one of ours marks nothing: it still leads to the article.
    """
    try:
        person, row, whole = signed_links.read_seen(token)
    except LinkRefused:
        return 0
    if isinstance(viewer, User) and viewer.pk != person:
        return 0
    if whole == signed_links.WHOLE_STORY:
        return _of_story(person, row).see(now=now)
    one = Notification.objects.filter(recipient=person, pk=row)
    if whole != signed_links.WHOLE_MAIL:
        return one.see(now=now)
    its_mail = Q(message_id__in=one.values("message_id"), state=Notification.State.SENT)
    return Notification.objects.filter(Q(pk=row) | its_mail, recipient=person).see(now=now)


def _of_story(person: int, row: int) -> NotificationQuerySet:
    """The items of the story of one item, up to it."""
    story = Notification.objects.filter(recipient=person, pk=row).values("event__article")
    return Notification.objects.filter(recipient=person, pk__lte=row, event__article__in=story)


def _in_order(person: User) -> NotificationQuerySet:
    is_seen = ExpressionWrapper(Q(seen_at__isnull=False), output_field=BooleanField())
    return items_of(person).annotate(is_seen=is_seen).order_by("is_seen", "-pk")


def _update(rows: Sequence[Notification]) -> Update:
    newest = rows[0]
    query = newest.event.query if len(rows) == 1 else None
    return Update(
        newest.pk,
        newest.event.article,
        newest.seen_at is None,
        summaries.summary(rows),
        signed_links.to_story(newest, [query] if query else []),
        newest.event.happened_at,
    )


def _grouped(acts: Sequence[Act]) -> Iterable[Group]:
    together: dict[tuple[bool, int], list[Act]] = {}
    for act in acts:
        together.setdefault((act.row.seen_at is None, act.row.event.article_id), []).append(act)
    for (is_unread, _article), found in together.items():
        newest = found[0]
        yield Group(
            newest.event.article,
            is_unread,
            tuple(map(_item, found)),
            summaries.summary([act.row for act in found]),
            signed_links.to_story(newest.row, newest.queries),
        )


def _item(act: Act) -> Item:
    row, event = act.row, act.row.event
    return Item(
        pk=row.pk,
        link=signed_links.to_item(row, act.queries),
        opening=phrases.then(event, act.queries, follows=row.only_follows, reader=row.recipient),
        questions=tuple(_question(query, event) for query in act.queries),
        is_resolved=bool(act.queries) and not any(query.is_open for query in act.queries),
        happened_at=event.happened_at,
        is_unread=row.seen_at is None,
    )


def _question(query: Query, event: Event) -> Question:
    """With the reply when there was one, else with the question."""
    reply = next((reply for reply in query.replies.all() if reply.pk == event.reply_id), None)
    who, message = (reply.writer, reply) if reply else (query.asker, query)
    words = str(message) or _("Suggested: “%(words)s”") % {"words": message.proposed}
    short = shortened(words, WORDS_LENGTH)
    return Question(content.passage_of(query.anchor), who or _("Query in the draft"), short)
