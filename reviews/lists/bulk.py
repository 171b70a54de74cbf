"""The same act on many stories: each by its own domain call, with its own check of access.

What one story refuses keeps no other from being done. The answer says of each why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles.access import visible_articles
from articles.editing import details, filing
from articles.models import Article
from newsroom.errors import DomainError
from newsroom.models import User
from reviews.models import Round
from reviews.workflow import signoff

MOST_STORIES = 100
"""Stories of one act."""


class TooMany(DomainError):
    """More stories than one act takes, or none."""


@dataclass(frozen=True)
class Refusal:
    """A story that was left as it is, and the sentence that says why."""

    article: Article
    sentence: str


@dataclass
class Outcome:
    """What came of an act. ``gone`` are stories that this person does not see (any longer)."""

    done: list[Article] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    gone: int = 0


def move(*, ids: Iterable[int], stage: str, by: User, now: datetime) -> tuple[Outcome, Mapping[int, int]]:
    """Bring stories to the stage of that name, each on its desk; and from which stage each came."""
    before = dict(
        Round.objects.filter(article__in=list(ids), closed_at=None, stage__isnull=False).values_list(
            "article", "stage"
        )
    )

    def act(article: Article) -> None:
        signoff.pass_on(article=article, stage=signoff.stage_named(article, stage), by=by, now=now)

    outcome = _each(ids, by, act)
    return outcome, {article.pk: before[article.pk] for article in outcome.done if article.pk in before}


def move_back(*, stages: Mapping[int, int], by: User, now: datetime) -> Outcome:
    """Bring each story to a stage of its own: article → stage."""

    def act(article: Article) -> None:
        stage = signoff.find_stage(article, stages[article.pk])
        signoff.pass_on(article=article, stage=stage, by=by, now=now)

    return _each(stages, by, act)


def assign(*, ids: Iterable[int], author: User | None, by: User, now: datetime) -> Outcome:
    """Make somebody the author; ``None`` for no one."""
    return _each(ids, by, lambda article: _set(article, by, now, author=author))


def assign_editor(*, ids: Iterable[int], editor: User, by: User, now: datetime) -> Outcome:
    """Put an editor in charge."""
    return _each(ids, by, lambda article: _set(article, by, now, editor=editor))


def set_deadline(*, ids: Iterable[int], deadline: datetime | None, by: User, now: datetime) -> Outcome:
    """Set the deadline, or take it away."""
    return _each(ids, by, lambda article: _set(article, by, now, deadline=deadline))


def spike(*, ids: Iterable[int], by: User, now: datetime) -> Outcome:
    return _each(ids, by, lambda article: filing.spike(article=article, by=by, now=now))


def unspike(*, ids: Iterable[int], by: User, now: datetime) -> Outcome:
    return _each(ids, by, lambda article: filing.unspike(article=article, by=by, now=now))


def _set(article: Article, by: User, now: datetime, **changed: Any) -> None:
    wanted = replace(details.details_of(article), **changed)
    details.set_details(article=article, details=wanted, by=by, now=now)


def _each(ids: Iterable[int], by: User, act: Callable[[Article], None]) -> Outcome:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise TooMany(_("Select at least one story."))
    if len(wanted) > MOST_STORIES:
        raise TooMany(_("Select %(count)d stories at most.") % {"count": MOST_STORIES})
    found = _articles(wanted, by)
    outcome = Outcome(gone=len(wanted) - len(found))
    for article in found:
        try:
            act(article)
        except DomainError as refusal:
            outcome.refused.append(Refusal(article, str(refusal)))
        else:
            outcome.done.append(article)
    return outcome


def _articles(ids: Sequence[int], by: User) -> list[Article]:
    """Those of the stories that this person sees, in the order in which they were chosen."""
    found = visible_articles(by).select_related("desk", "author").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
