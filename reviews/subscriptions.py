"""What mail a person wants. Mail alone: their inbox holds what they are told of either way."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from articles.access import may_see, visible_articles
from articles.models import Article
from newsroom.errors import DomainError
from newsroom.models import User
from reviews.models import Event, Notification, Subscription

Choice = Subscription.Choice
State = Notification.State


class ChoiceRefused(DomainError):
    """There is no such choice here."""


@dataclass(frozen=True)
class KindChoice:
    """``value`` and ``label`` of a kind of event, and whether mail about it is wanted."""

    value: str
    label: str
    is_wanted: bool


@dataclass(frozen=True)
class ArticleChoice:
    article: Article
    choice: str


def kinds_of(person: User) -> list[KindChoice]:
    """Every kind of event with what this person said about it; mail unless they said otherwise."""
    unwanted = set(
        Subscription.objects.filter(person=person, choice=Choice.NO_MAIL).values_list("kind", flat=True)
    )
    return [KindChoice(kind.value, str(kind.label), kind.value not in unwanted) for kind in Event.Kind]


def articles_of(person: User, *, also: Article | None = None) -> list[ArticleChoice]:
    """The articles this person set something for and still sees, and ``also`` that one, first."""
    said = Subscription.objects.filter(person=person, article__in=visible_articles(person).values("pk"))
    choices = {
        one.article_id: ArticleChoice(one.article, one.choice)
        for one in said.select_related("article__desk").order_by("-pk")
        if one.article is not None
    }
    if also is None or not may_see(person, also):
        return list(choices.values())
    first = choices.pop(also.pk, ArticleChoice(also, Choice.CONCERNED))
    return [first, *choices.values()]


def want_kinds(person: User, kinds: Iterable[str], *, wanted: bool, how: str = "") -> None:
    """Begin or end mail of these kinds. What waits to be sent stays in the inbox.

    ``how`` goes into the history, for changes that are made without signing in.
    """
    choice = Choice.MAIL if wanted else Choice.NO_MAIL
    with transaction.atomic():
        for kind in kinds:
            if kind not in Event.Kind.values:
                raise ChoiceRefused(_("There is no mail of that kind."))
            _say(person, kind=kind, article=None, choice=choice, default=Choice.MAIL, how=how)
            if not wanted:
                _hold_back(person, event__kind=kind)


def only_want_kinds(person: User, kinds: Collection[str], *, how: str = "") -> None:
    """Mail of these kinds and of no others."""
    with transaction.atomic():
        for kind in Event.Kind.values:
            want_kinds(person, [kind], wanted=kind in kinds, how=how)


def want_article(person: User, article: Article, choice: str, *, how: str = "") -> None:
    """Hear all of an article, only what concerns this person, or have no mail of it."""
    if choice not in Subscription.OF_AN_ARTICLE or not may_see(person, article):
        raise ChoiceRefused(_("Choose one of the settings for an article on a desk of yours."))
    with transaction.atomic():
        _say(person, kind="", article=article, choice=choice, default=Choice.CONCERNED, how=how)
        if choice == Choice.MUTE:
            _hold_back(person, event__article=article)


def _say(person: User, *, kind: str, article: Article | None, choice: str, default: str, how: str) -> None:
    """Write it, with an entry in its history, unless it stands like that already."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two clicks at once wait for each other
    said = Subscription.objects.filter(person=person, kind=kind, article=article).order_by("pk").first()
    if (said.choice if said else default) == choice:
        return
    said = said or Subscription(person=person, kind=kind, article=article)
    said.choice = choice
    said._change_reason = how  # type: ignore[attr-defined]
    said.save()


def _hold_back(person: User, **which: object) -> None:
    """Mail that nobody has tried to send yet does not leave any more."""
    waiting = Notification.objects.filter(recipient=person, state=State.PENDING, attempts=0)
    waiting.filter(**which).update(state=State.INBOX_ONLY)
