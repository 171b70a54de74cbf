"""Who stands in for whom now: said beside the queries of people who are away, and asked for access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.models import User
from reviews.models import Hours, Query, turns


def represented_by(person: User) -> frozenset[int]:
    """Who is away now and has this person stand in. Read once for each request."""
    found: frozenset[int] | None = person.__dict__.get("_represents")
    if found is None:
        now = timezone.now()
        away = Hours.objects.filter(deputy=person, away_from__lte=now, away_until__gt=now)
        found = person.__dict__["_represents"] = frozenset(away.values_list("person", flat=True))
    return found


def colleagues(article: Article) -> list[User]:
    """Everybody with a part in the article's desk, by name, with their hours. One statement."""
    people = article.desk.speakers().select_related("hours")
    return list(people.order_by("name"))


def absences(article: Article, people: Iterable[User], *, now: datetime) -> dict[int, str]:
    """Of the desk's people those who are away, each with a sentence part: until when, and who has their
    queries meanwhile. ``people`` are the desk's, with their hours."""
    by_pk = {person.pk: person for person in people}
    away = {pk for pk, person in by_pk.items() if is_away(person, now=now)}
    return {pk: _sentence(by_pk[pk], article, by_pk, away) for pk in away}


@dataclass(frozen=True)
class Here:
    """The ``people`` of a desk, and those of them who are ``away``, each with the deputy they named."""

    people: Mapping[int, User]
    away: Mapping[int, int | None]

    def turn_of(self, query: Query, others: Mapping[int, User]) -> int | None:
        """Whose turn a query is; of the ``others`` whom it names, guests and administrators can act, too."""
        may = {pk for pk, person in others.items() if person.is_guest or person.is_superuser}
        can_act = self.people.keys() | may
        return turns.turn_of(query, query.article.author_id, can_act=can_act, away=self.away)


def here(article: Article, *, now: datetime) -> Here:
    """Who of a story's desk is here now. One statement."""
    people = {person.pk: person for person in colleagues(article)}
    away = {pk: person.hours.deputy_id for pk, person in people.items() if is_away(person, now=now)}
    return Here(people, away)


def absence_of(person: User) -> str:
    """Until when somebody is away whose hours were read with them."""
    return _("%(person)s is away until %(moment)s") % {"person": person, "moment": _until(person.hours)}


def _until(hours: Hours) -> str:
    return formats.date_format(timezone.localtime(hours.away_until), "j F, H:i")


def is_away(person: User, *, now: datetime) -> bool:
    """``False`` where the person's hours were not read with them: a list asks nothing for each row."""
    if not User._meta.get_field("hours").is_cached(person):
        return False
    hours: Hours | None = getattr(person, "hours", None)
    return hours is not None and hours.is_away(now)


def _sentence(person: User, article: Article, people: dict[int, User], away: set[int]) -> str:
    hours: Hours = person.hours
    here = [
        pk for pk in (hours.deputy_id, article.author_id) if pk in people and pk not in {*away, person.pk}
    ]
    goes_to = people[here[0]] if here and here[0] is not None else _("the desk editors")
    return _("away until %(moment)s, covered by %(person)s") % {"moment": _until(hours), "person": goes_to}
