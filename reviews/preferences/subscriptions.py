"""What mail a person wants. Only mail: their inbox has all their notifications either way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.access import may_see, visible_articles
from articles.models import Article
from newsroom.models import User
from reviews.models import Event, Notification, Subscription
from reviews.notifications import event_kinds
from reviews.notifications.mail.signed_links import DIGEST
from reviews.people import hours
from reviews.preferences.choices import ChoiceRefused

Choice = Subscription.Choice
State = Notification.State


@dataclass(frozen=True)
class KindChoice:
    """``value`` and ``label`` of a kind of event, and what is wanted of mail about it."""

    value: str
    label: str
    choice: str


@dataclass(frozen=True)
class ArticleChoice:
    article: Article
    choice: str


def kinds_of(person: User) -> list[KindChoice]:
    """The kinds of event that can reach this person, with the choice for each; mail unless they
    chose otherwise. A choice can be taken back, whatever reaches them now. Two statements."""
    chosen = dict[str, str]()
    follows = False
    for kind, choice in Subscription.objects.filter(person=person).values_list("kind", "choice"):
        follows |= choice == Choice.ALL
        if kind:
            chosen[kind] = choice
    shown = event_kinds.kinds_for(person, follows=follows) | chosen.keys()
    return [
        KindChoice(kind.value, event_kinds.when(kind), chosen.get(kind.value, Choice.MAIL))
        for kind in Event.Kind
        if kind in shown
    ]


def articles_of(person: User, *, also: Article | None = None) -> list[ArticleChoice]:
    """The articles this person set something for and still sees, and ``also`` that one, first."""
    chosen = Subscription.objects.filter(person=person, article__in=visible_articles(person).values("pk"))
    choices = {
        one.article_id: ArticleChoice(one.article, one.choice)
        for one in chosen.select_related("article__desk").order_by("-pk")
        if one.article is not None
    }
    if also is None or not may_see(person, also):
        return list(choices.values())
    first = choices.pop(also.pk, ArticleChoice(also, Choice.CONCERNED))
    return [first, *choices.values()]


def set_kind(person: User, kind: str, choice: str, *, how: str = "") -> None:
    """Mail of this kind at once, in the digest, or none. What waits to be sent stays in the inbox.

    ``how`` goes into the history, for changes that are made without signing in.
    Raises :class:`ChoiceRefused`.
    """
    if kind not in Event.Kind.values or choice not in Subscription.OF_A_KIND:
        raise ChoiceRefused(_("There is no email of that kind."))
    if choice == Choice.DIGEST and hours.stored_hours(person).digest_at is None:
        raise ChoiceRefused(_("Choose a time for the digest first."))
    with transaction.atomic():
        _store(person, kind=kind, article=None, choice=choice, default=Choice.MAIL, how=how)
        if choice == Choice.NO_MAIL:
            _hold_back(person, event__kind=kind)


def set_kinds(person: User, kinds: Iterable[str], *, wanted: bool, how: str = "") -> None:
    """Begin or end mail of these kinds."""
    with transaction.atomic():
        for kind in kinds:
            set_kind(person, kind, Choice.MAIL if wanted else Choice.NO_MAIL, how=how)


def set_mails(person: User, kinds: Collection[str], *, wanted: bool, now: datetime, how: str = "") -> None:
    """The same, with the digest among the kinds."""
    with transaction.atomic():
        set_kinds(person, [kind for kind in kinds if kind != DIGEST], wanted=wanted, how=how)
        if DIGEST in kinds:
            hours.set_digest(person, wanted=wanted, now=now, how=how)


def wants_some(person: User, kinds: Collection[str]) -> bool:
    """Whether mail of any of these kinds, the digest among them, is wanted."""
    if DIGEST in kinds and hours.stored_hours(person).digest_at is not None:
        return True
    events = {kind for kind in kinds if kind != DIGEST}
    ended = Subscription.objects.filter(person=person, kind__in=events, choice=Choice.NO_MAIL)
    return ended.count() < len(events)


def set_all(
    person: User, *, kinds: Mapping[str, str], articles: Iterable[tuple[Article, str]], how: str = ""
) -> None:
    """A whole page of choices; what is empty stays as it is."""
    with transaction.atomic():
        for kind, choice in kinds.items():
            if choice:
                set_kind(person, kind, choice, how=how)
        for article, choice in articles:
            if choice:
                set_article(person, article, choice, how=how)


def set_article(person: User, article: Article, choice: str, *, how: str = "") -> None:
    """Hear all of an article, only what concerns this person, or have no mail of it.

    Raises :class:`ChoiceRefused`.
    """
    if choice not in Subscription.OF_AN_ARTICLE or not may_see(person, article):
        raise ChoiceRefused(_("Choose a setting for a story on one of your desks."))
    with transaction.atomic():
        _store(person, kind="", article=article, choice=choice, default=Choice.CONCERNED, how=how)
        if choice == Choice.MUTE:
            _hold_back(person, event__article=article)


def _store(person: User, *, kind: str, article: Article | None, choice: str, default: str, how: str) -> None:
    """Store the choice, with an entry in its history, unless it is stored already."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two clicks at once wait for each other
    subscription = (
        Subscription.objects.filter(person=person, kind=kind, article=article).order_by("pk").first()
    )
    if (subscription.choice if subscription else default) == choice:
        return
    subscription = subscription or Subscription(person=person, kind=kind, article=article)
    subscription.choice = choice
    subscription._change_reason = how  # type: ignore[attr-defined]
    subscription.save()


def _hold_back(person: User, **which: object) -> None:
    """Mail that nobody has tried to send yet does not leave any more."""
    waiting = Notification.objects.filter(
        recipient=person, state__in=(State.PENDING, State.DIGEST), attempts=0
    )
    waiting.filter(**which).update(state=State.INBOX_ONLY)
