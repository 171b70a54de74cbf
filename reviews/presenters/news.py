"""What open pages of a story say when it was released, moved or signed, or a sign-off is out of date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.access import may_edit
from articles.models import Article
from newsroom.models import User
from reviews import access
from reviews.models import Round, SignOff
from reviews.workflow.signoff import StageStatus


@dataclass(frozen=True)
class News:
    """One fact. A page that sees a new ``key`` says the sentence, unless its own person did it."""

    key: str
    sentence: str
    is_own: bool = False


def news_of(article: Article, round: Round, stages: Sequence[StageStatus], person: User) -> list[News]:
    """Everything that is so now, without another statement."""
    return [
        *_of_state(article, round),
        News(f"desk-{article.desk_id}", _("Moved to %(desk)s.") % {"desk": article.desk}),
        *_of_signatures(stages, person),
    ]


def _of_state(article: Article, round: Round) -> Iterator[News]:
    if article.state == Article.State.RELEASED:
        yield News(f"released-{round.number}", _("Released. The copy can’t be edited now."))
    elif article.state == Article.State.SPIKED:
        yield News("spiked", _("This story has been spiked. The copy can’t be edited now."))
    elif round.number > 1:
        yield News(f"round-{round.number}", _("Correction started: %(reason)s") % {"reason": round.reason})


def _of_signatures(stages: Sequence[StageStatus], person: User) -> Iterator[News]:
    for status in stages:
        for given in status.valid:
            yield News(f"signed-{given.pk}", _signed(given), is_own=given.signer_id == person.pk)
        for given in status.stale:
            yield News(f"stale-{given.pk}", _stale(given))


def _signed(given: SignOff) -> str:
    return _("%(person)s signed off (%(stage)s).") % {"person": given.signer, "stage": given.stage}


def _stale(given: SignOff) -> str:
    sentence = _("%(person)s’s sign-off (%(stage)s) is out of date – the copy has changed.")
    return sentence % {"person": given.signer, "stage": given.stage}


def may_type(article: Article, person: User) -> str:
    """``true`` for who edits the copy, ``suggest`` for who only suggests, else ``false``."""
    if not article.is_open:
        return "false"
    if may_edit(person, article):
        return "true"
    return "suggest" if access.may_ask(person, article) else "false"
