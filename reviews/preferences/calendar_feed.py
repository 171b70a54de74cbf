"""Deadlines and embargoes as a calendar that programs subscribe to (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event, vDuration

from articles.access import visible_articles
from articles.models import Article
from newsroom.errors import NotFound
from newsroom.models import User
from newsroom.models.newsroom import name_of_newsroom, newsrooms_defaults
from reviews.models import Feed, Query
from reviews.notifications.events import mail_domain
from reviews.notifications.mail.headers import one_line
from reviews.preferences.choices import ChoiceRefused
from reviews.reading import concerning, with_counts

LOOKS_BACK = timedelta(days=30)
"""For so long a moment that has passed stays in the calendar."""

MOST_ARTICLES = 500
REFRESH = timedelta(minutes=30)
Choice = Feed.Choice


class FeedRefused(NotFound):
    """There is no calendar behind this address: forged, ended, or of somebody who left."""


def feed_of(person: User) -> Feed | None:
    """The feed this person has switched on."""
    return Feed.objects.filter(person=person, is_on=True).first()


def switch_on(person: User, *, choice: str) -> Feed:
    """Say what the calendar shows. The link stays as it is; who had ended it gets another.

    Raises :class:`ChoiceRefused`.
    """
    if choice not in Choice.values:
        raise ChoiceRefused(_("Choose what your calendar shows from the list."))
    with transaction.atomic():
        feed = _locked(person) or Feed(person=person, version=0, is_on=False)
        if not feed.is_on:
            feed.version += 1
        feed.choice, feed.is_on = choice, True
        feed.save()
    return feed


def replace_link(person: User) -> None:
    """A new link; calendars that have the old one get nothing any more."""
    with transaction.atomic():
        feed = _locked(person)
        if feed is not None and feed.is_on:
            feed.version += 1
            feed.save(update_fields=["version"])


def switch_off(person: User) -> None:
    """End the link."""
    with transaction.atomic():
        feed = _locked(person)
        if feed is not None and feed.is_on:
            feed.is_on = False
            feed.save(update_fields=["is_on"])


def link_to(feed: Feed) -> str:
    """The secret address of a feed."""
    token = _signer().sign(f"{feed.pk}.{feed.version}")
    return settings.COPYDESK_URL + reverse("calendar_feed", args=[token])


def calendar_behind(token: str, *, now: datetime) -> bytes:
    """The calendar as it is now. Five statements at most; raises :class:`FeedRefused`."""
    feed = _behind(token)
    with newsrooms_defaults():
        made: bytes = _calendar(feed, now=now).to_ical()
    return made


def _behind(token: str) -> Feed:
    try:
        person, version = map(int, _signer().unsign(token).split("."))
    except BadSignature as error:
        raise FeedRefused(_("This calendar link doesn’t work.")) from error
    on = Feed.objects.select_related("person").filter(is_on=True, version=version)
    feed = on.filter(person=person, person__is_active=True, person__is_guest=False).first()
    if feed is None or feed.person.is_shut_out:
        raise FeedRefused(_("This calendar link doesn’t work."))
    return feed


def _signer() -> Signer:
    return Signer(salt="reviews.calendar", sep="~")


def _locked(person: User) -> Feed | None:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two clicks at once wait for each other
    return Feed.objects.filter(person=person).first()


def articles_of(feed: Feed, *, now: datetime) -> QuerySet[Article]:
    """The articles of a feed, nearest first, with ``open_count``, ``stage_name`` and ``mine_count``."""
    person = feed.person
    since = now - LOOKS_BACK
    ahead = Q(deadline__gte=since) | Q(embargo_until__gte=since)
    found = visible_articles(person).filter(ahead)
    if feed.choice == Choice.MINE:
        found = found.filter(concerning(person, now=now))
    theirs = Query.objects.waiting_for(person, now=now).filter(article=OuterRef("pk")).order_by()
    mine = theirs.values("article").annotate(n=Count("pk")).values("n")
    shown = with_counts(found).annotate(mine_count=Coalesce(Subquery(mine), 0))
    return shown.order_by(Coalesce("deadline", "embargo_until"), "pk")[:MOST_ARTICLES]


def _calendar(feed: Feed, *, now: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Copydesk//Deadlines//EN")
    calendar.add("version", "2.0")
    name = _("%(newsroom)s deadlines") % {"newsroom": name_of_newsroom()}
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    since = now - LOOKS_BACK
    for article in articles_of(feed, now=now):
        for event in _events(article, since=since, now=now):
            calendar.add_component(event)
    return calendar


def _events(article: Article, *, since: datetime, now: datetime) -> Iterator[Event]:
    """What left is past its deadline; its embargo may still be ahead."""
    if article.deadline and article.deadline >= since and article.state != Article.State.RELEASED:
        yield _event(article, "deadline", article.deadline, _("Deadline: %(article)s"))
    is_ahead = article.state != Article.State.RELEASED or (
        article.embargo_until is not None and article.embargo_until > now
    )
    if article.embargo_until and article.embargo_until >= since and is_ahead:
        yield _event(article, "embargo", article.embargo_until, _("Embargo ends: %(article)s"))


def _event(article: Article, what: str, at: datetime, title: str) -> Event:
    """``at`` is written in UTC; the program that shows it knows its reader's clock."""
    is_spiked = article.state == Article.State.SPIKED
    event = Event()
    event.add("uid", f"{what}-{article.pk}@{mail_domain()}")
    event.add("dtstamp", article.updated_at)
    event.add("last-modified", article.updated_at)
    event.add("dtstart", at)
    event.add("summary", title % {"article": one_line(str(article))})
    event.add("description", _spiked() if is_spiked else _status(article))
    event.add("url", settings.COPYDESK_URL + article.get_absolute_url())
    event.add("categories", [article.desk.name])
    event.add("status", "CANCELLED" if is_spiked else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _spiked() -> str:
    return _("This story has been spiked.")


def _status(article: Article) -> str:
    """The desk, the stage, and what is open: a line each."""
    open_count: int = article.open_count  # type: ignore[attr-defined]
    mine: int = article.mine_count  # type: ignore[attr-defined]
    stage: str | None = article.stage_name  # type: ignore[attr-defined]
    lines = [article.desk.name]
    if stage and article.is_open:
        lines.append(_("At %(stage)s") % {"stage": stage})
    if open_count:
        lines.append(
            ngettext("%(count)d open query", "%(count)d open queries", open_count) % {"count": open_count}
        )
    if mine:
        lines.append(ngettext("%(count)d for you", "%(count)d for you", mine) % {"count": mine})
    return "\n".join(lines)
