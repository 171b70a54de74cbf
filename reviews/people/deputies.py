"""Who stands in for whom now: said beside the queries of people who are away, and asked for access."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.models import User
from reviews.models import Hours


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


def is_away(person: User, *, now: datetime) -> bool:
    """``False`` where the person's hours were not read with them: a list asks nothing for each row."""
    if not User._meta.get_field("hours").is_cached(person):
        return False
    hours: Hours | None = getattr(person, "hours", None)
    return hours is not None and hours.is_away(now)


def _sentence(person: User, article: Article, people: dict[int, User], away: set[int]) -> str:
    hours: Hours = person.hours
    until = formats.date_format(timezone.localtime(hours.away_until), "j F, H:i")
    here = [
        pk for pk in (hours.deputy_id, article.author_id) if pk in people and pk not in {*away, person.pk}
    ]
    goes_to = people[here[0]] if here and here[0] is not None else _("the desk editors")
    return _("away until %(moment)s, covered by %(person)s") % {"moment": until, "person": goes_to}
