"""What people do, by the roads that they take: typing, signing, and several of them at one moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from articles.editing.protocol import Accepted, SentBatch
from articles.models import Article, Document
from newsroom.errors import DomainError
from newsroom.models import User, renew
from reviews.models import SignOff, Stage
from reviews.queries import suggestions
from reviews.workflow import signoff
from tests.factories import NOW, place_of, typed


def send_steps(
    *, article: Article, by: User | None, version: int, steps: Sequence[Any], client_id: str = "tab", now=NOW
) -> Accepted:
    """One batch as a page sends it; the article at hand is as it is afterwards."""
    (accepted,) = suggestions.submit_batches(
        slug=article.slug, sent=[SentBatch(by, version, steps, client_id)], now=now
    )
    renew(article, Article.objects.get(pk=article.pk))
    Document.objects.get(pk=article.pk).article = article  # and has the article know its document anew
    return accepted


def type_into(
    article: Article, start: int, text: str, *, by: User, end: int | None = None, now=NOW
) -> Accepted:
    """Type at a position of the copy as it is, or in place of the words up to ``end``."""
    article.document.refresh_from_db()
    steps = [typed(start, start if end is None else end, text)]
    return send_steps(article=article, by=by, version=article.document.version, steps=steps, now=now)


def put_instead(article: Article, words: str, instead: str, *, by: User, now=NOW) -> Accepted:
    """Put other words in the place of the first occurrence of these."""
    start, end = place_of(article, words)
    return type_into(article, start, instead, by=by, end=end, now=now)


def replace_words(room, old: str, new: str, by: User | None = None) -> None:
    """Have somebody of a room, its writer if nobody is named, put other words into its article."""
    put_instead(room.article, old, new, by=by or room.writer)


def sign(article: Article, stage: Stage, *, by: User, now=NOW) -> SignOff:
    """Sign the words as they are now."""
    article = Article.objects.get(pk=article.pk)
    return signoff.sign(article=article, stage=stage, by=by, digest=article.digest, now=now)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that begin together. Answers with what each returned, or what it raised."""
    begin = Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        begin.wait()
        try:
            outcomes[index] = act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def faults(outcomes: Sequence[object]) -> list[Exception]:
    """Those of the outcomes that were raised and are no refusals."""
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, DomainError)]


def refusals(outcomes: Sequence[object]) -> list[DomainError]:
    return [one for one in outcomes if isinstance(one, DomainError)]
