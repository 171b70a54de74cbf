"""The parts of acts on a thread: its lock, its words, and the announcement that it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from articles import announcing, locking
from articles.documents.replacing import tidy_words
from articles.editing import passages
from articles.models import Anchor, Article, Document
from newsroom.errors import Conflict, DomainError, NotFound
from newsroom.limiting import limits
from newsroom.limiting.limits import Limit
from newsroom.models import User, renew
from reviews import access
from reviews.models import Contribution, InboundMail, Placing, Query, Reply
from reviews.models.query import people_in
from reviews.people.mentions import Mentions, mentions_in

QUESTION_LENGTH = 4000
REPLY_LENGTH = 8000
PROPOSAL_LENGTH = 4000
MOST_MENTIONED = 30
"""People whom one text may name."""
MENTIONS = Limit("mentions", 300, timedelta(hours=1))
"""People whom all texts of one person may name."""


class QueryRefused(DomainError):
    """What was asked or answered cannot be kept like this."""


@dataclass(frozen=True)
class ThreadMessage:
    """A reply that a question came with: whose, as far as that is known, and when it was written."""

    body: str
    author: User | None = None
    written_as: str = ""
    written_at: datetime | None = None


def announce(article: Article) -> None:
    """Have open pages look at the threads again."""
    announcing.announce(article, "queries")


def lock(query: Query) -> Document:
    """Lock the story that the query is about, and renew both: what an act decides on is asked behind this."""
    document = locking.lock(query.article)
    reread(query)
    return document


def reread(query: Query) -> None:
    """Renew the query. The caller holds the lock on its story. Raises :class:`NotFound`."""
    fresh = Query.objects.select_for_update().filter(pk=query.pk).first()
    if fresh is None:
        raise NotFound(_("Query %(number)s was deleted.") % {"number": query.number})
    renew(query, fresh)


def save(query: Query, *fields: str, now: datetime) -> None:
    """Write the query, or these fields of it, with its history at the moment of the act."""
    query._history_date = now  # type: ignore[attr-defined]
    query.save(update_fields=fields or None)
    del query._history_date  # type: ignore[attr-defined]


def placing(
    query: Query, anchor: Anchor, act: Placing.Act, *, version: int, by: User | None, now: datetime
) -> Placing:
    """The entry that says where the query stands at a version, not yet written."""
    return Placing(
        query=query,
        act=act,
        start=anchor.start,
        end=anchor.end,
        version=version,
        quote=anchor.quote,
        placed_by=by,
        placed_at=now,
    )


def named(written: Contribution) -> tuple[int, ...]:
    """Whom it mentions, by id."""
    return tuple(written.people_mentioned)


def mentioned(text: str, article: Article, *, by: User, now: datetime) -> Mentions:
    """Whom a text names: each of them gets mail, so one person names so many at once and in an hour.

    Raises :class:`QueryRefused`.
    """
    mentions = mentions_in(text, article)
    count = len(people_in(mentions))
    if count > MOST_MENTIONED:
        raise QueryRefused(_("You can mention %(count)d people at most.") % {"count": MOST_MENTIONED})
    if count:
        limits.use(MENTIONS, by.pk, now=now, count=count)
    return mentions


def require_one_paragraph(passage: str) -> None:
    """Other words are proposed for a passage that lies within one paragraph. Raises :class:`QueryRefused`."""
    if "\n" in passage:
        raise QueryRefused(_("Suggest wording for text within one paragraph."))


def proposal(words: str) -> str:
    """Proposed words as a paragraph can hold them; empty when there are none."""
    words = tidy_words(words)
    return required(words, PROPOSAL_LENGTH, "") if words else ""


def passage_of(query: Query, document: Document) -> Anchor:
    """The passage of a query, read anew. Raises :class:`Conflict` for one about the whole story."""
    if query.anchor_id is None:
        raise Conflict(_("This query is about the whole story, not about a passage."))
    return document.anchors.get(pk=query.anchor_id)


def require_open(article: Article) -> None:
    """What left is past asking until a correction opens. Raises :class:`Conflict`."""
    if not article.is_open:
        raise Conflict(
            _("“%(article)s” is %(state)s. Start a correction to ask about it.")
            % {"article": article, "state": article.get_state_display()}
        )


def require_part(article: Article, person: User | None, *, now: datetime) -> None:
    """A query is given to somebody who may be asked here, or to nobody in particular.

    Raises :class:`QueryRefused`.
    """
    if person is not None and not access.may_be_asked(person, article, now=now):
        raise QueryRefused(_("%(person)s isn’t on this desk.") % {"person": person})


def require_passage(anchor: Anchor | None) -> None:
    """Wording is proposed for a passage within one paragraph. Raises :class:`QueryRefused`."""
    if anchor is None:
        raise QueryRefused(_("Suggest wording for selected text, not for the whole story."))
    require_one_paragraph(anchor.quote)


def write(
    query: Query, *, by: User, body: str, proposed: str = "", mail: InboundMail | None = None, now: datetime
) -> Reply:
    """One contribution more. The caller holds the lock on the story."""
    if body.strip() or not proposed:
        body = required(body, REPLY_LENGTH, _("Write a reply."))
    return Reply.objects.create(
        query=query,
        author=by,
        mail=mail,
        body=body.strip(),
        proposed=proposed,
        replaces=_to_be_replaced(query) if proposed else "",
        mentions=mentioned(body, query.article, by=by, now=now),
        created_at=now,
    )


def _to_be_replaced(query: Query) -> str:
    """The words that stand at the passage now, which a proposal is about."""
    if query.anchor_id is None:
        raise Conflict(_("This query is about the whole story. Write a reply instead of wording."))
    anchor = Anchor.objects.select_related("document").get(pk=query.anchor_id)
    if anchor.state == Anchor.State.DETACHED:
        raise Conflict(_("The text of this query has been deleted. Move it to other text first."))
    words = passages.current_text(anchor.document, anchor)
    require_one_paragraph(words)
    return words


def required(text: str, limit: int, empty: str) -> str:
    """The text without white space around it; refused with the sentence when there is none.

    Raises :class:`QueryRefused`.
    """
    # JSON can spell half a character, which cannot be kept: a question mark stands for it.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode().strip()
    if not text:
        raise QueryRefused(empty)
    if len(text) > limit:
        raise QueryRefused(_("Too long (%(limit)s characters maximum).") % {"limit": limit})
    return text
