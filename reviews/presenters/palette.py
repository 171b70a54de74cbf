"""What the command palette offers: stories by their headlines, people, and acts by their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.access import visible_desks
from articles.models import Article
from newsroom.models import Membership, User
from reviews.search import terms
from reviews.search.finding import Search, Where, find
from reviews.search.folding import words_in

MOST_STORIES: Final = 6
MOST_PEOPLE: Final = 4
_READS_STYLE: Final = (Membership.Role.EDITOR, Membership.Role.READER)


@dataclass(frozen=True)
class Choice:
    """One line: where it leads, or the theme that it puts on."""

    label: str
    address: str = ""
    detail: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    choices: Sequence[Choice]


def groups(person: User, typed: str, *, story: str = "") -> list[Group]:
    """What fits what was typed, in at most three statements; with nothing typed, all acts and none.

    ``story`` is the slug of the story whose page is open, if one is.
    """
    typed = typed[: terms.LONGEST_SEARCH]
    wanted = [word.folded for word in words_in(typed)]

    def fitting(choices: Iterable[Choice]) -> list[Choice]:
        return [choice for choice in choices if _fits(wanted, choice.label)]

    found = [
        (_("This story"), fitting(_acts_on(story)) if story else []),
        (_("Stories"), _stories(person, typed) if wanted else []),
        (_("Go to"), fitting(_pages(person))),
        (_("People"), _people(person, wanted) if wanted else []),
        (_("Theme"), fitting(_themes()) if wanted else []),
        (_("Search"), [_search_for(typed.strip())] if wanted else []),
    ]
    return [Group(name, choices) for name, choices in found if choices]


def _fits(wanted: Sequence[str], label: str) -> bool:
    """Whether each word that was typed begins one of the label's."""
    words = [word.folded for word in words_in(label)]
    return all(any(word.startswith(begun) for word in words) for begun in wanted)


def _acts_on(slug: str) -> list[Choice]:
    """The pages of a story, in the order in which its own menu has them."""
    named: list[tuple[str, str]] = [
        (_("Copy"), "article"),
        (_("Sign-off"), "preflight"),
        (_("History"), "history"),
        (_("Compare versions"), "compare"),
        (_("Clean copy and release"), "clean"),
        (_("Guests"), "guests"),
        (_("Details"), "details"),
    ]
    return [Choice(label, reverse(name, args=[slug])) for label, name in named]


def _pages(person: User) -> list[Choice]:
    pages = [
        Choice(_("New story"), reverse("import")),
        Choice(_("Needs me"), reverse("needs_me")),
        Choice(_("Inbox"), reverse("inbox")),
        Choice(_("Stories"), reverse("stories")),
        Choice(_("Board"), reverse("board")),
        Choice(_("Calendar"), reverse("calendar")),
        Choice(_("Search"), reverse("search")),
        Choice(_("Preferences"), reverse("preferences")),
    ]
    if person.is_superuser or any(role in _READS_STYLE for role in person.desk_roles.values()):
        pages.append(Choice(_("Stylebook"), reverse("stylebooks")))
    if person.is_superuser or person.edits_a_desk:
        pages.append(Choice(_("Settings"), reverse("settings")))
        pages.append(Choice(_("Figures"), reverse("figures")))
    return pages


def _themes() -> list[Choice]:
    return [
        Choice(_("Theme: light"), theme="light"),
        Choice(_("Theme: dark"), theme="dark"),
        Choice(_("Theme: as the device"), theme="auto"),
    ]


def _stories(person: User, typed: str) -> list[Choice]:
    """The newest stories with all the words in their headlines: two statements."""
    search = Search(terms.read(typed), where=Where.HEADLINES)
    ids = find(person, search, most=MOST_STORIES).ids
    articles = Article.objects.select_related("desk").in_bulk(ids) if ids else {}
    found = [articles[pk] for pk in ids if pk in articles]
    return [Choice(str(one), one.get_absolute_url(), _where(one)) for one in found]


def _where(article: Article) -> str:
    if article.is_open:
        return article.desk.name
    return f"{article.desk.name} · {article.get_state_display()}"


def _people(person: User, wanted: Sequence[str]) -> list[Choice]:
    """People of the desks whose names begin like that, with the way to what they wrote: one statement."""
    there = Membership.objects.filter(desk__in=visible_desks(person)).values("user")
    known = User.objects.filter(pk__in=there, is_active=True).order_by("name", "pk").only("name")
    fitting = [one for one in known if _fits(wanted, one.name)]
    return [
        Choice(one.name, _search_address(q=one.name), _("stories and queries"))
        for one in fitting[:MOST_PEOPLE]
    ]


def _search_for(typed: str) -> Choice:
    return Choice(_("Search copy and queries for “%(words)s”") % {"words": typed}, _search_address(q=typed))


def _search_address(**query: str) -> str:
    return f"{reverse('search')}?{urlencode(query)}"
