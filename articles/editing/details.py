"""The details of a story: what is published with its text, who works on it, and what it is filed under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from articles import access
from articles.access import Actor
from articles.announcing import announce
from articles.editing import edits
from articles.history import revisions
from articles.models import Article, CoAuthor, Tag, direction_of
from articles.models.co_author import MOST_CO_AUTHORS
from articles.models.tag import LONGEST_TAG, MOST_TAGS, distinct_tags
from newsroom.errors import DomainError
from newsroom.models import User

MANAGED: Final = ("deadline", "embargo_until", "author", "co_authors", "editor", "priority")
"""Details that editors set."""
_ROWS: Final = frozenset({"co_authors", "tags"})
"""Details that have rows of their own."""

author_changed = Signal()
"""Sent with ``article``, ``former`` (its author until now, or ``None``), ``by`` and ``now``, in the
transaction that gives a story another author."""


class AuthorRefused(DomainError):
    """Somebody cannot be an author, or the editor in charge: their role on the desk does not allow it."""


class TagsRefused(DomainError):
    """These are more tags, or longer ones, than a story has."""


@dataclass(frozen=True)
class Details:
    """The details of an article. ``None`` for a moment or the target, in words, means that there is none."""

    byline: str
    language: str
    deadline: datetime | None
    embargo_until: datetime | None
    author: User | None
    target_words: int | None = None
    co_authors: tuple[User, ...] = ()
    editor: User | None = None
    section: str = ""
    slugline: str = ""
    priority: int = Article.Priority.NORMAL
    tags: tuple[str, ...] = ()
    desk_notes: str = ""


NAMES: Final = tuple(field.name for field in fields(Details))


def details_of(article: Article) -> Details:
    """The details as they are. Two statements, for the co-authors and the tags."""
    columns = {name: getattr(article, name) for name in NAMES if name not in _ROWS}
    others = article.co_authors.select_related("person").order_by("position")
    return Details(
        **columns, co_authors=tuple(one.person for one in others), tags=tuple(map(str, article.tags.all()))
    )


def set_details(*, article: Article, details: Details, by: Actor, now: datetime) -> None:
    """Change the details of a story in progress.

    A detail that equals the one ``article`` was read with stays as it is in the database, even if somebody
    changed it meanwhile. Writers may change those of their own copy but :data:`MANAGED`, editors everything.
    Raises :class:`AuthorRefused`, :class:`TagsRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    seen = details_of(article)
    details = replace(details, tags=tuple(distinct_tags(details.tags).values()))
    wanted = {name: getattr(details, name) for name in NAMES if getattr(details, name) != getattr(seen, name)}
    with transaction.atomic():
        document = edits.lock_for_edit(article, by=by)
        former = details_of(article)
        details = replace(former, **wanted)
        _require(article, former, details, by)
        if (former.byline, former.language) != (details.byline, details.language):
            revisions.freeze_before_edit(article=article, document=document, by=by, now=now)
        for name in NAMES:
            if name not in _ROWS:
                setattr(article, name, getattr(details, name))
        article.planning = _planning_with(article, former.author, details.author)
        article.direction = direction_of(details.language)
        article.digest = article.digest_with(document.content)
        article.updated_at = now
        article.save()
        write_tags(article, details.tags)
        write_co_authors(article, details.co_authors)
        if former.author != details.author:
            author_changed.send(Article, article=article, former=former.author, by=by, now=now)
        announce(article, "article")


def _planning_with(article: Article, former: User | None, author: User | None) -> str:
    """An editor who names the author in the details does not ask them to accept; without one it is an idea
    again. An empty page whose details are set is one no more."""
    is_named = article.is_planned and former != author
    if is_named and author is None:
        return Article.Planning.IDEA
    if is_named or article.planning == Article.Planning.BLANK:
        return Article.Planning.WRITING
    return article.planning


def write_tags(article: Article, names: Iterable[str]) -> None:
    """Give the story these tags and no others, row by row, as each is in the history. The caller holds its
    lock. Raises :class:`TagsRefused`."""
    wanted = distinct_tags(names)
    if len(wanted) > MOST_TAGS or any(len(name) > LONGEST_TAG for name in wanted.values()):
        raise TagsRefused(
            _("A story has at most %(count)d tags, each of %(length)d characters or fewer.")
            % {"count": MOST_TAGS, "length": LONGEST_TAG}
        )
    for tag in article.tags.all():
        if wanted.get(tag.key) == tag.name:
            del wanted[tag.key]
        else:
            tag.delete()
    for key, name in wanted.items():
        Tag.objects.create(article=article, key=key, name=name)


def write_co_authors(article: Article, people: Iterable[User]) -> None:
    """Make these people its co-authors, in this order. The caller may do it, and holds the lock."""
    others = (person for person in people if person.pk != article.author_id)
    places = {person.pk: place for place, person in enumerate(others, start=1)}
    for one in article.co_authors.all():
        place = places.pop(one.person_id, None)
        if place is None:
            one.delete()
        elif place != one.position:
            one.position = place
            one.save(update_fields=["position"])
    for person, place in places.items():
        CoAuthor.objects.create(article=article, person_id=person, position=place)
    vars(article).pop("co_author_ids", None)


def _require(article: Article, former: Details, details: Details, by: Actor) -> None:
    """Raise unless ``by`` may make of the former details these, and the story can have them."""
    if any(getattr(former, name) != getattr(details, name) for name in MANAGED):
        access.require(
            access.may_manage(by, article),
            _("Only a desk editor can set the deadline, embargo, authors, editor in charge and priority."),
        )
    new = {details.author, *details.co_authors} - {None, former.author, *former.co_authors}
    for person in new:
        require_author(article, person)
    if len(details.co_authors) > MOST_CO_AUTHORS:
        raise AuthorRefused(
            _("A story has at most %(count)d authors beside the first.") % {"count": MOST_CO_AUTHORS}
        )
    if details.editor not in (None, former.editor):
        _require_editor(article, details.editor)


def require_author(article: Article, person: User | None) -> None:
    """Raise :class:`AuthorRefused` for somebody who says nothing on the story's desk."""
    if person is not None and not access.speaks_on(person, article.desk_id):
        raise AuthorRefused(
            _("%(person)s isn’t on %(desk)s. Choose another author.")
            % {"person": person, "desk": article.desk}
        )


def _require_editor(article: Article, person: User | None) -> None:
    if person is not None and not access.may_manage(person, article):
        raise AuthorRefused(
            _("%(person)s isn’t an editor of %(desk)s. Choose another editor in charge.")
            % {"person": person, "desk": article.desk}
        )
