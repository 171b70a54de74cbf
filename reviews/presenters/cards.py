"""What the margin shows of suggestions: a card for each that is pending, and what was decided lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from articles.access import may_edit, may_take_part
from articles.editing import suggestions
from articles.editing.suggestions import Proposal
from articles.models import Article, Suggestion
from newsroom.models import User
from reviews.models import Query


@dataclass(frozen=True)
class Card:
    """A pending suggestion, with what this person may do about it. ``query`` is the number of its thread."""

    proposal: Proposal
    address: str
    may_accept: bool
    may_reject: bool
    may_discuss: bool
    is_own: bool
    query: int | None

    @property
    def position(self) -> int:
        return self.proposal.change.start


@dataclass(frozen=True)
class Decided:
    """One act of accepting or rejecting; ``first`` stands for all it decided on."""

    first: Suggestion
    count: int
    is_own: bool
    may_undo: bool


@dataclass(frozen=True)
class Suggested:
    """All of it. ``latest`` is this person's own newest act, offered to be undone."""

    cards: list[Card]
    people: list[tuple[User | None, int]]
    decided: list[Decided]
    may_decide: bool
    address: str

    @property
    def latest(self) -> Decided | None:
        return next((act for act in self.decided if act.is_own and act.may_undo), None)


def suggested(article: Article, person: User, *, threads: Iterable[Query], now: datetime) -> Suggested:
    """What is suggested in an article, for this person. One statement."""
    overview = suggestions.overview(article, now=now)
    edits = article.is_open and may_edit(person, article)
    takes_part = article.is_open and may_take_part(person, article)
    discussed = {query.suggestion_id: query.number for query in threads if query.suggestion_id}
    address = f"{reverse('article', args=[article.slug])}suggestions/"
    cards = [
        Card(
            proposal=proposal,
            address=address,
            may_accept=edits,
            may_reject=edits or (takes_part and proposal.suggestion.author_id == person.pk),
            may_discuss=takes_part,
            is_own=proposal.suggestion.author_id == person.pk,
            query=discussed.get(proposal.suggestion.pk),
        )
        for proposal in overview.pending
    ]
    people = Counter(card.proposal.suggestion.author for card in cards)
    decided = [_decided(act, person, edits=edits, takes_part=takes_part) for act in overview.decided]
    return Suggested(cards, people.most_common(), decided, edits, address)


def _decided(act: tuple[Suggestion, ...], person: User, *, edits: bool, takes_part: bool) -> Decided:
    own = act[0].decided_by_id == person.pk
    return Decided(act[0], len(act), own, edits or (own and takes_part))
