"""The table of stories: what narrows it, its order, and one page of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import NullIf
from django.utils import timezone

from articles.access import Actor, visible_articles, visible_desks
from articles.models import Article, CoAuthor
from articles.models.article import with_words
from newsroom.models import Desk, Membership, User
from newsroom.sql import compiled
from reviews.lists.stage_order import in_order
from reviews.models import Round
from reviews.reading import concerning, with_counts

PER_PAGE = 50
LONGEST_NAME = 200  # characters
MOST_PEOPLE = 500
"""People who can be chosen from."""

_AT_STAGE = Round.objects.filter(article=OuterRef("pk")).order_by("-number")
SORTS: Final[dict[str, F | Func | Subquery]] = {
    "deadline": F("deadline"),
    "headline": F("headline_key"),
    "desk": F("desk__name"),
    "stage": Subquery(_AT_STAGE.values("stage__position")[:1]),
    "author": F("author__name"),
    "editor": F("editor__name"),
    "section": NullIf(F("section"), Value("")),
    "priority": F("priority"),
    "changed": F("updated_at"),
}
"""What a list can be sorted by, as an address names it; with a hyphen before it from the end."""
FIRST_SORT: Final = "deadline"


@dataclass(frozen=True)
class Filters:
    """What a list of stories is narrowed to, and its order. Empty means everything in progress.

    ``author`` and ``editor`` are keys of people. The two days are the reader's, and both are part of the
    range.
    """

    words: str = ""
    desk: str = ""
    stage: str = ""
    state: str = Article.State.OPEN
    author: int | None = None
    editor: int | None = None
    section: str = ""
    priority: int | None = None
    mine: bool = False
    overdue: bool = False
    due_from: date | None = None
    due_until: date | None = None
    sort: str = FIRST_SORT

    @property
    def is_unusable(self) -> bool:
        """Whether something is named that nothing can be called and no database looks for."""
        named = (self.words, self.desk, self.stage, self.state, self.section)
        return any("\x00" in name or len(name) > LONGEST_NAME for name in named)


@dataclass(frozen=True)
class Choices:
    """What the filters of a person offer. ``stages`` are names: desks share them. ``editors`` are those of
    the people who can be in charge of a story."""

    desks: tuple[Desk, ...]
    stages: tuple[str, ...]
    people: tuple[User, ...]
    editors: tuple[User, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that the desks list, each once. A desk without a list has any."""
        return tuple(dict.fromkeys(section for desk in self.desks for section in desk.sections))


def stories(actor: Actor | AnonymousUser, filters: Filters, *, now: datetime) -> QuerySet[Article]:
    """The stories this person sees, in their order; those without a deadline come last, newest first."""
    if filters.is_unusable:
        return Article.objects.none()
    found = visible_articles(actor).begun().filter(*conditions(actor, filters, now=now).values())
    return found.order_by(*_order(filters.sort), "-created_at", "-pk")


def conditions(actor: Actor | AnonymousUser, filters: Filters, *, now: datetime) -> dict[str, Q]:
    """What each filter that is chosen asks for, by its name."""
    found: dict[str, Q] = {}
    if filters.state:
        found["state"] = Q(state=filters.state)
    if filters.desk:
        found["desk"] = Q(desk__slug=filters.desk)
    if filters.words.strip():
        found["words"] = with_words(filters.words)
    if filters.author is not None:
        written = CoAuthor.objects.filter(person=filters.author).values("article")
        found["author"] = Q(author=filters.author) | Q(pk__in=written)
    if filters.editor is not None:
        found["editor"] = Q(editor=filters.editor)
    if filters.section.strip():
        found["section"] = Q(section__iexact=filters.section.strip())
    if filters.priority is not None:
        found["priority"] = Q(priority=filters.priority)
    if filters.overdue:
        found["overdue"] = Q(state=Article.State.OPEN, deadline__lt=now)
    if filters.stage:
        at = Round.objects.filter(closed_at=None, stage__name=filters.stage)
        found["stage"] = Q(pk__in=at.values("article"))
    if filters.mine and isinstance(actor, User):
        found["mine"] = concerning(actor, now=now)
    if filters.due_from:
        found["due_from"] = Q(deadline__gte=beginning_of(filters.due_from))
    if filters.due_until:
        found["due_until"] = Q(deadline__lt=beginning_of(filters.due_until + timedelta(days=1)))
    return found


def beginning_of(day: date) -> datetime:
    """The first moment of a day on the reader's clock."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _order(sort: str) -> Iterable[OrderBy]:
    """By what was chosen, and then by deadline. What is empty comes last, from either end."""
    name, from_end = sort.removeprefix("-"), sort.startswith("-")
    column = SORTS.get(name, SORTS[FIRST_SORT])
    yield column.desc(nulls_last=True) if from_end else column.asc(nulls_last=True)
    if column is not SORTS[FIRST_SORT]:
        yield F("deadline").asc(nulls_last=True)


def page_of_stories(
    actor: Actor | AnonymousUser, filters: Filters, *, page: int | str, now: datetime
) -> Page[Article]:
    """One page of stories, counted in the statements of the page alone and not of the whole list: each with
    ``stage_name``, ``round_number``, ``blocking_count`` and ``open_count``."""
    narrowed = stories(actor, filters, now=now)
    shown = Paginator(narrowed, PER_PAGE).get_page(page)
    ids = [article.pk for article in shown.object_list.only("pk")]  # type: ignore[attr-defined]
    by_id = {article.pk: article for article in _rows(ids)}
    shown.object_list = [by_id[pk] for pk in ids if pk in by_id]
    return shown


def without_each(actor: Actor | AnonymousUser, filters: Filters, *, now: datetime) -> Mapping[str, int]:
    """Of a list that is empty: how many stories there would be without each filter, where there would be
    any. One statement."""
    chosen = conditions(actor, filters, now=now)
    if filters.is_unusable or not chosen:
        return {}
    counts = {
        f"without_{left_out}": Count(
            "pk", filter=_all(asked for name, asked in chosen.items() if name != left_out)
        )
        for left_out in chosen
    }
    found: dict[str, int] = visible_articles(actor).begun().aggregate(**counts)
    return {name.removeprefix("without_"): count for name, count in found.items() if count}


def _all(asked: Iterable[Q]) -> Q:
    return reduce(and_, asked, Q(pk__isnull=False))


def choices(actor: User) -> Choices:
    """The desks this person sees, by name, the names of their stages in their order, and who writes there.
    Two statements."""
    named = visible_desks(actor).annotate(stage=F("stages__name"))
    rows = list(named.order_by("name", "pk", "stages__position"))
    desks = {desk.pk: desk for desk in rows}
    workflows: dict[int, list[str]] = {pk: [] for pk in desks}
    for row in rows:
        if row.stage:
            workflows[row.pk].append(row.stage)
    people = tuple(_speaking_on(list(desks)))
    editors = tuple(person for person in people if person.edits)  # type: ignore[attr-defined]  # annotated
    return Choices(tuple(desks.values()), in_order(workflows.values()), people, editors)


@compiled
def _rows(keys: Sequence[int]) -> QuerySet[Article]:
    return with_counts(Article.objects.filter(pk__in=keys)).select_related("editor")


@compiled
def _speaking_on(desks: Sequence[int]) -> QuerySet[User]:
    """Who says something on these desks, by name; with ``edits``, whether as an editor."""
    speaking = Membership.objects.speaking().filter(desk__in=desks)
    editing = speaking.filter(user=OuterRef("pk"), role=Membership.Role.EDITOR)
    known = User.objects.filter(is_active=True, pk__in=speaking.values("user"))
    return known.annotate(edits=Exists(editing)).order_by("name", "pk")[:MOST_PEOPLE]
